"""Rows to the submitted trials of one participant after another."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from surveys.models import Round, RoundMethod, ShownSet, Slot, Trial
from surveys.statistics.evidence import AnsweredTrial


class _Page(NamedTuple):
    """A trial, column by column."""

    participation: int
    position: int
    kind: str
    reference: int
    instructed: int | None
    shown_at: datetime | None
    submitted_at: datetime | None

    @property
    def seconds(self) -> float | None:
        if self.shown_at is None or self.submitted_at is None:
            return None
        return (self.submitted_at - self.shown_at).total_seconds()


class _Answer(NamedTuple):
    """One slot with its answer."""

    participation: int
    position: int
    shown_set: int | None
    product: str | None
    value: int | None

    @property
    def content(self) -> Hashable:
        """The set or the product: a product is the same in every set that holds it."""
        return self.product if self.shown_set is None else self.shown_set


def submitted_trials(round: Round, **narrowed: Any) -> Iterator[tuple[int, list[AnsweredTrial]]]:
    """Every participation's primary key with its submitted trials, the practice left aside.

    Four queries, however many took part; one participation is held in memory at a time.
    `narrowed` are lookups of `Trial`.
    """
    special = _Special.of(round)
    for pk, pages in groupby(_pages(round, narrowed), key=lambda found: found[0].participation):
        yield pk, [_trial(round, page, answers, special) for page, answers in pages]


def _pages(round: Round, narrowed: Mapping[str, Any]) -> Iterator[tuple[_Page, list[_Answer]]]:
    """Trials with their answers: two streams in the same order, so that a trial is read once."""
    trials = Trial.objects.filter(
        participation__round=round, submitted_at__isnull=False, **narrowed
    ).exclude(kind=Trial.Kind.PRACTICE)
    pages = (
        trials.order_by("participation_id", "position")
        .values_list(
            "participation_id",
            "position",
            "kind",
            "reference_id",
            "instructed_value",
            "shown_at",
            "submitted_at",
        )
        .iterator(chunk_size=2000)
    )
    answers = (
        Slot.objects.filter(trial__in=trials)
        .order_by("trial__participation_id", "trial__position", "position")
        .values_list(
            "trial__participation_id",
            "trial__position",
            "shown_set_id",
            "shown_product__identifier",
            "rating__value",
        )
        .iterator(chunk_size=2000)
    )
    return _merged((_Page(*row) for row in pages), (_Answer(*row) for row in answers))


def _merged(
    pages: Iterator[_Page], answers: Iterator[_Answer]
) -> Iterator[tuple[_Page, list[_Answer]]]:
    """What is in both streams: somebody may submit or withdraw between the two queries."""
    page = next(pages, None)
    for trial, slots in groupby(answers, key=_place):
        while page is not None and _place(page) < trial:
            page = next(pages, None)
        if page is not None and _place(page) == trial:
            yield page, list(slots)


def _place(row: _Page | _Answer) -> tuple[int, int]:
    return row.participation, row.position


class _Special(NamedTuple):
    """For every reference, what its identical set and its set of `random` show."""

    identical: Mapping[int, Collection[Hashable]]
    anchor: Mapping[int, Collection[Hashable]]

    @classmethod
    def of(cls, round: Round) -> "_Special":
        special = cls(defaultdict(set), defaultdict(set))
        sets = ShownSet.objects.filter(reference__round=round)
        products = round.answer_format == Round.AnswerFormat.PRODUCT_RATING
        content = "products__identifier" if products else "pk"
        identical = sets.filter(kind=ShownSet.Kind.IDENTICAL)
        anchor = sets.filter(kind=ShownSet.Kind.LIST, methods__key=RoundMethod.LOW_ANCHOR)
        for into, found in ((special.identical, identical), (special.anchor, anchor)):
            for reference, shown in found.order_by().values_list("reference_id", content):
                into[reference].add(shown)  # type: ignore[attr-defined]
        return special


def _trial(round: Round, page: _Page, slots: Sequence[_Answer], special: _Special) -> AnsweredTrial:
    contents = tuple(slot.content for slot in slots)
    is_identical = page.kind == Trial.Kind.IDENTICAL
    return AnsweredTrial(
        kind=page.kind,
        reference=page.reference,
        contents=contents,
        answers=tuple(slot.value for slot in slots),
        bounds=round.value_bounds(len(slots)),
        seconds=page.seconds,
        identical=_places(contents, special.identical[page.reference]) if is_identical else (),
        anchor=_all_places(contents, special.anchor[page.reference]) if is_identical else (),
        instructed=page.instructed,
    )


def _places(contents: tuple[Hashable, ...], wanted: Collection[Hashable]) -> tuple[int, ...]:
    return tuple(place for place, content in enumerate(contents) if content in wanted)


def _all_places(contents: tuple[Hashable, ...], wanted: Collection[Hashable]) -> tuple[int, ...]:
    """Nowhere, unless all of it is shown: half of a list is not that list."""
    places = _places(contents, wanted)
    return places if len(places) == len(wanted) else ()
