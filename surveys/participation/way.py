"""A seat's plan as the rows of one participation: its trials, and what stands in their slots."""

from collections.abc import Iterator, Mapping, Sequence

from django.db import models

from surveys.allocation import (
    Kind,
    PlannedTrial,
    product_permutation,
    trial_permutation,
)
from surveys.models import Participation, Round, Seat, ShownProduct, ShownSet, Slot, Trial
from surveys.seating import by_place, instructed_value, planned

SetsOfReferences = Mapping[int, Mapping[int, ShownSet]]


def store_way(participation: Participation, seat: Seat) -> None:
    """All trials with all slots, in the same few queries however many there are.

    A practice trial stands at position 0, the others from 1.
    """
    plan = planned(seat)
    sets = _sets_of_references(participation.round, plan)
    shown = [[sets[trial.reference][place] for place in trial.sets] for trial in plan]
    first = 0 if plan[0].kind == Kind.PRACTICE else 1
    trials = Trial.objects.bulk_create(
        _trial(participation, position, trial, in_slots[0].reference_id)
        for position, (trial, in_slots) in enumerate(zip(plan, shown, strict=True), start=first)
    )
    Slot.objects.bulk_create(
        slot
        for trial, in_slots in zip(trials, shown, strict=True)
        for slot in slots_of(trial, in_slots)
    )


def _sets_of_references(round: Round, plan: Sequence[PlannedTrial]) -> SetsOfReferences:
    """By the position of the reference and the set's place, as plans name them."""
    positions = {trial.reference for trial in plan}
    rows = ShownSet.objects.filter(reference__round=round, reference__position__in=positions)
    if _products_matter(round):
        bare = ShownProduct.objects.only("shown_set", "rank", "identifier")
        rows = rows.prefetch_related(models.Prefetch("products", bare))
    rows = rows.annotate(at=models.F("reference__position")).order_by("pk")
    return by_place((row.at, row.kind, row) for row in rows)


def _products_matter(round: Round) -> bool:
    """Whether more than the sets is drawn: thousands of rows need not be read otherwise."""
    return (
        round.answer_format == Round.AnswerFormat.PRODUCT_RATING
        or round.product_order == Round.ProductOrder.SHUFFLED
    )


def _trial(
    participation: Participation, position: int, planned: PlannedTrial, reference: int
) -> Trial:
    asked = planned.answer
    return Trial(
        participation=participation,
        reference_id=reference,
        position=position,
        kind=planned.kind,
        instructed_value=None
        if asked is None
        else instructed_value(participation.round, asked, len(planned.sets)),
    )


def slots_of(trial: Trial, sets: Sequence[ShownSet]) -> Iterator[Slot]:
    """What stands in the slots of a trial with these sets, not yet stored."""
    round = trial.participation.round
    if round.answer_format == Round.AnswerFormat.PRODUCT_RATING:
        for position, product in enumerate(_products_as_shown(trial, sets)):
            yield Slot(trial=trial, position=position, shown_product=product)
        return
    shuffled = round.product_order == Round.ProductOrder.SHUFFLED
    for position, shown_set in enumerate(sets):
        order = None
        if shuffled:
            size = len(shown_set.products.all())
            order = product_permutation(*_who(trial), position, size)
        yield Slot(trial=trial, position=position, shown_set=shown_set, product_order=order)


def _products_as_shown(trial: Trial, sets: Sequence[ShownSet]) -> list[ShownProduct]:
    """Each product of the sets once, in a drawn order.

    Where several sets hold it, the identical set's row stands for it: the check is known by that.
    """
    by_kind = sorted(sets, key=lambda one: one.kind != ShownSet.Kind.IDENTICAL)
    distinct: dict[str, ShownProduct] = {}
    for shown_set in by_kind:
        for product in shown_set.products.all():
            distinct.setdefault(product.identifier, product)
    products = list(distinct.values())
    return [products[place] for place in trial_permutation(*_who(trial), len(products))]


def _who(trial: Trial) -> tuple[int, int, int]:
    """What decides the order of a trial's products."""
    participation = trial.participation
    return participation.round.seed, participation.number, trial.position
