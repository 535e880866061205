"""The one thing that everybody may see of a catalogue: a picture by its content's hash."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import etag, require_safe

from recommender.catalogue import pictures

FOR_EVER = "public, max-age=31536000, immutable"


def _tag(_request: HttpRequest, sha256: str, file: str) -> str:
    return f'"{sha256}-{file}"'


@require_safe
@etag(_tag)
def picture(request: HttpRequest, sha256: str, file: str) -> HttpResponse:
    """A stored picture; its address is its content, so browsers may keep it for ever.

    Read at once rather than streamed: it fits into the socket's buffer, so that a slow line holds
    no thread.
    """
    try:
        content = pictures.read_stored(sha256, file)
    except FileNotFoundError:
        return _stand_in(request, sha256, file)
    return _answer(content, file, {"Cache-Control": FOR_EVER})


def _stand_in(request: HttpRequest, sha256: str, file: str) -> HttpResponse:
    """Another file of the same picture, until the right one is there.

    Its tag is its own, so that a browser asks again and then gets the right one.
    """
    for other in pictures.stand_ins(file):
        try:
            content = pictures.read_stored(sha256, other)
        except FileNotFoundError:
            continue
        headers = {"Cache-Control": "no-cache", "ETag": _tag(request, sha256, other)}
        return _answer(content, other, headers)
    raise Http404


def _answer(content: bytes, file: str, headers: dict[str, str]) -> HttpResponse:
    """With its length, because no other middleware adds it (simsurvey.pictures_first)."""
    length = {"Content-Length": str(len(content))}
    return HttpResponse(content, content_type=pictures.content_type(file), headers=headers | length)
