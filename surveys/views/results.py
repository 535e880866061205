"""What researchers read: results and their figure."""

from datetime import timedelta
from hashlib import sha256
from typing import Any, cast

from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from surveys import rounds
from surveys.figures import scores_figure
from surveys.models import Round, RoundEvent
from surveys.results import (
    Answering,
    RoundResults,
    answering_by_default,
    is_running,
    round_results,
)
from surveys.statistics import QUANTILES
from surveys.views import results_tables as tables

NARROW, WIDE = 326, 720  # pixels: the figure on a phone and elsewhere
ONE_LOOK = timedelta(hours=1)


@require_GET
@staff_member_required
@permission_required("surveys.view_round", raise_exception=True)
def results(request: HttpRequest, slug: str) -> HttpResponse:
    found = _results(request, slug)
    everybody, screened = found.with_screening(False), found.with_screening(True)
    context = {
        "results": found,
        "summary": found.summary,
        "choices": list(Answering),
        "everybody": everybody,
        "screened": screened,
        "query": urlencode(
            {"answering": found.answering.value, "screened": str(int(found.screened))}
        ),
        "rules": tables.rule_rows(found),
        "flagged": tables.flagged_rows(found),
        "pairs": tables.pair_rows(found),
        "absent": tables.absent_methods(found),
    }
    if found.tells_who_leads:
        note_look(request, found.round, found.answering)
        context |= _leaders(found, everybody, screened)
    else:
        context |= {
            "precision": tables.precision_rows(everybody, screened),
            "effect_precision": tables.effect_precision_rows(everybody, screened),
        }
    return render(request, "surveys/results.html", context)


@require_GET
@staff_member_required
@permission_required("surveys.view_round", raise_exception=True)
def figure(request: HttpRequest, slug: str) -> HttpResponse:
    found = _results(request, slug)
    if not found.tells_who_leads:
        raise PermissionDenied(_("Scores are shown after the round is closed."))
    note_look(request, found.round, found.answering)
    narrow = request.GET.get("width") == str(NARROW)
    svg = scores_figure(
        found.summary,
        title="",
        axis_label=_axis_label(found.round, narrow),
        labels=found.labels,
        width=NARROW if narrow else WIDE,
    )
    response = HttpResponse(svg, content_type="image/svg+xml")
    response.headers["ETag"] = f'"{sha256(svg).hexdigest()[:32]}"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def note_look(request: HttpRequest, round: Round, answering: Answering, detail: str = "") -> None:
    """Write into the log that somebody could see who leads before the end, once an hour each."""
    if answering.simulated or not is_running(round):
        return
    looker = cast(User, request.user)  # only staff come this far
    looks = round.events.filter(kind=RoundEvent.Kind.LEADER, user=looker, detail=detail)
    if not looks.filter(happened_at__gte=timezone.now() - ONE_LOOK).exists():
        rounds.log_event(round=round, kind=RoundEvent.Kind.LEADER, by=looker, detail=detail)


def _leaders(
    found: RoundResults, everybody: RoundResults, screened: RoundResults
) -> dict[str, Any]:
    format_of = Round.AnswerFormat(found.round.answer_format)
    return {
        "meaning": tables.MEANINGS[format_of],
        "methods": tables.method_rows(found),
        "contrasts": tables.contrast_rows(found),
        "comparison": tables.comparison_rows(everybody, screened) if found.left_out else [],
        "has_points": format_of == Round.AnswerFormat.SET_RATING and not found.round.has_slider,
        "has_quantiles": format_of != Round.AnswerFormat.BEST_SET,
        "quantiles": [f"{100 * share:.0f}" for share in QUANTILES],
        "narrow": NARROW,
        "wide": WIDE,
    }


def _axis_label(round: Round, narrow: bool) -> str:
    # xgettext:no-python-format
    similarity = _("Perceived similarity, 0 to 100, with 95 % interval")
    # xgettext:no-python-format
    score = _("Score, 0 to 100, with 95 % interval")
    if narrow:
        return _("Perceived similarity, 0 to 100") if round.rates else _("Score, 0 to 100")
    return similarity if round.rates else score


def _results(request: HttpRequest, slug: str) -> RoundResults:
    """Whose answers are asked for, with or without the flagged; other words mean the default."""
    round = get_object_or_404(Round.objects.select_related("catalogue"), slug=slug)
    asked = request.GET.get("answering")
    answering = Answering(asked) if asked in Answering.values else answering_by_default(round=round)
    screened = request.GET.get("screened") == "1"
    return round_results(round=round, answering=answering, screened=screened)
