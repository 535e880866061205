"""What researchers read: results, their figure, and the answers as a file."""

from dataclasses import dataclass
from hashlib import sha256

from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from recommender import lookup
from surveys import exports
from surveys.figures import scores_figure
from surveys.models import Round
from surveys.results import Answering, RoundResults, answering_by_default, round_results
from surveys.statistics import Contrast, MethodSummary

NARROW, WIDE = 326, 720  # pixels: the figure on a phone and elsewhere


@dataclass(frozen=True)
class MethodRow:
    label: str
    summary: MethodSummary


@dataclass(frozen=True)
class ContrastRow:
    label: str
    contrast: Contrast


@require_GET
@staff_member_required
@permission_required("surveys.view_round", raise_exception=True)
def results(request: HttpRequest, slug: str) -> HttpResponse:
    found = _results(request, slug)
    summary = found.summary
    context = {
        "results": found,
        "summary": summary,
        "choices": list(Answering),
        "methods": [MethodRow(found.labels[row.method], row) for row in summary.methods],
        "contrasts": [ContrastRow(found.labels[row.baseline], row) for row in summary.segmentation],
        "absent": _absent(found),
        "figure": f"{reverse('surveys:scores_figure', args=[slug])}?answering={found.answering}",
        "narrow": NARROW,
        "wide": WIDE,
    }
    return render(request, "surveys/results.html", context)


@require_GET
@staff_member_required
@permission_required("surveys.view_round", raise_exception=True)
def figure(request: HttpRequest, slug: str) -> HttpResponse:
    found = _results(request, slug)
    narrow = request.GET.get("width") == str(NARROW)
    # xgettext:no-python-format
    wide_label = _("Perceived similarity, 0 to 100, with 95 % interval")
    svg = scores_figure(
        found.summary,
        title="",
        axis_label=_("Perceived similarity, 0 to 100") if narrow else wide_label,
        labels=found.labels,
        width=NARROW if narrow else WIDE,
    )
    response = HttpResponse(svg, content_type="image/svg+xml")
    response.headers["ETag"] = f'"{sha256(svg).hexdigest()[:32]}"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@require_GET
@staff_member_required
@permission_required("surveys.view_round", raise_exception=True)
def ratings_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    round = get_object_or_404(Round, slug=slug)
    response = StreamingHttpResponse(
        exports.ratings_csv(round=round), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{round.slug}-ratings.csv"'
    return response


def _results(request: HttpRequest, slug: str) -> RoundResults:
    """Whose answers are asked for; any other word means the default."""
    round = get_object_or_404(Round.objects.select_related("catalogue"), slug=slug)
    asked = request.GET.get("answering")
    answering = Answering(asked) if asked in Answering.values else answering_by_default(round=round)
    return round_results(round=round, answering=answering)


def _absent(found: RoundResults) -> list[lookup.MethodState]:
    """Methods that neither the round holds nor this place can compute, each with its reason."""
    if found.round.catalogue is None:
        return []
    states = lookup.method_states(found.round.catalogue)
    return [state for state in states if state.reason_unavailable and state.key not in found.labels]
