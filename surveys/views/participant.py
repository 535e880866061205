"""The pages behind a participant's own link: one trial after the other, and thanks."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from surveys import participation as participating
from surveys.forms import AnswersForm
from surveys.models import Participation, Slot, Trial
from surveys.participation import MissingAnswers, NoSuchSlot, RoundClosed, ValueOffScale
from surveys.views.refusals import refusals_as_pages
from surveys.views.requests import HtmxRequest
from surveys.views.trial_page import trial_page, way_of


@never_cache
@require_safe
@refusals_as_pages
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """The link to keep: it leads to where its owner left."""
    participation = participating.find(token=token)
    return _lead_on(participation, participating.current_trial(participation=participation))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@refusals_as_pages
def trial(request: HttpRequest, token: str, position: int) -> HttpResponse:
    participation = participating.find(token=token)
    if request.method == "POST":
        return _submit(request, participation, position)
    way = way_of(participation)
    current = next((one for one in way if one.submitted_at is None), None)
    if not 1 <= position <= len(way):
        raise NoSuchSlot
    if current is None or position > current.position:
        return _lead_on(participation, current)
    if not participation.round.is_open:
        raise RoundClosed
    participating.mark_shown(trial=way[position - 1])
    return _trial_page(request, participation, way, position)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@refusals_as_pages
def rating(request: HtmxRequest, token: str, position: int, letter: str) -> HttpResponse:
    """One answer, sent as it is given; the page says “saved” with this response only.

    Who opens the address, as the language switch below a refused answer does, gets the trial.
    """
    if request.method != "POST":
        return redirect("surveys:trial", token, position)
    participation = participating.find(token=token)
    slots = [slot for slot in _slots(participation, position) if slot.letter == letter]
    form = AnswersForm(request.POST, slots=slots, points=participation.round.scale_points)
    if not slots:
        raise NoSuchSlot
    if not form.values:
        raise ValueOffScale
    participating.save_rating(
        participation=participation,
        position=position,
        slot=slots[0].position,
        value=form.values[slots[0].position],
    )
    if not request.htmx:
        return redirect("surveys:trial", token, position)
    return render(request, "surveys/trial.html#saved")


@never_cache
@require_safe
@refusals_as_pages
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    participation = participating.find(token=token)
    if participation.completed_at is None:
        return redirect("surveys:resume", token)
    context = {"round": participation.round, "trials": participation.trials.count()}
    return render(request, "surveys/thanks.html", context)


def _submit(request: HttpRequest, participation: Participation, position: int) -> HttpResponse:
    """Save what was given; go on when nothing lacks, else show what does."""
    points = participation.round.scale_points
    form = AnswersForm(request.POST, slots=_slots(participation, position), points=points)
    try:
        if form.errors:
            _save(participation, position, form.values)
            return _marked(request, participation, position, off_scale=form.errors)
        current = participating.submit_trial(
            participation=participation, position=position, values=form.values
        )
    except MissingAnswers as lacking:
        return _marked(request, participation, position, missing=lacking.slots)
    return _lead_on(participation, current)


def _save(participation: Participation, position: int, values: dict[int, int]) -> None:
    for slot, value in values.items():
        participating.save_rating(
            participation=participation, position=position, slot=slot, value=value
        )


def _marked(
    request: HttpRequest,
    participation: Participation,
    position: int,
    *,
    missing: Iterable[int] = (),
    off_scale: Iterable[str] = (),
) -> HttpResponse:
    return _trial_page(
        request,
        participation,
        way_of(participation),
        position,
        missing=missing,
        off_scale=off_scale,
        status=422,
    )


def _trial_page(
    request: HttpRequest,
    participation: Participation,
    way: list[Trial],
    position: int,
    *,
    missing: Iterable[int] = (),
    off_scale: Iterable[str] = (),
    status: int = 200,
) -> HttpResponse:
    link = reverse("surveys:resume", args=[participation.token])
    context = {
        "round": participation.round,
        "token": participation.token,
        "link": request.build_absolute_uri(link),
        "points": list(enumerate(participation.round.scale_labels, start=1)),
        "page": trial_page(way, position, missing=missing, off_scale=off_scale),
    }
    return render(request, "surveys/trial.html", context, status=status)


def _slots(participation: Participation, position: int) -> list[Slot]:
    return list(Slot.objects.of_trial(participation, position))


def _lead_on(participation: Participation, current: Trial | None) -> HttpResponse:
    if current is None:
        return redirect("surveys:thanks", participation.token)
    return redirect("surveys:trial", participation.token, current.position)
