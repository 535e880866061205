"""The drawn plan: one row per slot of every seat."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from surveys.exports import columns
from surveys.exports.contents import Contents
from surveys.exports.shown import SetWords
from surveys.exports.table import Column, Kind, Row, Table
from surveys.models import Reference, Seat, ShownSet
from surveys.models.participation import letter_of
from surveys.seating import by_place, planned

COLUMNS = (
    columns.SEAT,
    columns.TRIAL,
    columns.TRIAL_KIND,
    columns.REFERENCE,
    columns.CATEGORY,
    columns.SLOT,
    columns.SET_ID,
    columns.SET_KIND,
    columns.METHOD,
    columns.PRODUCTS,
    Column("held_by", Kind.TEXT, "The person who has the seat; empty: free."),
    Column(
        "held_by_simulated",
        Kind.TEXT,
        "The simulated participant who has it; the two are counted apart. Empty: free.",
    ),
    Column("seed", Kind.WHOLE, "The round's seed, from which the plan was drawn.", "", True),
)
BATCH = 100


def rows(contents: Contents) -> Iterator[Row]:
    """In the order of seats, trials and slots; also of free seats."""
    plan = _Plan.of(contents)
    seats = Seat.objects.filter(round=contents.round).order_by("number")
    for seat in seats.iterator(chunk_size=BATCH):
        yield from plan.rows(seat)


class _Plan(NamedTuple):
    """What plans name by numbers, read once."""

    references: list[Reference]
    sets: Mapping[int, SetWords]
    places: Mapping[int, Mapping[int, int]]
    holders: Mapping[tuple[int, bool], str]
    seed: int

    @classmethod
    def of(cls, contents: Contents) -> "_Plan":
        round = contents.round
        sets = ShownSet.objects.filter(reference__round=round)
        holders = contents.participations.filter(holds_seat=True).order_by()
        return cls(
            list(round.references.order_by("position")),
            contents.sets,
            by_place(sets.order_by("pk").values_list("reference_id", "kind", "pk")),
            {
                (one.seat, one.simulated): str(one)
                for one in holders.only("number", "seat", "simulated").iterator(chunk_size=2000)
            },
            round.seed,
        )

    def rows(self, seat: Seat) -> Iterator[Row]:
        trials = planned(seat)
        first = 0 if trials and trials[0].kind == "practice" else 1
        holders = [self.holders.get((seat.number, simulated)) for simulated in (False, True)]
        for position, trial in enumerate(trials, start=first):
            reference = self.references[trial.reference]
            for slot, place in enumerate(trial.sets):
                shown = self.sets[self.places[reference.pk][place]]
                yield (
                    seat.number,
                    position,
                    trial.kind,
                    reference.identifier,
                    reference.category,
                    letter_of(slot),
                    shown.set_id,
                    shown.kind,
                    shown.methods or None,
                    shown.products,
                    *holders,
                    self.seed,
                )


ALLOCATION = Table(
    "allocation",
    "The plan as it was drawn and stored, one row per slot of every seat, also of free seats. "
    "Where single products are rated, a page shows the distinct products of these sets instead.",
    COLUMNS,
    rows,
    key=("seat", "trial", "slot"),
    links={
        "held_by": ("participants", "participant"),
        "held_by_simulated": ("participants", "participant"),
    },
)
