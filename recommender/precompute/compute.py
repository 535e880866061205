"""The work of one chunk: features of some pictures, or the lists of one category."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from recommender.methods.lists import Neighbours, Products
from recommender.methods.method import Method
from recommender.models import Chunk, Neighbour, Problem, Product, Run
from recommender.precompute.features import Prepared, prepare
from recommender.precompute.finish import Outcome, catalogue_changed


class CatalogueChanged(Exception):
    """Products of the chunk are gone, so what was planned cannot be computed any more."""


def compute(chunk: Chunk, method: Method, *, stopping: Callable[[], bool]) -> Outcome:
    rows = Product.objects.select_related("picture").in_bulk(chunk.products)
    if len(rows) < len(chunk.products):
        raise CatalogueChanged(catalogue_changed())
    products = [rows[pk] for pk in chunk.products]
    if chunk.stage == Chunk.Stage.FEATURES:
        prepared = prepare(_pictures(products), method, stopping=stopping)
        problems = _picture_problems(chunk.run, products, prepared)
        return Outcome(problems=problems, computed=len(prepared.computed))
    return _lists(chunk.run, products, method, stopping)


def _lists(
    run: Run, products: Sequence[Product], method: Method, stopping: Callable[[], bool]
) -> Outcome:
    """Full lists only: who has fewer than k candidates is named among the problems."""
    products = _not_left_out(run, products)
    wanted = _pictures(products) if method.reads_pictures else []
    prepared = prepare(wanted, method, stopping=stopping)
    problems = _picture_problems(run, products, prepared)
    products = [p for p in products if p.picture.sha256 not in prepared.unusable]
    groups = _group_numbers(products)
    candidates = len(products) - np.bincount(groups)[groups] if products else np.array([])
    problems += [
        _too_few(run, product, int(count))
        for product, count in zip(products, candidates, strict=True)
        if count < run.k
    ]
    neighbours: list[Neighbour] = []
    if (candidates >= run.k).any():
        features = _features_in_order(products, prepared, method)
        identifiers = [product.identifier for product in products]
        found = method.algorithm.neighbours(Products(features, groups, identifiers), k=run.k)
        neighbours = _rows(run, products, candidates, found)
    return Outcome(problems=problems, neighbours=neighbours, computed=len(prepared.computed))


def _not_left_out(run: Run, products: Sequence[Product]) -> list[Product]:
    left_out = run.problems.filter(kind=Problem.Kind.LEFT_OUT, product__in=products)
    known = set(left_out.values_list("product", flat=True))
    return [product for product in products if product.pk not in known]


def _pictures(products: Sequence[Product]) -> list[str]:
    return [product.picture.sha256 for product in products]


def _group_numbers(products: Sequence[Product]) -> NDArray[np.int64]:
    """Variants share a number; who has no group has a number of its own."""
    numbers: dict[str | int, int] = {}
    return np.array(
        [numbers.setdefault(p.group or p.pk, len(numbers)) for p in products], dtype=np.int64
    )


def _features_in_order(
    products: Sequence[Product], prepared: Prepared, method: Method
) -> NDArray[Any]:
    if not method.reads_pictures:
        return np.empty((len(products), 0))
    return np.stack([prepared.features[p.picture.sha256].values for p in products])


def _rows(
    run: Run, products: Sequence[Product], candidates: NDArray[np.int64], found: Neighbours
) -> list[Neighbour]:
    return [
        Neighbour(
            run=run,
            reference=products[row],
            rank=rank,
            product=products[int(found.indices[row, rank - 1])],
            score=float(found.scores[row, rank - 1]),
        )
        for row in np.flatnonzero(candidates >= run.k).tolist()
        for rank in range(1, run.k + 1)
    ]


def _picture_problems(run: Run, products: Sequence[Product], prepared: Prepared) -> list[Problem]:
    problems = []
    for product in products:
        sha256 = product.picture.sha256
        if reason := prepared.unusable.get(sha256):
            kind = Problem.Kind.LEFT_OUT
        elif sha256 in prepared.features and (reason := prepared.features[sha256].failure):
            kind = Problem.Kind.ORIGINAL_USED
        else:
            continue
        problems.append(Problem(run=run, product=product, kind=kind, reason=reason))
    return problems


def _too_few(run: Run, product: Product, candidates: int) -> Problem:
    reason = _(
        "A list needs %(k)d others of the category “%(category)s”; there are %(candidates)d."
    ) % {"k": run.k, "category": product.category, "candidates": candidates}
    return Problem(run=run, product=product, kind=Problem.Kind.LEFT_OUT, reason=reason)
