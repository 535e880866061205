"""The one thing that everybody may see of a catalogue: a picture by its content's hash."""

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import etag, require_safe

from recommender.catalogue import pictures


@require_safe
@etag(lambda request, sha256, file: f'"{sha256}-{file}"')
def picture(request: HttpRequest, sha256: str, file: str) -> FileResponse:
    """A stored picture; its address is its content, so browsers may keep it for ever."""
    width = pictures.WIDTHS[file]
    try:
        stored = pictures.open_stored(sha256, width)
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(stored, content_type=pictures.CONTENT_TYPES[width])
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
