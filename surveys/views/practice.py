"""What the practice says after it was answered: what most people would have chosen, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from surveys.models import Round, ShownSet, Slot, Trial
from surveys.statistics.attention import SLIDER_TOLERANCE
from surveys.views.questions import question_of
from surveys.views.scales import Scale, scale_of
from surveys.views.trial_page import Card, Frame, cards_of, frame_of


@dataclass(frozen=True)
class Step:
    """A place on the scale: whether the answer stands there, and whether most people's does."""

    is_yours: bool
    is_usual: bool


@dataclass(frozen=True)
class Remark:
    """What was answered for a slot, and what most people answer; `is_as_most` compares them.

    Where there is no usual answer, `usual` says so and `is_as_most` is None. `steps` draw the
    scale; a choice among sets has none.
    """

    card: Card
    answer: str
    usual: str
    is_as_most: bool | None
    steps: Sequence[Step]


@dataclass(frozen=True)
class PracticePage:
    question: str
    reference: Frame
    is_of_products: bool
    remarks: Sequence[Remark]

    @property
    def is_as_most(self) -> bool:
        return all(remark.is_as_most is not False for remark in self.remarks)

    @property
    def is_drawn(self) -> bool:
        return any(step.is_usual for remark in self.remarks for step in remark.steps)


def practice_page(round: Round, trial: Trial) -> PracticePage:
    rows = Slot.objects.with_pictures([trial]).select_related("shown_product__shown_set")
    return remarks_page(round, trial, list(rows))


def remarks_page(round: Round, trial: Trial, slots: Sequence[Slot]) -> PracticePage:
    """From slots with their answers; asks the database nothing."""
    scale = scale_of(round, len(slots))
    return PracticePage(
        question=question_of(trial, round),
        reference=frame_of(trial.reference, _("Reference product")),
        is_of_products=scale.is_of_products,
        remarks=[
            _remark(round, scale, slot, card)
            for slot, card in zip(slots, cards_of(slots, scale), strict=True)
        ],
    )


def _remark(round: Round, scale: Scale, slot: Slot, card: Card) -> Remark:
    kind = _kind(slot)
    shows = {"mark": card.mark, "top": _end(round, scale, -1), "bottom": _end(round, scale, 0)}
    return Remark(
        card=card,
        answer=_answer(scale, card),
        usual=_usual(scale, kind) % shows,
        is_as_most=None if kind == ShownSet.Kind.LIST else _is_as_most(round, scale, kind, card),
        steps=_steps(round, scale, kind, card),
    )


def _steps(round: Round, scale: Scale, kind: str, card: Card) -> list[Step]:
    """Of a slider, its tens."""
    if scale.kind == "choice":
        return []
    is_slider = scale.kind == "slider"
    values = range(0, 101, 10) if is_slider else [point.value for point in scale.points]
    given = card.value if card.value is None or not is_slider else 10 * (card.value // 10)
    return [
        Step(
            is_yours=value == given,
            is_usual=kind != ShownSet.Kind.LIST
            and _is_as_most(round, scale, kind, replace(card, value=value)),
        )
        for value in values
    ]


def _kind(slot: Slot) -> str:
    shown = slot.shown_set or (slot.shown_product and slot.shown_product.shown_set)
    return shown.kind if shown else ShownSet.Kind.LIST


def _end(round: Round, scale: Scale, place: int) -> str:
    return scale.points[place].label or round.scale_labels[place] if scale.points else ""


def _usual(scale: Scale, kind: str) -> str:
    """What most people answer, with places for `mark`, `top` and `bottom`."""
    if kind == ShownSet.Kind.LIST:
        return _("Here people differ: your own impression counts.")
    if scale.is_of_products:
        return _usual_of_product(kind)
    if kind == ShownSet.Kind.IDENTICAL:
        return _usual_of_identical(scale)
    if scale.kind == "choice":
        return _("Set %(mark)s shows quite different products, so hardly anybody chooses it.")
    if scale.is_ranking:
        return _("Set %(mark)s shows quite different products, so most people rank it low.")
    return _("Set %(mark)s shows quite different products, so most people stay near “%(bottom)s”.")


def _usual_of_identical(scale: Scale) -> str:
    if scale.kind == "choice":
        return _(
            "Set %(mark)s shows the product itself or variants of it, so most people choose it."
        )
    if scale.is_ranking:
        return _(
            "Set %(mark)s shows the product itself or variants of it, so most people rank it first."
        )
    return _(
        "Set %(mark)s shows the product itself or variants of it, so most people choose the top "
        "answer: “%(top)s”."
    )


def _usual_of_product(kind: str) -> str:
    if kind == ShownSet.Kind.IDENTICAL:
        return _(
            "This is the product itself, or a variant of it, so most people choose the top answer: "
            "“%(top)s”."
        )
    return _("This is quite a different product, so most people stay near “%(bottom)s”.")


def _answer(scale: Scale, card: Card) -> str:
    if card.cannot_judge or card.value is None:
        return _("I can't judge")
    if scale.kind == "choice":
        return _("Chosen") if card.value else _("Not chosen")
    if scale.is_ranking:
        return _("Rank %(rank)d") % {"rank": card.value}
    if scale.kind == "slider":
        return str(card.value)
    return str(scale.points[card.value - 1])


def _is_as_most(round: Round, scale: Scale, kind: str, card: Card) -> bool:
    """The top answer for what is identical; for what is different, one in the lower half."""
    if card.value is None:
        return False
    lowest, highest = round.value_bounds(len(scale.points))
    if scale.is_ranking:
        lowest, highest, value = -highest, -lowest, -card.value
    else:
        value = card.value
    if kind == ShownSet.Kind.IDENTICAL:
        return value >= highest - (SLIDER_TOLERANCE if scale.kind == "slider" else 0)
    return value < highest if scale.kind == "choice" else 2 * value < lowest + highest
