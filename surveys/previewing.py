"""Any trial of a round as a participant would see it, made of rows that are never stored.

A frozen round shows its own rows. A draft shows what opening would freeze now, read from the
catalogue by the functions that open it; the rows made of that stay in memory.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, islice
from math import comb
from typing import Any

from django.utils import timezone

from recommender.models import Product
from surveys.allocation import DIFFERENT, IDENTICAL, williams_square
from surveys.expectations import trials_of
from surveys.models import (
    Participation,
    Rating,
    Reference,
    Round,
    ShownProduct,
    ShownSet,
    Slot,
    Trial,
)
from surveys.participation import MissingAnswers, RankTwice, formats
from surveys.participation.way import slots_of
from surveys.rounds.choosing import drawn_products
from surveys.rounds.content import Content, FrozenSet, read_content
from surveys.rounds.readiness import check_settings, ready_runs
from surveys.seating import OWN, instructed_value, possible_answers

Kind = Trial.Kind


class NoSuchTrial(Exception):
    """The round has no such kind of trial, or no such reference."""


@dataclass(frozen=True)
class Shelf:
    """A reference with all of its sets.

    Attributes
    ----------
    lists : the methods' sets in the order in which plans number them
    anchor : place in `lists` of the last method's set, which identical-set checks keep
    own : the round's own sets, `IDENTICAL` and, for the practice, `DIFFERENT`
    """

    reference: Reference
    lists: Sequence[ShownSet]
    anchor: int
    own: dict[int, ShownSet]

    def at(self, place: int) -> ShownSet:
        return self.own[place] if place < 0 else self.lists[place]


@dataclass(frozen=True)
class Selection:
    """The sets that a page of some kind can hold: some always, and so many of others.

    Its length says how many selections there are.
    """

    always: Sequence[int]
    others: Sequence[int] = ()
    count: int = 0

    @property
    def size(self) -> int:
        return len(self.always) + self.count

    def __len__(self) -> int:
        return comb(len(self.others), self.count)

    def at(self, number: int) -> list[int]:
        """The sets of one selection, counted from 0."""
        chosen = next(islice(combinations(self.others, self.count), number, None))
        return [*self.always, *chosen]


@dataclass(frozen=True)
class Preview:
    """A trial that nobody takes.

    Attributes
    ----------
    kind : Kind
    reference, references : number of the reference from 1, and how many the round has
    order, orders : which sets in which order, from 1, and how many of these there are
    selections : how many selections of sets a page of this kind can hold; 1 where all fit
    trial, slots : rows without a primary key
    """

    kind: Kind
    reference: int
    references: int
    order: int
    orders: int
    selections: int
    trial: Trial
    slots: Sequence[Slot]

    def answer(self, values: Mapping[int, int | None]) -> None:
        """Give these answers, by the positions of the slots, for as long as this page is made.

        Raises
        ------
        ParticipationError
            As `participation.submit_trial`: what lacks or cannot stand.
        """
        round, slots = self.trial.participation.round, {slot.position: slot for slot in self.slots}
        for place, value in formats.spread(round, values, slots.keys()).items():
            Rating(slot=slots[place], value=value, saved_at=timezone.now())
        if twice := formats.ranked_twice(round, slots):
            raise RankTwice(twice)
        if lacking := formats.lacking(round, slots):
            raise MissingAnswers(lacking)


class Previewing:
    """The trials of one round, read when they are asked for.

    Raises
    ------
    surveys.rounds.RoundError
        From its methods, where a draft is not ready; the sentence says what mends it.
    """

    def __init__(self, round: Round) -> None:
        self.round = round

    def check(self) -> None:
        """Do nothing, unless a draft is not ready."""
        _there = self.references

    @property
    def kinds(self) -> list[Kind]:
        """What a participant of this round meets.

        Without the repeats: each is a comparison that was there before, with the sets mirrored,
        and looks like it.
        """
        wanted = {
            Kind.PRACTICE: self.round.practice,
            Kind.MAIN: True,
            Kind.IDENTICAL: self.round.identical_checks,
            Kind.INSTRUCTED: self.round.instructed_checks,
        }
        return [kind for kind, count in wanted.items() if count]

    @cached_property
    def references(self) -> int:
        if self.round.is_frozen:
            return self.round.references.count()
        return len(self._content.references)

    def trial(self, kind: str, reference: int, order: int) -> Preview:
        """One page.

        Parameters
        ----------
        kind : of `kinds`
        reference : from 1
        order : of the trial's sets, from 1
            Every selection that fits on the page comes in the first row of the Williams square,
            then every selection in the second, and so on. References with fewer sets, because
            methods agree, have fewer of both: after the last one the first follows.

        Raises
        ------
        NoSuchTrial
            If there is no such kind or reference.
        """
        if kind not in self.kinds or not 1 <= reference <= self.references or order < 1:
            raise NoSuchTrial
        kind = Kind(kind)
        shelf = self._shelf(reference)
        selection = self._selection(kind, shelf)
        square = williams_square(selection.size)
        orders = len(selection) * len(square)
        order = 1 + (order - 1) % orders
        row, selected = divmod(order - 1, len(selection))
        places = selection.at(selected)
        sets = [shelf.at(places[place]) for place in square[row]]
        trial = self._trial(kind, shelf.reference, reference, order, len(sets))
        slots = list(slots_of(trial, sets))
        return Preview(
            kind, reference, self.references, order, orders, len(selection), trial, slots
        )

    def _selection(self, kind: Kind, shelf: Shelf) -> Selection:
        """As plans draw them: checks keep the last method's set, the low anchor."""
        places = range(len(shelf.lists))
        size = min(len(places), self.round.sets_per_trial or len(places))
        if kind is Kind.PRACTICE:
            return Selection([IDENTICAL, DIFFERENT])
        if kind is Kind.MAIN:
            return Selection([], places, size)
        others = [place for place in places if place != shelf.anchor]
        if kind is Kind.IDENTICAL:
            return Selection([IDENTICAL, shelf.anchor], others, max(0, size - 2))
        return Selection([shelf.anchor], others, size - 1)

    def _trial(self, kind: Kind, shown: Reference, reference: int, order: int, sets: int) -> Trial:
        """Each order is that of another participant, whose products are shuffled anew."""
        answers = possible_answers(self.round, sets)
        asked = instructed_value(self.round, (order - 1) % answers, sets)
        return Trial(
            participation=Participation(round=self.round, number=order),
            reference=shown,
            position=0 if kind is Kind.PRACTICE else 1 + (reference - 1) % trials_of(self.round),
            kind=kind,
            instructed_value=asked if kind is Kind.INSTRUCTED else None,
        )

    def _shelf(self, reference: int) -> Shelf:
        if self.round.is_frozen:
            return _stored(self.round.references.get(position=reference - 1))
        content = self._content
        product, sets = content.references[reference - 1], content.sets[reference - 1]
        return _drafted(product, sets, last_method=list(content.runs)[-1])

    @cached_property
    def _content(self) -> Content:
        """As `open_round` reads it."""
        check_settings(self.round)
        runs = ready_runs(self.round)
        return read_content(self.round, runs, drawn_products(self.round, runs))


def _stored(reference: Reference) -> Shelf:
    sets = list(reference.sets.prefetch_related("products", "methods").order_by("pk"))
    credits = {row.pk: [method.position for method in row.methods.all()] for row in sets}
    lists = [row for row in sets if row.kind == ShownSet.Kind.LIST]
    anchor = max(range(len(lists)), key=lambda place: max(credits[lists[place].pk]))
    return Shelf(reference, lists, anchor, _own(sets))


def _drafted(product: Product, sets: Sequence[FrozenSet], *, last_method: str) -> Shelf:
    reference = Reference(category=product.category, **_shown(product))
    rows = [
        _in_memory(ShownSet(pk=-number, reference=reference, kind=frozen.kind), frozen.products)
        for number, frozen in enumerate(sets, start=1)
    ]
    lists = [frozen for frozen in sets if frozen.kind == ShownSet.Kind.LIST]
    anchor = next(place for place, frozen in enumerate(lists) if last_method in frozen.methods)
    return Shelf(
        reference, [row for row in rows if row.kind == ShownSet.Kind.LIST], anchor, _own(rows)
    )


def _own(sets: Iterable[ShownSet]) -> dict[int, ShownSet]:
    return {OWN[row.kind]: row for row in sets if row.kind in OWN}


def _in_memory(shown_set: ShownSet, products: Iterable[Product]) -> ShownSet:
    """A set whose products need not be asked of the database, where they are not.

    Pages read `products.all()` of stored sets and of these alike. Django has no public way to say
    what a relation holds without storing it, so this leaves what `prefetch_related` leaves; a test
    counts the queries, and so notices where a later Django keeps it elsewhere.
    """
    rows = [
        ShownProduct(shown_set=shown_set, rank=rank, **_shown(product))
        for rank, product in enumerate(products, start=1)
    ]
    there = ShownProduct.objects.none()
    there._result_cache = rows
    shown_set._prefetched_objects_cache = {"products": there}  # type: ignore[attr-defined]
    return shown_set


def _shown(product: Product) -> dict[str, Any]:
    return {
        "identifier": product.identifier,
        "title": product.title,
        "picture_sha256": product.picture.sha256,
        "picture_width": product.picture.width,
        "picture_height": product.picture.height,
    }
