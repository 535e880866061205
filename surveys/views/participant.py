"""The pages behind a participant's own link: one trial after the other."""

from collections.abc import Mapping, Sequence

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from surveys import participation as participating
from surveys.forms import AnswersForm
from surveys.models import Participation, Round, Slot, Trial
from surveys.participation import (
    MissingAnswers,
    NoSuchSlot,
    RankTwice,
    ScreenedOut,
    ValueOffScale,
)
from surveys.views.marks import NO_MARKS, Marks, marks_of, marks_of_form
from surveys.views.pages import found, participants_page
from surveys.views.practice import practice_page
from surveys.views.requests import HtmxRequest
from surveys.views.trial_page import trial_page, way_of

PRACTICE = 0


@require_safe
@participants_page
def resume(request: HtmxRequest, token: str) -> HttpResponse:
    """The link to keep: it leads to where its owner left."""
    participation = found(request, token)
    return _lead_on(participation, participating.current_trial(participation=participation))


@require_http_methods(["GET", "HEAD", "POST"])
@participants_page
def trial(request: HtmxRequest, token: str, position: int) -> HttpResponse:
    participation = found(request, token)
    if request.method == "POST":
        return _submit(request, participation, position)
    way = way_of(participation)
    current = next((one for one in way if one.submitted_at is None), None)
    shown = next((one for one in way if one.position == position), None)
    if shown is None:
        raise NoSuchSlot
    if participation.has_ended or current is None or position > current.position:
        return _lead_on(participation, current)
    if not participation.round.is_open:
        raise participating.refusal_of(participation.round)
    participating.keep_place(participation=participation)
    if position == PRACTICE and shown.submitted_at is not None and "again" not in request.GET:
        return _practice_page(request, participation, shown)
    participating.mark_shown(trial=shown)
    return _trial_page(request, participation, way, position)


@require_http_methods(["GET", "HEAD", "POST"])
@participants_page
def rating(request: HtmxRequest, token: str, position: int, letter: str) -> HttpResponse:
    """One answer, sent as it is given; the page says “saved” with this response only.

    An answer for the whole trial is taken at any of its slots. Who opens the address, as the
    language switch below a refused answer does, gets the trial.
    """
    if request.method != "POST":
        return redirect("surveys:trial", token, position)
    participation = found(request, token)
    slots = _slots(participation, position)
    own = next((slot for slot in slots if slot.letter == letter), None)
    if own is None:
        raise NoSuchSlot
    values = AnswersForm(request.POST, slots=slots, round=participation.round).values
    if participation.round.answer_format != Round.AnswerFormat.BEST_SET:
        values = {slot: value for slot, value in values.items() if slot == own.position}
    if not values:
        raise ValueOffScale
    _save(participation, position, values)
    if not request.htmx:
        return redirect("surveys:trial", token, position)
    return render(request, "surveys/trial.html#saved")


def _submit(request: HtmxRequest, participation: Participation, position: int) -> HttpResponse:
    """Save what was given; go on when nothing lacks, else show what does."""
    slots = _slots(participation, position)
    form = AnswersForm(request.POST, slots=slots, round=participation.round)
    try:
        if form.errors or form.withdrawn:
            _save(participation, position, form.values)
            if form.errors:
                return _marked(request, participation, position, marks_of_form(form))
            raise MissingAnswers(form.withdrawn)
        current = participating.submit_trial(
            participation=participation, position=position, values=form.values
        )
    except (MissingAnswers, RankTwice) as lacking:
        marks = marks_of(participation.round, slots, lacking)
        return _marked(request, participation, position, marks)
    if position == PRACTICE and current is not None:
        return redirect("surveys:trial", participation.token, position)
    return _lead_on(participation, current)


def _save(participation: Participation, position: int, values: Mapping[int, int | None]) -> None:
    for slot, value in values.items():
        participating.save_rating(
            participation=participation, position=position, slot=slot, value=value
        )


def _marked(
    request: HtmxRequest, participation: Participation, position: int, marks: Marks
) -> HttpResponse:
    way = way_of(participation)
    return _trial_page(request, participation, way, position, marks, status=422)


def _trial_page(
    request: HtmxRequest,
    participation: Participation,
    way: Sequence[Trial],
    position: int,
    marks: Marks = NO_MARKS,
    *,
    status: int = 200,
) -> HttpResponse:
    link = reverse("surveys:resume", args=[participation.token])
    context = {
        "round": participation.round,
        "token": participation.token,
        "address": reverse("surveys:trial", args=[participation.token, position]),
        "link": request.build_absolute_uri(link),
        "page": trial_page(participation.round, way, position, marks),
    }
    return render(request, "surveys/trial.html", context, status=status)


def _practice_page(
    request: HtmxRequest, participation: Participation, shown: Trial
) -> HttpResponse:
    context = {
        "round": participation.round,
        "token": participation.token,
        "page": practice_page(participation.round, shown),
    }
    return render(request, "surveys/practice.html", context)


def _slots(participation: Participation, position: int) -> list[Slot]:
    return list(Slot.objects.of_trial(participation, position))


def _lead_on(participation: Participation, current: Trial | None) -> HttpResponse:
    if participation.screened_out_at is not None:
        raise ScreenedOut
    if current is None:
        return redirect("surveys:thanks", participation.token)
    return redirect("surveys:trial", participation.token, current.position)
