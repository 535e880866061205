"""A round's files for researchers: its tables, one by one or together, and what was frozen."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from surveys import exports
from surveys.models import Round
from surveys.results import Answering
from surveys.views.looking import note_look


class Package(NamedTuple):
    """All tables in one file."""

    suffix: str
    content_type: str
    made: Callable[[Round], Iterator[bytes]]


PACKAGES: Mapping[str, Package] = {
    "csv": Package(".zip", "application/zip", exports.csv_package),
    "parquet": Package("-parquet.zip", "application/zip", exports.parquet_package),
    "xlsx": Package(
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        exports.workbook,
    ),
}


@require_GET
@staff_member_required
@permission_required("surveys.view_round", raise_exception=True)
def table(request: HttpRequest, slug: str, name: str) -> StreamingHttpResponse:
    """One table; taking the answers before the end is written into the log."""
    round = get_object_or_404(Round, slug=slug)
    if name == "ratings":
        _note_answers_taken(request, round)
    return _file(round, f"-{name}.csv", "text/csv; charset=utf-8", exports.table_csv(round, name))


@require_GET
@staff_member_required
@permission_required("surveys.view_round", raise_exception=True)
def package(request: HttpRequest, slug: str, format: str) -> StreamingHttpResponse:
    """All tables, the answers among them."""
    round = get_object_or_404(Round, slug=slug)
    found = PACKAGES[format]
    try:
        chunks = found.made(round)
    except exports.ParquetMissing as reason:
        raise Http404(str(reason)) from reason
    _note_answers_taken(request, round)
    return _file(round, found.suffix, found.content_type, chunks)


@require_GET
@staff_member_required
@permission_required("surveys.view_round", raise_exception=True)
def manifest_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The very bytes that were hashed at the opening; a draft has none."""
    round = get_object_or_404(Round, slug=slug)
    if not round.manifest:
        raise Http404
    response = HttpResponse(round.manifest.encode(), content_type="application/json")
    response.headers["Content-Disposition"] = _attached(round, "-manifest.json")
    return response


def _note_answers_taken(request: HttpRequest, round: Round) -> None:
    note_look(request, round, Answering.PEOPLE, detail=_("answers downloaded"))


def _file(
    round: Round, suffix: str, content_type: str, chunks: Iterator[bytes]
) -> StreamingHttpResponse:
    response = StreamingHttpResponse(chunks, content_type=content_type)
    response.headers["Content-Disposition"] = _attached(round, suffix)
    return response


def _attached(round: Round, suffix: str) -> str:
    return f'attachment; filename="{round.slug}{suffix}"'
