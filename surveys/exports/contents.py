"""What the tables of one export share, read once however many answers there are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Max

from surveys import screening
from surveys.exports.shown import ProductWords, SetWords, products_of, sets_of
from surveys.models import Participation, Round, Slot
from surveys.models.participation import ParticipationQuerySet
from surveys.screening import Finding
from surveys.statistics.screening import Flag

MANY = 500_000  # rows: as CSV some hundred bytes each, and so well below the 2 GiB of a plain zip
BATCH = 50  # participations at a time: what they were shown is held in memory


@dataclass(frozen=True)
class Contents:
    """A round as one export sees it.

    A round may run meanwhile. Whoever arrives later is in no table, and the participants are read
    before all tables that name them; who withdraws in between is named in no later one.

    Attributes
    ----------
    round : Round
    last : int
        The number of the latest arrival when the export began.
    """

    round: Round
    last: int

    @classmethod
    def of(cls, round: Round) -> "Contents":
        found = Participation.objects.filter(round=round).aggregate(last=Max("number"))
        return cls(round, found["last"] or 0)

    @property
    def participations(self) -> ParticipationQuerySet:
        return Participation.objects.filter(round=self.round, number__lte=self.last)

    def batches(self) -> Iterator[list[Participation]]:
        """All of them in the order of arrival; no query stays open between two batches."""
        ordered = self.participations.select_related("channel").order_by("number")
        batch = list(ordered[:BATCH])
        while batch:
            yield batch
            is_last = len(batch) < BATCH
            batch = [] if is_last else list(ordered.filter(number__gt=batch[-1].number)[:BATCH])

    @cached_property
    def findings(self) -> Mapping[int, Finding]:
        """Of people and of simulated participants, by primary key."""
        return screening.findings(self.round, False) | screening.findings(self.round, True)

    def flags_of(self, participation: int) -> list[Flag]:
        """The rules that were broken, in the order of their names."""
        found = self.findings.get(participation)
        return sorted(found.flags, key=lambda flag: flag.rule) if found else []

    @cached_property
    def sets(self) -> Mapping[int, SetWords]:
        return sets_of(self.round)

    @cached_property
    def products(self) -> Mapping[tuple[int, str], ProductWords]:
        """By reference and product id; empty unless single products are rated."""
        rates_products = self.round.answer_format == Round.AnswerFormat.PRODUCT_RATING
        return products_of(self.round, self.sets) if rates_products else {}

    @cached_property
    def is_large(self) -> bool:
        """Whether a table may be so long that a zip needs larger numbers for it."""
        shown = Slot.objects.filter(trial__participation__round=self.round)
        planned = self.round.seats.count() * _most_slots(self.round)
        return planned > MANY or shown.count() > MANY


def _most_slots(round: Round) -> int:
    """Of one seat, with room for practice, checks and repeats."""
    return (round.trials_per_participant + 14) * (len(round.method_keys) + 2)
