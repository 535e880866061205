"""The ends of the way: thanks, and the page of who was screened out."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from surveys.models import Outcome, Participation
from surveys.views.pages import found, participants_page
from surveys.views.requests import HtmxRequest


@require_safe
@participants_page
def thanks(request: HtmxRequest, token: str) -> HttpResponse:
    """With the panel's code: the row that says “completed” was committed before."""
    participation = found(request, token)
    if participation.completed_at is None:
        return redirect("surveys:resume", token)
    return _end(request, participation, Outcome.COMPLETE, "surveys/thanks.html")


@require_safe
@participants_page
def screened_out(request: HtmxRequest, token: str) -> HttpResponse:
    participation = found(request, token)
    if participation.screened_out_at is None:
        return redirect("surveys:resume", token)
    return _end(request, participation, Outcome.SCREENED_OUT, "surveys/screened_out.html")


def _end(
    request: HtmxRequest, participation: Participation, outcome: Outcome, template: str
) -> HttpResponse:
    context = {
        "round": participation.round,
        "token": participation.token,
        "trials": participation.trials.filter(position__gt=0).count(),
        "way_back": request.visit and request.visit.way_back(outcome),
    }
    return render(request, template, context)
