"""Saving answers, so that nothing is lost, doubled, or changed in silence."""

from django.db import transaction
from django.utils import timezone

from surveys.models import Participation, Rating, Revision, Round, Slot, Trial
from surveys.participation.errors import (
    AlreadyCompleted,
    MissingAnswers,
    NoSuchSlot,
    NotReached,
    RankTwice,
    ScreenedOut,
)
from surveys.participation.formats import Answers, lacking, ranked_twice, spread
from surveys.participation.places import hold, refusal_of, stay_open
from surveys.screening import failed_checks


def current_trial(*, participation: Participation) -> Trial | None:
    """The first that was not submitted; None after the last."""
    return participation.trials.filter(submitted_at=None).order_by("position").first()


def mark_shown(*, trial: Trial) -> None:
    """Keep when the trial's page was first sent."""
    if trial.shown_at is None:
        Trial.objects.filter(pk=trial.pk, shown_at=None).update(shown_at=timezone.now())


def save_rating(
    *, participation: Participation, position: int, slot: int, value: int | None
) -> Rating:
    """Save one answer; a changed one keeps the earlier one as a revision.

    Saving the value that is there already changes nothing, also after the end. Choosing the best
    set, and “I can't judge” where sets are compared with one another, answers for all slots. A
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
    AlreadyCompleted, ScreenedOut, RoundPaused, RoundClosed, LeftTooLong
        If answers cannot be changed any more, or for the moment.
    """
    with transaction.atomic():
        slots, _changed = _save(_locked(participation), position, {slot: value})
    return slots[slot].rating


def submit_trial(*, participation: Participation, position: int, values: Answers) -> Trial | None:
    """Save a trial's answers and go on; after the last trial the participation is completed.

    Parameters
    ----------
    position : int
        Of the trial: 0 is the practice, the others count from 1.
    values : mapping from slot position (0 is A) to the answer
        As in `save_rating`. Slots that were answered before need not be repeated.

    Returns
    -------
    Trial or None
        The first trial that is not submitted yet; None when all are.

    Raises
    ------
    MissingAnswers
        If slots have no answer; those given are saved.
    RankTwice
        If sets share a rank; what was given is saved.
    ScreenedOut
        If so many checks are failed by now that the way ends; what was given is saved, and the
        seat is free.
    NoSuchSlot, NotReached, ValueOffScale, CannotJudgeNotAllowed, AlreadyCompleted, RoundPaused, \
    RoundClosed, LeftTooLong
        As `save_rating`; then nothing is saved.
    """
    with transaction.atomic():
        locked = _locked(participation)
        slots, changed = _save(locked, position, values)
        missing = lacking(locked.round, slots)
        twice = ranked_twice(locked.round, slots)
        if not missing and not twice:
            _submit(locked, slots[0].trial, changed)
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


def _save(
    participation: Participation, position: int, values: Answers
) -> tuple[dict[int, Slot], bool]:
    """The trial's slots with their answers, and whether one of these is new."""
    slots = {slot.position: slot for slot in Slot.objects.of_trial(participation, position)}
    if not slots or values.keys() - slots.keys():
        raise NoSuchSlot
    answers = spread(participation.round, values, slots)
    if participation.trials.filter(position__lt=position, submitted_at=None).exists():
        raise NotReached
    changed = {
        place: value
        for place, value in answers.items()
        if not slots[place].is_rated or slots[place].value != value
    }
    if changed:
        _check_may_answer(participation)
        hold(participation)
        stay_open(participation.round)
        _write(slots, changed)
        _reopen_if_broken(participation.round, slots)
    return slots, bool(changed)


def _check_may_answer(participation: Participation) -> None:
    if participation.screened_out_at is not None:
        raise ScreenedOut
    if participation.completed_at is not None:
        raise AlreadyCompleted
    if not participation.round.is_open:
        raise refusal_of(participation.round)


def _write(slots: dict[int, Slot], changed: Answers) -> None:
    now = timezone.now()
    answered = [slots[place].rating for place in changed if slots[place].is_rated]
    Revision.objects.bulk_create(
        Revision(rating=rating, value=rating.value, saved_at=rating.saved_at) for rating in answered
    )
    for rating in answered:
        rating.value, rating.saved_at = changed[rating.slot.position], now
    Rating.objects.bulk_update(answered, ["value", "saved_at"])
    Rating.objects.bulk_create(
        Rating(slot=slots[place], value=value, saved_at=now)
        for place, value in changed.items()
        if not slots[place].is_rated
    )


def _reopen_if_broken(round: Round, slots: dict[int, Slot]) -> None:
    """A trial that was sent off and lacks something after a change is asked again."""
    trial = next(iter(slots.values())).trial
    if trial.submitted_at is not None and (lacking(round, slots) or ranked_twice(round, slots)):
        trial.submitted_at = None
        trial.save(update_fields=["submitted_at"])


def _submit(participation: Participation, trial: Trial, changed: bool) -> None:
    if trial.submitted_at is not None and not changed:
        return
    _check_may_answer(participation)
    hold(participation)
    stay_open(participation.round)
    now = timezone.now()
    Trial.objects.filter(pk=trial.pk, submitted_at=None).update(submitted_at=now)
    if _has_failed_too_many_checks(participation):
        participation.screened_out_at, participation.holds_seat = now, False
        participation.save(update_fields=["screened_out_at", "holds_seat"])
    elif not participation.trials.filter(submitted_at=None).exists():
        participation.completed_at = now
        participation.save(update_fields=["completed_at"])


def _has_failed_too_many_checks(participation: Participation) -> bool:
    most = participation.round.reject_after_failed_checks
    return most is not None and failed_checks(participation) >= most
