"""Drawing the references of a report: equally many of each category, as far as there are."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain, zip_longest

import numpy as np

from recommender.models import Product


def draw_references(products: Iterable[Product], *, count: int, k: int, seed: int) -> list[Product]:
    """A random sample, stratified by category; by category and id.

    Every category is shuffled; then each gives one product in turn until there are enough. Only
    products with at least k others of their category that are no variants of theirs take part:
    the others have no list by any method.
    """
    generator = np.random.default_rng(seed)
    by_category: dict[str, list[Product]] = {}
    for product in sorted(_with_candidates(list(products), k), key=_place):
        by_category.setdefault(product.category, []).append(product)
    shuffled = [
        [members[place] for place in generator.permutation(len(members))]
        for members in by_category.values()
    ]
    turns = chain.from_iterable(zip_longest(*shuffled))
    drawn = [product for product in turns if product is not None][:count]
    return sorted(drawn, key=_place)


def _with_candidates(products: Sequence[Product], k: int) -> list[Product]:
    members = Counter(product.category for product in products)
    variants = Counter(_variants(product) for product in products)
    return [p for p in products if members[p.category] - variants[_variants(p)] >= k]


def _variants(product: Product) -> tuple[str, str | int]:
    return product.category, product.group or product.pk


def _place(product: Product) -> tuple[str, str]:
    return product.category, product.identifier
