"""The pages behind a participant's own link: one trial after the other."""

from collections.abc import Mapping, Sequence

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, push_url

from surveys import participation as participating
from surveys.forms import AnswersForm, SaidForm
from surveys.models import Participation, Round, Slot, Trial
from surveys.participation import (
    MissingAnswers,
    NoSuchSlot,
    RankTwice,
    ScreenedOut,
    ValueOffScale,
)
from surveys.views.fragments import remarks, saved, trial_form
from surveys.views.languages import in_their_language, known_language, words_of
from surveys.views.marks import NO_MARKS, Marks, marks_of, marks_of_form
from surveys.views.pages import found, participants_page
from surveys.views.practice import practice_page
from surveys.views.requests import HtmxRequest
from surveys.views.signs import Sign, sign
from surveys.views.trial_page import trial_page

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
    way = participating.way_of(participation)
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


@require_safe
@participants_page
def ahead(request: HtmxRequest, token: str, position: int) -> HttpResponse:
    """The trial that follows the one being answered, for its page to hold ready.

    It does not begin by that: only the answer to “Continue” begins it. None is had further ahead.
    """
    if not request.htmx:
        return redirect("surveys:resume", token)
    participation = found(request, token)
    way = participating.way_of(participation)
    to_come = [trial.position for trial in way if trial.submitted_at is None]
    is_taking_part = participation.round.is_open and not participation.has_ended
    if not is_taking_part or PRACTICE in to_come or position not in to_come[:2]:
        return HttpResponse(status=204)
    participating.keep_place(participation=participation)
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
    _save(participation, position, values, SaidForm(request.POST))
    if not request.htmx:
        return redirect("surveys:trial", token, position)
    return sign(HttpResponse(saved()), Sign.TAKEN)


@require_POST
@participants_page
def timing(request: HtmxRequest, token: str, position: int) -> HttpResponse:
    """What a page says when it is left before it is sent; nobody waits for the response."""
    participation = found(request, token)
    said = SaidForm(request.POST).trial
    if said is not None:
        participating.note_timing(participation=participation, position=position, timing=said)
    return HttpResponse(status=204)


def _submit(request: HtmxRequest, participation: Participation, position: int) -> HttpResponse:
    """Save what was given; go on when nothing lacks, else show what does.

    A page that swaps trials gets the next one in this answer: a redirect would make it wait twice.
    """
    slots = _slots(participation, position)
    form = AnswersForm(request.POST, slots=slots, round=participation.round)
    said = SaidForm(request.POST)
    if "then" in request.POST:
        return _leave(request, participation, position, form)
    try:
        if form.errors or form.withdrawn:
            participating.check_may_answer(participation=participation)
            _save(participation, position, form.values, said)
            if form.errors:
                return _marked(request, participation, position, marks_of_form(form))
            raise MissingAnswers(form.withdrawn)
        current = participating.submit_trial(
            participation=participation, position=position, values=form.values, timing=said.trial
        )
    except (MissingAnswers, RankTwice) as lacking:
        marks = marks_of(participation.round, slots, lacking)
        return _marked(request, participation, position, marks)
    if position == PRACTICE and current is not None:
        return _redirect(request, _address(participation, position))
    if not request.htmx or current is None:
        return _redirect(request, _lead_on(participation, current).url)
    participating.mark_shown(trial=current)
    way = participating.way_of(participation)
    page = _trial_page(request, participation, way, current.position)
    return push_url(page, _address(participation, current.position))


def _leave(
    request: HtmxRequest, participation: Participation, position: int, form: AnswersForm
) -> HttpResponse:
    """Save what was given so far and go where the button leads: back, or on in another language."""
    _save(participation, position, form.values, SaidForm(request.POST))
    asked = request.POST["then"]
    if language := known_language(asked):
        participating.choose_language(participation=participation, language=language)
        participation.round = in_their_language(request, participation.round, participation)
    if form.errors:
        return _marked(request, participation, position, marks_of_form(form))
    way = [trial.position for trial in participating.way_of(participation)]
    before = [place for place in way if place < position]
    return redirect(_address(participation, before[-1] if asked == "back" and before else position))


def _redirect(request: HtmxRequest, address: str) -> HttpResponse:
    """To another page; a script that follows redirects would fetch it without showing it."""
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def _save(
    participation: Participation, position: int, values: Mapping[int, int | None], said: SaidForm
) -> None:
    for slot, value in values.items():
        participating.save_rating(
            participation=participation,
            position=position,
            slot=slot,
            value=value,
            given=said.answer,
            timing=said.trial,
        )


def _marked(
    request: HtmxRequest, participation: Participation, position: int, marks: Marks
) -> HttpResponse:
    way = participating.way_of(participation)
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
    page = trial_page(participation.round, way, position, marks)
    link = reverse("surveys:resume", args=[participation.token])
    context = {
        "round": participation.round,
        "token": participation.token,
        "link": request.build_absolute_uri(link),
        "swaps": True,
        "page": page,
        "trial_form": trial_form(
            page,
            address=_address(participation, position),
            words=words_of(participation.round),
            back="" if page.back is None else _address(participation, page.back),
            ahead=""
            if page.onward is None
            else reverse("surveys:ahead", args=[participation.token, page.onward]),
            timing=reverse("surveys:timing", args=[participation.token, position]),
        ),
    }
    fragment = "#fragment" if request.htmx else ""
    return render(request, f"surveys/trial.html{fragment}", context, status=status)


def _practice_page(
    request: HtmxRequest, participation: Participation, shown: Trial
) -> HttpResponse:
    page = practice_page(participation.round, shown)
    context = {
        "round": participation.round,
        "token": participation.token,
        "page": page,
        "remarks": remarks(
            page,
            again=f"{_address(participation, PRACTICE)}?again",
            onward=reverse("surveys:resume", args=[participation.token]),
            words=words_of(participation.round),
        ),
    }
    return render(request, "surveys/practice.html", context)


def _address(participation: Participation, position: int) -> str:
    return reverse("surveys:trial", args=[participation.token, position])


def _slots(participation: Participation, position: int) -> list[Slot]:
    return list(Slot.objects.of_trial(participation, position))


def _lead_on(participation: Participation, current: Trial | None) -> HttpResponseRedirect:
    if participation.screened_out_at is not None:
        raise ScreenedOut
    if current is None:
        return redirect("surveys:thanks", participation.token)
    return redirect("surveys:trial", participation.token, current.position)
