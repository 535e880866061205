"""One row per saved answer."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from surveys.exports import rating_columns
from surveys.exports.contents import Contents
from surveys.exports.shown import BETWEEN, SetWords
from surveys.exports.table import Row, Table
from surveys.models import Participation, Slot, Trial
from surveys.models.participation import letter_of


class _Page(NamedTuple):
    """A trial: what is worked on by name, and what is handed on as it is."""

    sent: Row
    visit: Row
    pk: int
    participation: int
    trial: int
    kind: str
    reference: int
    identifier: str
    category: str

    @classmethod
    def of(cls, row: Row) -> "_Page":
        known, sent = len(PAGE), len(SENT)
        return cls(row[known : known + sent], row[known + sent :], *row[:known])


PAGE = (
    "pk",
    "participation_id",
    "position",
    "kind",
    "reference_id",
    "reference__identifier",
    "reference__category",
)
SENT = tuple(column.name for column in rating_columns.OF_SENDING)
VISIT = tuple(column.name for column in rating_columns.OF_VISIT)


class _Answer(NamedTuple):
    """A slot with its rating, which is None where there is none."""

    times: Row
    page: int
    slot: int
    shown_set: int | None
    product: str | None
    product_order: list[int] | None
    rating: int | None
    value: int | None

    @classmethod
    def of(cls, row: Row) -> "_Answer":
        return cls(row[len(ANSWER) :], *row[: len(ANSWER)])


ANSWER = (
    "trial_id",
    "position",
    "shown_set_id",
    "shown_product__identifier",
    "product_order",
    "rating__pk",
    "rating__value",
)
TIMES = tuple(f"rating__{column.name}" for column in rating_columns.OF_RATING)


def rows(contents: Contents) -> Iterator[Row]:
    """In the order of participants, trials and slots."""
    words = _Words.of(contents)
    for batch in contents.batches():
        people = {person.pk: words.person(person) for person in batch}
        trials = Trial.objects.filter(participation__in=people).order_by()
        pages = {row[0]: _Page.of(row) for row in trials.values_list(*PAGE, *SENT, *VISIT)}
        slots = (
            Slot.objects.filter(trial__participation__in=people)
            .order_by("trial__participation__number", "trial__position", "position")
            .values_list(*ANSWER, *TIMES)
            .iterator(chunk_size=2000)
        )
        for page, on_page in groupby(map(_Answer.of, slots), key=attrgetter("page")):
            if page in pages:  # who withdrew between the two queries has none
                one = pages[page]
                yield from words.page(one, list(on_page), *people[one.participation])


class _Words(NamedTuple):
    """What is the same for many answers."""

    contents: Contents
    answer_format: str
    scale_points: int | None

    @classmethod
    def of(cls, contents: Contents) -> "_Words":
        round = contents.round
        lowest, highest = round.value_bounds(1)
        points = highest - lowest + 1 if round.rates else None
        return cls(contents, round.answer_format, points)

    def person(self, one: Participation) -> tuple[Row, Row]:
        """What begins each of a participant's rows, and what is said of the end."""
        flags = BETWEEN.join(flag.rule for flag in self.contents.flags_of(one.pk))
        channel = one.channel and one.channel.slug
        return (
            (str(one), one.simulated, channel, one.seat, flags or None),
            (one.completed_at, one.screened_out_at),
        )

    def page(self, page: _Page, slots: Sequence[_Answer], person: Row, end: Row) -> Iterator[Row]:
        """The answers of one trial, which is as long as the page was, whatever was answered."""
        head = (*person, page.trial, page.kind, page.identifier, page.category)
        for one in slots:
            if one.rating is None:
                continue
            shown = None if one.shown_set is None else self.contents.sets[one.shown_set]
            yield (
                *head,
                letter_of(one.slot),
                len(slots),
                *(self.set(shown) if shown else self.product(page.reference, one.product)),
                self.answer_format,
                one.value,
                one.value is None,
                self.scale_points,
                shown and shown.products,
                one.product_order and BETWEEN.join(map(str, one.product_order)),
                *page.sent,
                *one.times,
                *end,
                *page.visit,
            )

    def set(self, shown: SetWords) -> Row:
        """Set id, kind, methods, product and sizes."""
        return shown.set_id, shown.kind, shown.methods or None, None, None

    def product(self, reference: int, product: str | None) -> Row:
        """The same of a single product; one of a set of the round's own is in no list."""
        found = self.contents.products.get((reference, product or ""))
        if found is None:
            return None, None, None, product, None
        return found.set_ids, None, found.methods, product, found.sizes


RATINGS = Table(
    "ratings",
    "One row per saved answer, in the order of participants, trials and slots. Only rows with the "
    "trial_kind main are analysed.",
    rating_columns.COLUMNS,
    rows,
    key=("participant", "trial", "slot"),
    links={"participant": ("participants", "participant")},
)
