"""What researchers read: results, their figures, and their asking to see who leads too early."""

from hashlib import sha256
from typing import Any

from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from surveys import exports, reporting
from surveys.figures import Kind
from surveys.models import Round
from surveys.reporting import NARROW, WIDE
from surveys.results import Answering, answering_by_default
from surveys.tasks import up_to_date
from surveys.views import results_tables as tables
from surveys.views.looking import ask_to_look, may_see_who_leads, note_look
from surveys.views.requests import HtmxRequest
from surveys.views.results_page import ResultsPage

TYPES = {Kind.SVG: "image/svg+xml", Kind.PDF: "application/pdf", Kind.PNG: "image/png"}
MOST_IN_A_WORKBOOK = 50_000  # ratings, about ten seconds: nothing is sent before all is written


@require_GET
@staff_member_required
@permission_required("surveys.view_round", raise_exception=True)
def results(request: HtmxRequest, slug: str) -> HttpResponse:
    page = results_page(request, slug)
    if request.htmx and not page.standing.row.is_underway:
        return HttpResponse(headers={"HX-Refresh": "true"})
    if request.htmx:
        return render(request, "surveys/results.html#computing", {"page": page})
    return render(request, "surveys/results.html", _context(page))


@require_GET
@staff_member_required
@permission_required("surveys.view_round", raise_exception=True)
def figure(request: HttpRequest, slug: str, name: str, kind: str) -> HttpResponse:
    page = results_page(request, slug)
    if kind not in TYPES or page.analysed is None:
        raise Http404
    illustration = next((one for one in page.analysed.illustrations if one.name == name), None)
    if illustration is None:
        raise Http404
    if illustration.tells_who_leads and not page.tells_who_leads:
        raise PermissionDenied(_("Scores are shown after the round is closed."))
    width = NARROW if request.GET.get("width") == str(NARROW) else WIDE
    content = reporting.figure_bytes(
        page.standing.row, page.analysed.account, illustration, width=width, kind=Kind(kind)
    )
    response = HttpResponse(content, content_type=TYPES[Kind(kind)])
    response.headers["ETag"] = f'"{sha256(content).hexdigest()[:32]}"'
    response.headers["Cache-Control"] = "private, no-cache"
    if request.GET.get("download"):
        response.headers["Content-Disposition"] = f'attachment; filename="{slug}-{name}.{kind}"'
    return response


@require_POST
@staff_member_required
@permission_required("surveys.view_round", raise_exception=True)
def look(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who leads before the end for an hour; the log and the report say that it was asked."""
    round = get_object_or_404(Round.objects.defer("manifest"), slug=slug)
    ask_to_look(request, round)
    return redirect(reverse("surveys:results", args=[round.slug]) + "?answering=people")


def results_page(request: HttpRequest, slug: str) -> ResultsPage:
    """Whose answers are asked for, with or without the flagged; other words mean the default."""
    round = get_object_or_404(Round.objects.select_related("catalogue"), slug=slug)
    asked = request.GET.get("answering")
    answering = Answering(asked) if asked in Answering.values else answering_by_default(round=round)
    leading = may_see_who_leads(request, round, answering)
    if leading:
        note_look(request, round, answering)
    return ResultsPage(
        round=round,
        answering=answering,
        screened=request.GET.get("screened") == "1",
        tells_who_leads=leading,
        standing=up_to_date(round=round, answering=answering),
    )


def _context(page: ResultsPage) -> dict[str, Any]:
    return {
        "page": page,
        "choices": list(Answering),
        "narrow": NARROW,
        "wide": WIDE,
        "kinds": [kind.value for kind in Kind],
        "absent": tables.absent_methods(page.round),
        "has_parquet": exports.has_parquet(),
        "makes_workbook": page.analysed is None or page.analysed.results.n <= MOST_IN_A_WORKBOOK,
    }
