"""Saving answers, so that nothing is lost, doubled, or changed in silence."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from surveys.models import Participation, Rating, Revision, Round, Slot, Trial
from surveys.participation.errors import (
    AlreadyCompleted,
    AnswerIsFinal,
    MissingAnswers,
    NewerAnswer,
    NoSuchSlot,
    NotReached,
    RankTwice,
    ScreenedOut,
)
from surveys.participation.formats import Answers, lacking, ranked_twice, spread
from surveys.participation.places import hold, refusal_of, stay_open
from surveys.participation.timing import UNSAID, Given, Timing, keep_timing
from surveys.screening import failed_checks

Saying = Mapping[int, Given]
KEPT = ("value", "saved_at", "given_at", "answer_ms")  # of an answer, also when it is replaced


def current_trial(*, participation: Participation) -> Trial | None:
    """The first that was not submitted; None after the last."""
    return participation.trials.filter(submitted_at=None).order_by("position").first()


def mark_shown(*, trial: Trial) -> None:
    """Keep when the trial's page was first sent."""
    if trial.shown_at is None:
        Trial.objects.filter(pk=trial.pk, shown_at=None).update(shown_at=timezone.now())


def check_may_answer(*, participation: Participation) -> None:
    """Whether answers are taken from here at this moment; nobody is asked for any otherwise.

    Raises
    ------
    AlreadyCompleted, ScreenedOut, RoundPaused, RoundClosed, LeftTooLong
        If not, with the reason.
    """
    with transaction.atomic():
        _check_and_hold(_locked(participation))


def save_rating(
    *,
    participation: Participation,
    position: int,
    slot: int,
    value: int | None,
    given: Given = UNSAID,
    timing: Timing | None = None,
) -> Rating:
    """Save one answer; a changed one keeps the earlier one as a revision.

    Saving the value that is there already changes nothing, also after the end. Choosing the best
    set, and “I can't judge” where sets are compared with one another, answers for all slots. An
    answer that was given before the one that is there has come late: it becomes a revision. A
    change that leaves a submitted trial incomplete, as one of two sets that swap their ranks does,
    opens it again.

    Parameters
    ----------
    position : int
        Of the trial: 0 is the practice, the others count from 1.
    slot : int
        0 is A.
    value : int or None
        As `Round.value_bounds` has it; None is “I can't judge”.
    given : Given, optional
        When, as the page says; without it, now.
    timing : Timing, optional
        What the page says of the trial besides.

    Raises
    ------
    NoSuchSlot
        If there is no such trial or slot.
    NotReached
        If an earlier trial is not yet submitted.
    ValueOffScale
        If the value is not one of the round's.
    CannotJudgeNotAllowed
        If it is None and the round does not offer that.
    NewerAnswer
        If it has come late; it is kept as a revision, once.
    AnswerIsFinal
        If the trial was submitted, and the round takes no changes from then on.
    AlreadyCompleted, ScreenedOut, RoundPaused, RoundClosed, LeftTooLong
        If answers cannot be changed any more, or for the moment.
    """
    with transaction.atomic():
        slots, news = _save(_locked(participation), position, {slot: value}, {slot: given})
        if timing is not None:
            keep_timing(slots[slot].trial, timing)
    if news.late and not news.changed:
        raise NewerAnswer
    return slots[slot].rating


def submit_trial(
    *,
    participation: Participation,
    position: int,
    values: Answers,
    given: Saying | None = None,
    timing: Timing | None = None,
) -> Trial | None:
    """Save a trial's answers and go on; after the last trial the participation is completed.

    Parameters
    ----------
    position : int
        Of the trial: 0 is the practice, the others count from 1.
    values : mapping from slot position (0 is A) to the answer
        As in `save_rating`. Slots that were answered before need not be repeated.
    given : mapping from slot position to Given, optional
        When each was given, as the page says; without it, now.
    timing : Timing, optional
        What the page says of the trial besides.

    Returns
    -------
    Trial or None
        The first trial that is not submitted yet; None when all are.

    Raises
    ------
    MissingAnswers
        If slots have no answer, and answers are taken; those given are saved.
    RankTwice
        If sets share a rank; what was given is saved.
    ScreenedOut
        If so many checks are failed by now that the way ends; what was given is saved, and the
        seat is free.
    NoSuchSlot, NotReached, ValueOffScale, CannotJudgeNotAllowed, AnswerIsFinal, \
    AlreadyCompleted, RoundPaused, RoundClosed, LeftTooLong
        As `save_rating`; then nothing is saved.
    """
    with transaction.atomic():
        locked = _locked(participation)
        slots, news = _save(locked, position, values, given or {})
        if timing is not None:
            keep_timing(slots[0].trial, timing)
        missing = lacking(locked.round, slots)
        twice = ranked_twice(locked.round, slots)
        if missing or twice:
            _check_and_hold(locked)
        else:
            _submit(locked, slots[0].trial, bool(news.changed))
    if missing:
        raise MissingAnswers(missing)
    if twice:
        raise RankTwice(twice)
    if locked.screened_out_at is not None:
        raise ScreenedOut
    return current_trial(participation=participation)


def _locked(participation: Participation) -> Participation:
    """Tabs of one participant wait for one another here."""
    own = Participation.objects.with_round().select_for_update(of=("self",))
    return own.get(pk=participation.pk)


class _News(NamedTuple):
    """Slots whose answer is another now, and slots for which an older answer came late."""

    changed: Collection[int]
    late: Collection[int]


def _save(
    participation: Participation, position: int, values: Answers, given: Saying
) -> tuple[dict[int, Slot], _News]:
    """The trial's slots with the answers that count, and what is new among these."""
    slots = {slot.position: slot for slot in Slot.objects.of_trial(participation, position)}
    if not slots or values.keys() - slots.keys():
        raise NoSuchSlot
    answers = spread(participation.round, values, slots)
    if participation.trials.filter(position__lt=position, submitted_at=None).exists():
        raise NotReached
    different = {
        place: value
        for place, value in answers.items()
        if not slots[place].is_rated or slots[place].value != value
    }
    if not different:
        return slots, _News((), ())
    _check_may_answer(participation)
    _check_may_change(participation, slots[0].trial)
    hold(participation)
    stay_open(participation.round)
    news = _write(slots, different, given)
    _reopen_if_broken(participation.round, slots)
    return slots, news


def _check_may_answer(participation: Participation) -> None:
    if participation.screened_out_at is not None:
        raise ScreenedOut
    if participation.completed_at is not None:
        raise AlreadyCompleted
    if not participation.round.is_open:
        raise refusal_of(participation.round)


def _check_and_hold(participation: Participation) -> None:
    _check_may_answer(participation)
    hold(participation)
    stay_open(participation.round)


def _check_may_change(participation: Participation, trial: Trial) -> None:
    if trial.submitted_at is not None and not participation.round.takes_changes(trial):
        raise AnswerIsFinal


def _write(slots: Mapping[int, Slot], different: Answers, given: Saying) -> _News:
    now = timezone.now()
    at_once = next(iter(given.values()), UNSAID)  # one answer may speak for all slots
    rows = {
        place: _row(value, given.get(place, at_once).within(slots[place].trial, now), now)
        for place, value in different.items()
    }
    late = {place for place, row in rows.items() if _comes_late(row, slots[place])}
    replaced = [
        slots[place].rating for place in rows if slots[place].is_rated and place not in late
    ]
    earlier = [
        Revision(rating=one, **{name: getattr(one, name) for name in KEPT}) for one in replaced
    ]
    earlier += [Revision(rating=slots[place].rating, **rows[place]) for place in late]
    Revision.objects.bulk_create(earlier, ignore_conflicts=True)
    for rating in replaced:
        vars(rating).update(rows[rating.slot.position])
    Rating.objects.bulk_update(replaced, KEPT)
    Rating.objects.bulk_create(
        Rating(slot=slots[place], **row) for place, row in rows.items() if not slots[place].is_rated
    )
    return _News(changed=rows.keys() - late, late=late)


def _row(value: int | None, given: Given, now: datetime) -> dict[str, Any]:
    return {"value": value, "saved_at": now, "given_at": given.at, "answer_ms": given.after_ms}


def _comes_late(row: dict[str, Any], slot: Slot) -> bool:
    at = row["given_at"]
    return at is not None and slot.is_rated and at < slot.rating.counts_from


def _reopen_if_broken(round: Round, slots: dict[int, Slot]) -> None:
    """A trial that was sent off and lacks something after a change is asked again."""
    trial = next(iter(slots.values())).trial
    if trial.submitted_at is not None and (lacking(round, slots) or ranked_twice(round, slots)):
        trial.submitted_at = None
        trial.save(update_fields=["submitted_at"])


def _submit(participation: Participation, trial: Trial, changed: bool) -> None:
    if trial.submitted_at is not None and not changed:
        return
    _check_and_hold(participation)
    now = timezone.now()
    Trial.objects.filter(pk=trial.pk, submitted_at=None).update(
        submitted_at=now, scripted=bool(trial.scripted)
    )
    if _has_failed_too_many_checks(participation):
        participation.screened_out_at, participation.holds_seat = now, False
        participation.save(update_fields=["screened_out_at", "holds_seat"])
    elif not participation.trials.filter(submitted_at=None).exists():
        participation.completed_at = now
        participation.save(update_fields=["completed_at"])


def _has_failed_too_many_checks(participation: Participation) -> bool:
    most = participation.round.reject_after_failed_checks
    return most is not None and failed_checks(participation) >= most
