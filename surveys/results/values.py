"""Saved answers to one value per participant, reference and method."""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from surveys.models import Round, ShownProduct, Slot, Trial
from surveys.results.answering import Answering
from surveys.results.equality import ListedSet, by_reference
from surveys.statistics import Ratings
from surveys.statistics.formats import bounds_of_values, value_of_products, values_of_ranking

Format = Round.AnswerFormat


class _Answer(NamedTuple):
    """One slot with its answer; `saved` is None where there is none yet."""

    participation: int
    trial: int
    reference: int
    position: int
    shown_set: int | None
    product: str | None
    saved: int | None
    value: int | None


class Value(NamedTuple):
    """What a participant's answer is worth for a set; None is “I can't judge”.

    `position` is the slot that the set stood in; None where its products were rated one by one.
    """

    participation: int
    reference: int
    shown_set: int
    value: float | None
    position: int | None = None


@dataclass
class Values:
    """All values of a round, of people or of simulated participants.

    Attributes
    ----------
    participants, references, methods, values, positions : lists of one length
        One entry per set and method it is credited to; positions are those of the slots.
    cannot_judge : Counter
        How often “I can't judge” stands for a (participant, method).
    unjudged : Counter
        For how many sets it stands in all answers of a participant, a shared set counted once.
    """

    participants: list[int] = field(default_factory=list)
    references: list[int] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    positions: list[int | None] = field(default_factory=list)
    cannot_judge: Counter[tuple[int, str]] = field(default_factory=Counter)
    unjudged: Counter[int] = field(default_factory=Counter)

    def add(self, found: Value, methods: Iterable[str]) -> None:
        self.unjudged[found.participation] += found.value is None
        for method in methods:
            if found.value is None:
                self.cannot_judge[found.participation, method] += 1
            else:
                self.participants.append(found.participation)
                self.references.append(found.reference)
                self.methods.append(method)
                self.values.append(found.value)
                self.positions.append(found.position)

    def ratings(
        self, round: Round, methods_order: Sequence[str], *, without: Collection[int] = ()
    ) -> Ratings:
        """The arrays that statistics take, some participations left out."""
        kept = self._kept(without)
        lowest, highest = bounds_of_values(round.answer_format, *round.value_bounds(1))
        return Ratings.from_columns(
            [self.participants[place] for place in kept],
            [self.references[place] for place in kept],
            [self.methods[place] for place in kept],
            [self.values[place] for place in kept],
            lowest=lowest,
            highest=highest,
            methods_order=methods_order,
        )

    def slots(self, *, without: Collection[int] = ()) -> list[int] | None:
        """Where the set of each row of `ratings` stood; None where sets have no slot."""
        found = [self.positions[place] for place in self._kept(without)]
        known = [position for position in found if position is not None]
        return known if known and len(known) == len(found) else None

    def _kept(self, without: Collection[int]) -> list[int]:
        return [place for place, one in enumerate(self.participants) if one not in without]

    def not_judged(self, *, without: Collection[int] = ()) -> Counter[str]:
        """How often “I can't judge” stands for each method, some participations left out."""
        counted: Counter[str] = Counter()
        for (participation, method), count in self.cannot_judge.items():
            if participation not in without:
                counted[method] += count
        return counted


def values_of(round: Round, answering: Answering, sets: Sequence[ListedSet]) -> Values:
    """The saved answers of main trials, also of participants who have not finished.

    A set that several methods share has one value, which counts once for each of them. A set's
    value is its rating; 1 or 0 for the best set; (k − rank)/(k − 1) of a complete ranking; the
    mean rating of its products where all of them were rated, on whichever page of the reference
    they stood.
    """
    credits = {one.pk: one.methods for one in sets}
    answers = main_slots(round, answering)
    if round.answer_format == Format.PRODUCT_RATING:
        found = _product_values(round, sets, answers)
    elif round.answer_format == Format.SET_RANKING:
        found = _ranked_values(answers)
    else:
        found = _plain_values(answers)
    values = Values()
    for one in found:
        values.add(one, credits[one.shown_set])
    return values


def main_slots(round: Round, answering: Answering) -> Iterator[_Answer]:
    """Every slot of main trials with its answer, also those without one, page by page."""
    slots = Slot.objects.filter(
        trial__kind=Trial.Kind.MAIN,
        trial__participation__round=round,
        trial__participation__simulated=answering.simulated,
    )
    rows = slots.order_by("trial_id", "position").values_list(
        "trial__participation_id",
        "trial_id",
        "trial__reference_id",
        "position",
        "shown_set_id",
        "shown_product__identifier",
        "rating__pk",
        "rating__value",
    )
    return (_Answer(*row) for row in rows.iterator(chunk_size=2000))


def _plain_values(answers: Iterable[_Answer]) -> Iterator[Value]:
    for one in answers:
        if one.saved is not None and one.shown_set is not None:
            yield Value(one.participation, one.reference, one.shown_set, one.value, one.position)


def _ranked_values(answers: Iterable[_Answer]) -> Iterator[Value]:
    for _trial, grouped in groupby(answers, key=attrgetter("trial")):
        slots = list(grouped)
        values: Sequence[float | None] | None = values_of_ranking([slot.value for slot in slots])
        if all(slot.saved is not None and slot.value is None for slot in slots):
            values = [None] * len(slots)
        for slot, value in zip(slots, values or (), strict=values is not None):
            if slot.shown_set is not None:
                yield Value(
                    slot.participation, slot.reference, slot.shown_set, value, slot.position
                )


def _product_values(
    round: Round, sets: Sequence[ListedSet], answers: Iterable[_Answer]
) -> Iterator[Value]:
    products = _products(round)
    sets_of = by_reference(sets)
    for _trial, grouped in groupby(answers, key=attrgetter("trial")):
        slots = list(grouped)
        rated: dict[Hashable, int | None] = {
            slot.product: slot.value for slot in slots if slot.saved is not None
        }
        first = slots[0]
        for one in sets_of[first.reference]:
            if products[one.pk] <= rated.keys():
                value = value_of_products(products[one.pk], rated)
                yield Value(first.participation, first.reference, one.pk, value)


def _products(round: Round) -> Mapping[int, set[str]]:
    rows = ShownProduct.objects.filter(shown_set__reference__round=round).order_by()
    products: dict[int, set[str]] = defaultdict(set)
    for shown_set, identifier in rows.values_list("shown_set_id", "identifier"):
        products[shown_set].add(identifier)
    return products
