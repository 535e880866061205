"""A round's files for researchers: answers and plan line by line, and what was frozen."""

from collections.abc import Iterator

from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from surveys import exports
from surveys.models import Round
from surveys.results import Answering
from surveys.views.results import note_look


@require_GET
@staff_member_required
@permission_required("surveys.view_round", raise_exception=True)
def ratings_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The answers themselves, at any time; before the end the log says who took them."""
    round = get_object_or_404(Round, slug=slug)
    note_look(request, round, Answering.PEOPLE, detail=_("answers downloaded"))
    return _file(round, "ratings", exports.ratings_csv(round=round))


@require_GET
@staff_member_required
@permission_required("surveys.view_round", raise_exception=True)
def participants_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    round = get_object_or_404(Round, slug=slug)
    return _file(round, "participants", exports.participants_csv(round=round))


@require_GET
@staff_member_required
@permission_required("surveys.view_round", raise_exception=True)
def allocation_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    round = get_object_or_404(Round, slug=slug)
    return _file(round, "allocation", exports.allocation_csv(round=round))


@require_GET
@staff_member_required
@permission_required("surveys.view_round", raise_exception=True)
def manifest_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The very bytes that were hashed at the opening; a draft has none."""
    round = get_object_or_404(Round, slug=slug)
    if not round.manifest:
        raise Http404
    response = HttpResponse(round.manifest.encode(), content_type="application/json")
    response.headers["Content-Disposition"] = _attached(round, "manifest.json")
    return response


def _file(round: Round, name: str, lines: Iterator[str]) -> StreamingHttpResponse:
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = _attached(round, f"{name}.csv")
    return response


def _attached(round: Round, name: str) -> str:
    return f'attachment; filename="{round.slug}-{name}"'
