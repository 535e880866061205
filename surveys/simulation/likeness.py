"""How much simulated participants find sets and products to be like the reference.

Where the catalogue knows attributes of its products, as of the drawn shop, likeness is the share
of attributes in common. Elsewhere it is invented: every method gets a mean between 0.4 and 0.75,
`random` 0.15, and every set and product its own deviation. The invention follows the round's seed
and nothing that is in the pictures; it says nothing about the methods.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from recommender.models import Product
from surveys.allocation import Stream, generator
from surveys.models import Round, RoundMethod, ShownSet, Slot

Attributes = Mapping[str, str]

LEAST_MEAN, GREATEST_MEAN = 0.4, 0.75
LOW_ANCHOR_MEAN = 0.15
SET_SD, PRODUCT_SD = 0.15, 0.08


@dataclass(frozen=True)
class Look:
    """What there is to be seen: likeness from 0 to 1, and whether it is the reference itself."""

    likeness: float
    is_identical: bool = False


@dataclass(frozen=True)
class Looks:
    """Of every set and every product that a round shows, by primary key."""

    sets: Mapping[int, Look]
    products: Mapping[int, Look]

    def of(self, slot: Slot) -> Look:
        if slot.shown_set_id is not None:
            return self.sets[slot.shown_set_id]
        return self.products[slot.shown_product_id or 0]


def looks_of(round: Round) -> Looks:
    """Of all that is frozen in the round; the same as long as the attributes are."""
    known = attributes_by_identifier(round)
    random = generator(round.seed, Stream.SIMULATION)
    means = _means_of_methods(round, random)
    rows = ShownSet.objects.filter(reference__round=round).order_by("reference__position", "pk")
    sets, products = {}, {}
    for row in rows.select_related("reference").prefetch_related("methods", "products"):
        shown = row.products.all()
        deviations = random.normal(0, [SET_SD, *[PRODUCT_SD] * len(shown)])
        if row.kind != ShownSet.Kind.LIST:
            look = Look(float(row.kind == ShownSet.Kind.IDENTICAL), row.kind == "identical")
            sets[row.pk] = look
            products.update({product.pk: look for product in shown})
            continue
        reference = known.get(row.reference.identifier, {})
        mean = float(np.mean([means[method.pk] for method in row.methods.all()]) + deviations[0])
        for product, deviation in zip(shown, deviations[1:], strict=True):
            seen = known.get(product.identifier, {})
            invented = float(np.clip(mean + deviation, 0, 1))
            products[product.pk] = Look(likeness(reference, [seen]) if reference else invented)
        sets[row.pk] = Look(float(np.mean([products[product.pk].likeness for product in shown])))
    return Looks(sets, products)


def likeness(reference: Attributes, products: Sequence[Attributes]) -> float:
    """Mean share of the reference's attributes that the products have as well; 0.5 if unknown.

    >>> mug = {"colour": "red", "pattern": "dots"}
    >>> likeness(mug, [mug, {"colour": "blue", "pattern": "dots"}])
    0.75
    """
    if not reference or not products:
        return 0.5
    shares = [
        sum(product.get(name) == value for name, value in reference.items()) / len(reference)
        for product in products
    ]
    return float(np.mean(shares))


def attributes_by_identifier(round: Round) -> dict[str, Attributes]:
    rows = Product.objects.filter(catalogue=round.catalogue).values_list("identifier", "attributes")
    return dict(rows)


def _means_of_methods(round: Round, random: np.random.Generator) -> dict[int, float]:
    methods = list(round.methods.order_by("position"))
    drawn = random.uniform(LEAST_MEAN, GREATEST_MEAN, len(methods))
    return {
        method.pk: LOW_ANCHOR_MEAN if method.key == RoundMethod.LOW_ANCHOR else float(mean)
        for method, mean in zip(methods, drawn, strict=True)
    }
