"""Sets that no method made: one that must get the top answer, and one that must not."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender import lookup
from recommender.models import Product
from surveys.allocation.streams import Stream, generator


def identical_sets(references: Sequence[Product], *, k: int) -> list[tuple[Product, ...]]:
    """Of every reference the first k of its own group, filled up with the reference itself.

    As many pictures as a list has, so that their number tells nobody which set it is.
    """
    variants = lookup.variants(references)
    return [
        (*variants[reference.pk][:k], *[reference] * max(0, k - len(variants[reference.pk])))
        for reference in references
    ]


def different_sets(
    references: Sequence[Product], *, k: int, seed: int
) -> list[tuple[Product, ...]]:
    """Of every reference k drawn products of other categories.

    Where those are too few, others of its own category are drawn too, variants of it last.
    Products are drawn in the order of their ids by code point, which is the same on every
    database.
    """
    others = _Places.of(references[0])
    random = generator(seed, Stream.FROZEN_SETS)
    drawn = [others.unlike(reference, k, random) for reference in references]
    products = lookup.products({pk for pks in drawn for pk in pks})
    return [tuple(products[pk] for pk in pks) for pks in drawn]


@dataclass(frozen=True)
class _Places:
    """All products of a catalogue, column by column."""

    pks: NDArray[np.int64]
    categories: NDArray[np.str_]
    groups: NDArray[np.str_]

    @classmethod
    def of(cls, product: Product) -> "_Places":
        rows = sorted(lookup.places(product.catalogue), key=lambda place: place.identifier)
        pks, _identifiers, categories, groups = zip(*rows, strict=True)
        return cls(np.array(pks), np.array(categories), np.array(groups))

    def unlike(self, reference: Product, k: int, random: np.random.Generator) -> list[int]:
        """Keys of k drawn products, those of other categories first and variants last."""
        near = (self.categories == reference.category).astype(np.int8)
        if reference.group:
            near += (self.groups == reference.group) & (near == 1)
        shuffled = random.permutation(len(self.pks))
        shuffled = shuffled[self.pks[shuffled] != reference.pk]
        nearest_last = shuffled[np.argsort(near[shuffled], kind="stable")]
        return [int(pk) for pk in self.pks[nearest_last[:k]]]
