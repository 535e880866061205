"""What participants were shown, against what the seats that they took say."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import F, Prefetch, QuerySet

from surveys.allocation import Kind, PlannedTrial
from surveys.models import Participation, Round, Seat, ShownSet, Slot, Trial
from surveys.participation.way import slots_of
from surveys.seating import by_place, instructed_value, planned

AT_ONCE = 200

Page = tuple[Any, ...]
SetsOfReferences = Mapping[int, Mapping[int, ShownSet]]


def shown_otherwise(round: Round) -> list[Participation]:
    """Participants whose trials or slots are not those of their seat, or whose seat lacks.

    In the order of arrival, and in a few queries for every 200 of them. While the round is open
    somebody may join or withdraw between two of these queries, so suspects are looked at again.
    """
    suspects = [one.pk for one in _strayed(round, round.participations.all())]
    if not suspects:
        return []
    return list(_strayed(round, round.participations.filter(pk__in=suspects)))


def _strayed(round: Round, people: QuerySet[Participation]) -> Iterator[Participation]:
    sets = _sets_of_references(round)
    slots = Prefetch("slots", Slot.objects.order_by("position"))
    trials = Prefetch("trials", Trial.objects.order_by("position").prefetch_related(slots))
    rows = people.order_by("number").prefetch_related(trials)
    plans = {seat.number: seat for seat in round.seats.all()}
    for participation in rows.iterator(chunk_size=AT_ONCE):
        if not _is_as_planned(participation, plans.get(participation.seat), sets):
            yield participation


def _is_as_planned(participation: Participation, seat: Seat | None, sets: SetsOfReferences) -> bool:
    if seat is None:
        return False
    stored = [_page(trial, trial.slots.all()) for trial in participation.trials.all()]
    try:
        return stored == _pages(participation, planned(seat), sets)
    except (LookupError, TypeError, ValueError):
        return False  # a seat that somebody wrote may hold anything


def _pages(
    participation: Participation, plan: list[PlannedTrial], sets: SetsOfReferences
) -> list[Page]:
    """As joining writes them: a practice stands at position 0, the others from 1."""
    first = 0 if plan and plan[0].kind == Kind.PRACTICE else 1
    return [
        _planned_page(participation, position, one, sets)
        for position, one in enumerate(plan, start=first)
    ]


def _planned_page(
    participation: Participation, position: int, one: PlannedTrial, sets: SetsOfReferences
) -> Page:
    shown = [sets[one.reference][place] for place in one.sets]
    trial = Trial(
        participation=participation,
        reference_id=shown[0].reference_id,
        position=position,
        kind=one.kind,
        instructed_value=None
        if one.answer is None
        else instructed_value(participation.round, one.answer, len(shown)),
    )
    return _page(trial, slots_of(trial, shown))


def _page(trial: Trial, slots: Any) -> Page:
    return (
        trial.position,
        str(trial.kind),
        trial.reference_id,
        trial.instructed_value,
        [
            (
                slot.position,
                slot.shown_set_id,
                slot.shown_product_id,
                slot.product_order and list(slot.product_order),
            )
            for slot in slots
        ],
    )


def _sets_of_references(round: Round) -> SetsOfReferences:
    """By the position of the reference and the set's place, as plans name them."""
    rows = ShownSet.objects.filter(reference__round=round).prefetch_related("products")
    rows = rows.annotate(at=F("reference__position")).order_by("pk")
    return by_place((row.at, row.kind, row) for row in rows)
