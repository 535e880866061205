"""One line per saved answer."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from surveys import screening
from surveys.exports.lines import letter, lines, pseudonym
from surveys.exports.shown import SetWords, methods_of_products, sets_of
from surveys.models import Rating, Round

COLUMNS = (
    "participant",
    "simulated",
    "channel",
    "seat",
    "flags",
    "trial",
    "trial_kind",
    "reference",
    "category",
    "slot",
    "set_kind",
    "method",
    "product",
    "answer_format",
    "rating",
    "cannot_judge",
    "scale_points",
    "products",
    "product_order",
    "shown_at",
    "submitted_at",
    "saved_at",
    "participant_completed_at",
)


class _Answer(NamedTuple):
    """A rating with its slot, its trial and its participation, column by column."""

    value: int | None
    saved_at: Any
    slot: int
    shown_set: int | None
    product: str | None
    product_order: list[int] | None
    trial: int
    kind: str
    shown_at: Any
    submitted_at: Any
    reference: int
    identifier: str
    category: str
    participation: int
    number: int
    simulated: bool
    channel: str | None
    seat: int
    completed_at: Any


PATHS = (
    "value",
    "saved_at",
    "slot__position",
    "slot__shown_set_id",
    "slot__shown_product__identifier",
    "slot__product_order",
    "slot__trial__position",
    "slot__trial__kind",
    "slot__trial__shown_at",
    "slot__trial__submitted_at",
    "slot__trial__reference_id",
    "slot__trial__reference__identifier",
    "slot__trial__reference__category",
    "slot__trial__participation_id",
    "slot__trial__participation__number",
    "slot__trial__participation__simulated",
    "slot__trial__participation__channel__slug",
    "slot__trial__participation__seat",
    "slot__trial__participation__completed_at",
)


def ratings_csv(*, round: Round) -> Iterator[str]:
    """One line per saved answer, in the order of participants, trials and slots.

    The columns are explained in docs/exports.md; only lines with the `trial_kind` main are
    analysed.
    """
    answers = (
        Rating.objects.filter(slot__trial__participation__round=round)
        .order_by("slot__trial__participation__number", "slot__trial__position", "slot__position")
        .values_list(*PATHS)
        .iterator(chunk_size=2000)
    )
    words = _Words.of(round)
    return lines(COLUMNS, (words.row(_Answer(*answer)) for answer in answers))


class _Words(NamedTuple):
    """What is the same for many answers, read once."""

    answer_format: str
    scale_points: int | None
    flags: Mapping[int, str]
    sets: Mapping[int, SetWords]
    methods: Mapping[tuple[int, str], str]

    @classmethod
    def of(cls, round: Round) -> "_Words":
        flagged = screening.flags(round, False) | screening.flags(round, True)
        lowest, highest = round.value_bounds(1)
        rates_products = round.answer_format == Round.AnswerFormat.PRODUCT_RATING
        return cls(
            answer_format=round.answer_format,
            scale_points=highest - lowest + 1 if round.rates else None,
            flags={
                pk: "|".join(sorted(flag.rule for flag in broken)) for pk, broken in flagged.items()
            },
            sets=sets_of(round),
            methods=methods_of_products(round) if rates_products else {},
        )

    def row(self, one: _Answer) -> tuple[Any, ...]:
        shown = None if one.shown_set is None else self.sets[one.shown_set]
        of_product = self.methods.get((one.reference, one.product or ""))
        return (
            pseudonym(one.number),
            one.simulated,
            one.channel,
            one.seat,
            self.flags.get(one.participation),
            one.trial,
            one.kind,
            one.identifier,
            one.category,
            letter(one.slot),
            shown and shown.kind,
            shown.methods if shown else of_product,
            one.product,
            self.answer_format,
            one.value,
            one.value is None,
            self.scale_points,
            shown and shown.products,
            one.product_order and "|".join(map(str, one.product_order)),
            one.shown_at,
            one.submitted_at,
            one.saved_at,
            one.completed_at,
        )
