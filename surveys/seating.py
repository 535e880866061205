"""The stored design of a round: its seats, drawn in blocks and given out one by one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeVar

from surveys.allocation import (
    DIFFERENT,
    IDENTICAL,
    Design,
    PlannedTrial,
    block_size,
    draw_block,
)
from surveys.models import Round, Seat, ShownSet

Shown = TypeVar("Shown")  # a row, or its primary key

OWN: dict[str, int] = {ShownSet.Kind.IDENTICAL: IDENTICAL, ShownSet.Kind.DIFFERENT: DIFFERENT}
SLIDER_STEPS = 5  # an instructed check asks for 0, 25, 50, 75 or 100


def design_of(round: Round) -> Design:
    """All that decides the round's plan, from its frozen rows and fields."""
    credits = _credits(round)
    return Design(
        credits=credits,
        trials=round.trials_per_participant,
        seed=round.seed,
        sets_per_trial=round.sets_per_trial,
        participants_per_reference=round.participants_per_reference,
        practice=round.practice,
        identical_checks=round.identical_checks,
        instructed_checks=round.instructed_checks,
        repeated_trials=round.repeated_trials,
        answers=possible_answers(round, max(map(len, credits), default=1)),
    )


def instructed_value(round: Round, answer: int, slots: int) -> int:
    """What the answer that a planned check asks for, counted from 0, means in this round.

    A point of the scale; on the slider a quarter; of a best set the slot to choose; and of a
    ranking 1, which says “in the order shown”.
    """
    if round.answer_format == Round.AnswerFormat.BEST_SET:
        return answer % slots
    if round.answer_format == Round.AnswerFormat.SET_RANKING:
        return 1
    return answer * 100 // (SLIDER_STEPS - 1) if round.has_slider else answer + 1


def store_block(round: Round, block: int) -> list[Seat]:
    """Draw and store one block of seats; the caller holds the round's lock.

    Raises
    ------
    ValueError
        If the design ends before this block.
    """
    design = design_of(round)
    seats = draw_block(design, block)
    first = 1 + (block * block_size(design) if block else 0)
    rows = [
        Seat(round=round, number=number, trials=[trial.to_json() for trial in trials])
        for number, trials in enumerate(seats, start=first)
    ]
    return Seat.objects.bulk_create(rows, batch_size=500)


def lowest_free_seat(round: Round, *, simulated: bool) -> Seat | None:
    """The first place in the design that nobody of this kind holds; None when it is full.

    A design without an end grows by a block. The caller holds the round's lock.
    """
    seat = round.seats.free(simulated=simulated).first()
    if seat is None and not (round.is_limited and round.seats.exists()):
        _grow(round)
        seat = round.seats.free(simulated=simulated).first()
    return seat


def by_place(sets: Iterable[tuple[int, str, Shown]]) -> Mapping[int, Mapping[int, Shown]]:
    """Each reference's sets by the places that plans name them by.

    Of every set, in the order of their storing, its reference, kind and itself. Lists count from 0;
    what the round made itself stands below, as `OWN` says.
    """
    found: dict[int, dict[int, Shown]] = defaultdict(dict)
    for reference, kind, one in sets:
        mine = found[reference]
        mine[OWN[kind] if kind in OWN else sum(place >= 0 for place in mine)] = one
    return found


def planned(seat: Seat) -> list[PlannedTrial]:
    return [PlannedTrial.from_json(row) for row in seat.trials]


def _grow(round: Round) -> None:
    stored = round.seats.count()
    store_block(round, stored // block_size(design_of(round)) if stored else 0)


def _credits(round: Round) -> tuple[tuple[tuple[int, ...], ...], ...]:
    """For every reference, for every one of its lists in plan order, the methods it stands for."""
    lists = ShownSet.objects.lists().filter(reference__round=round)
    rows = lists.order_by("reference__position", "pk", "methods__position").values_list(
        "reference__position", "pk", "methods__position"
    )
    sets_of: dict[int, dict[int, list[int]]] = {}
    for reference, shown_set, method in rows:
        sets_of.setdefault(reference, {}).setdefault(shown_set, []).append(method)
    return tuple(tuple(map(tuple, sets.values())) for sets in sets_of.values())


def possible_answers(round: Round, most_sets: int) -> int:
    """How many different answers an instructed check can ask for."""
    if round.answer_format == Round.AnswerFormat.BEST_SET:
        return max(2, min(most_sets, round.sets_per_trial or most_sets))
    if round.answer_format == Round.AnswerFormat.SET_RANKING or not round.has_slider:
        return len(round.scale_labels)
    return SLIDER_STEPS
