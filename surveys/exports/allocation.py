"""The drawn plan: one line per slot of every seat."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from surveys.allocation.design import DIFFERENT, IDENTICAL, PlannedTrial
from surveys.exports.lines import letter, lines, pseudonym
from surveys.exports.shown import SetWords, sets_of
from surveys.models import Participation, Reference, Round, Seat, ShownSet

COLUMNS = (
    "seat",
    "trial",
    "trial_kind",
    "reference",
    "category",
    "slot",
    "set_kind",
    "method",
    "products",
    "held_by",
    "held_by_simulated",
)
KINDS = {IDENTICAL: ShownSet.Kind.IDENTICAL, DIFFERENT: ShownSet.Kind.DIFFERENT}


def allocation_csv(*, round: Round) -> Iterator[str]:
    """The plan as it was drawn, in the order of seats, trials and slots; also of free seats.

    The columns are explained in docs/exports.md. Where products are rated, a page shows the
    distinct products of these sets instead.
    """
    plan = _Plan.of(round)
    seats = Seat.objects.filter(round=round).order_by("number").iterator(chunk_size=100)
    return lines(COLUMNS, (row for seat in seats for row in plan.rows(seat)))


class _Plan(NamedTuple):
    """What plans name by numbers, read once."""

    references: list[Reference]
    sets: Mapping[int, SetWords]
    places: Mapping[tuple[int, int], int]
    holders: Mapping[tuple[int, bool], str]

    @classmethod
    def of(cls, round: Round) -> "_Plan":
        references = list(round.references.order_by("position"))
        holders = Participation.objects.filter(round=round, holds_seat=True).order_by()
        return cls(
            references,
            sets_of(round),
            _places(round),
            {
                (seat, simulated): pseudonym(number)
                for seat, simulated, number in holders.values_list("seat", "simulated", "number")
            },
        )

    def rows(self, seat: Seat) -> Iterator[tuple[Any, ...]]:
        trials = [PlannedTrial.from_json(row) for row in seat.trials]
        first = 0 if trials and trials[0].kind == "practice" else 1
        holders = [self.holders.get((seat.number, simulated)) for simulated in (False, True)]
        for position, trial in enumerate(trials, start=first):
            reference = self.references[trial.reference]
            for slot, place in enumerate(trial.sets):
                shown = self.sets[self.places[reference.pk, place]]
                yield (
                    seat.number,
                    position,
                    trial.kind,
                    reference.identifier,
                    reference.category,
                    letter(slot),
                    shown.kind,
                    shown.methods,
                    shown.products,
                    *holders,
                )


def _places(round: Round) -> Mapping[tuple[int, int], int]:
    """The set that a plan means by a reference's place: lists from 0, the round's own below."""
    places: dict[tuple[int, int], int] = {}
    counted: dict[int, int] = {}
    for reference, pk in (
        ShownSet.objects.lists().filter(reference__round=round).values_list("reference_id", "pk")
    ):
        place = counted.get(reference, 0)
        places[reference, place], counted[reference] = pk, place + 1
    for place, kind in KINDS.items():
        own = ShownSet.objects.filter(reference__round=round, kind=kind).order_by()
        places |= {
            (reference, place): pk for reference, pk in own.values_list("reference_id", "pk")
        }
    return places
