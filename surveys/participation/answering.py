"""Saving answers, so that nothing is lost, doubled, or changed in silence."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from surveys.models import Participation, Rating, Revision, Slot, Trial
from surveys.participation.errors import (
    AlreadyCompleted,
    MissingAnswers,
    NoSuchSlot,
    NotReached,
    RoundClosed,
    ValueOffScale,
)


def current_trial(*, participation: Participation) -> Trial | None:
    """The first that was not submitted; None after the last."""
    return participation.trials.filter(submitted_at=None).order_by("position").first()


def mark_shown(*, trial: Trial) -> None:
    """Keep when the trial's page was first sent."""
    if trial.shown_at is None:
        Trial.objects.filter(pk=trial.pk, shown_at=None).update(shown_at=timezone.now())


@transaction.atomic
def save_rating(*, participation: Participation, position: int, slot: int, value: int) -> Rating:
    """Save one answer; a changed one keeps the earlier one as a revision.

    Saving the value that is there already changes nothing, also after the end.

    Raises
    ------
    NoSuchSlot
        If there is no such trial or slot.
    NotReached
        If an earlier trial is not yet submitted.
    ValueOffScale
        If the value is not on the round's scale.
    AlreadyCompleted, RoundClosed
        If answers cannot be changed any more.
    """
    slots = _save(_locked(participation), position, {slot: value})
    return slots[slot].rating


def submit_trial(
    *, participation: Participation, position: int, values: Mapping[int, int]
) -> Trial | None:
    """Save a trial's answers and go on; after the last trial the participation is completed.

    Parameters
    ----------
    position : int
        Of the trial, from 1.
    values : mapping from slot position (0 is A) to the chosen point
        Slots that were answered before need not be repeated.

    Returns
    -------
    Trial or None
        The first trial that is not submitted yet; None when all are.

    Raises
    ------
    MissingAnswers
        If slots have no answer; those given are saved.
    NoSuchSlot, NotReached, ValueOffScale, AlreadyCompleted, RoundClosed
        As `save_rating`; then nothing is saved.
    """
    with transaction.atomic():
        locked = _locked(participation)
        slots = _save(locked, position, values)
        missing = [place for place, slot in slots.items() if not slot.is_rated]
        if not missing:
            _submit(locked, slots[0].trial)
    if missing:
        raise MissingAnswers(missing)
    return current_trial(participation=participation)


def _locked(participation: Participation) -> Participation:
    """Tabs of one participant wait for one another here."""
    query = Participation.objects.select_related("round").defer("round__manifest")
    return query.select_for_update(of=("self",)).get(pk=participation.pk)


def _save(
    participation: Participation, position: int, values: Mapping[int, int]
) -> dict[int, Slot]:
    slots = {slot.position: slot for slot in Slot.objects.of_trial(participation, position)}
    if not slots or values.keys() - slots.keys():
        raise NoSuchSlot
    _check_on_scale(values, participation.round.scale_points)
    if participation.trials.filter(position__lt=position, submitted_at=None).exists():
        raise NotReached
    changed = {place: value for place, value in values.items() if slots[place].value != value}
    if changed:
        _check_may_answer(participation)
    for place, value in changed.items():
        _write(slots[place], value)
    return slots


def _check_on_scale(values: Mapping[int, int], points: int) -> None:
    for value in values.values():
        if not 1 <= value <= points:
            raise ValueOffScale


def _check_may_answer(participation: Participation) -> None:
    if participation.completed_at is not None:
        raise AlreadyCompleted
    if not participation.round.is_open:
        raise RoundClosed


def _write(slot: Slot, value: int) -> None:
    now = timezone.now()
    if not slot.is_rated:
        slot.rating = Rating.objects.create(slot=slot, value=value, saved_at=now)
        return
    rating = slot.rating
    Revision.objects.create(rating=rating, value=rating.value, saved_at=rating.saved_at)
    rating.value, rating.saved_at = value, now
    rating.save(update_fields=["value", "saved_at"])


def _submit(participation: Participation, trial: Trial) -> None:
    if trial.submitted_at is not None:
        return
    _check_may_answer(participation)
    now = timezone.now()
    Trial.objects.filter(pk=trial.pk).update(submitted_at=now)
    if not participation.trials.filter(submitted_at=None).exists():
        participation.completed_at = now
        participation.save(update_fields=["completed_at"])
