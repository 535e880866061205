"""A round's files for researchers, sent line by line."""

from collections.abc import Iterator

from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, StreamingHttpResponse
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


def _file(round: Round, name: str, lines: Iterator[str]) -> StreamingHttpResponse:
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{round.slug}-{name}.csv"'
    return response
