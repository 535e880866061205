"""Products compared by a method that may be anybody's, so that its answer is checked."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from django.db import DatabaseError
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from recommender.methods.contract import Unavailable
from recommender.methods.lists import Compared, Neighbours, Products
from recommender.methods.method import Method
from recommender.methods.ranking import none
from recommender.models import Product
from recommender.precompute.features import Prepared, prepare
from recommender.precompute.found import add

# Of storage, database and neighbours on the machine: not the method's fault, and tried again.
RETRIED = (OSError, DatabaseError, MemoryError)

T = TypeVar("T")


class ComparisonFailed(Exception):
    """The method does not keep the contract; the text names it and says how."""


@dataclass(frozen=True)
class Meeting:
    """Whom rows and columns found in each other, by place.

    Who is `unusable`, by the sha256 of the picture, found nobody and was found by nobody;
    `computed` counts features that had gone from the cache.
    """

    found: Compared
    unusable: dict[str, str]
    computed: int


def meet(
    rows: Sequence[Product],
    columns: Sequence[Product],
    method: Method,
    *,
    k: int,
    without: Collection[int] = (),
    stopping: Callable[[], bool],
) -> Meeting:
    """Compare each of the rows with each of the columns or, if there are none, with one another.

    Products whose primary keys are in `without` take no part.
    """
    taking_part = [product for product in [*rows, *columns] if product.pk not in without]
    prepared = _prepared(method, taking_part, stopping)
    lists = Compared(rows=none(len(rows), k=k), columns=none(len(columns), k=k))
    left, right = _usable(rows, without, prepared), _usable(columns, without, prepared)
    numbers = group_numbers([*rows, *columns])
    these = _products(rows, left, numbers[: len(rows)], prepared, method)
    others = _products(columns, right, numbers[len(rows) :], prepared, method)
    if these and not columns:
        found = _asked(method, rows, lambda: method.algorithm.neighbours(these, k=k))
        _check(method, found, len(these), len(these), k=k, themselves=True)
        add(lists.rows, found, left, left)
    elif these and others:
        both = _asked(method, rows, lambda: method.algorithm.compare(these, others, k=k))
        _check(method, both.rows, len(these), len(others), k=k)
        _check(method, both.columns, len(others), len(these), k=k)
        add(lists.rows, both.rows, left, right)
        add(lists.columns, both.columns, right, left)
    return Meeting(lists, prepared.unusable, len(prepared.computed))


def incomplete(method: Method, category: str) -> ComparisonFailed:
    return ComparisonFailed(
        _("The method %(key)s left places empty in the lists of “%(category)s”.")
        % {"key": method.key, "category": category}
    )


def _prepared(
    method: Method, products: Iterable[Product], stopping: Callable[[], bool]
) -> Prepared:
    sha256s = [product.picture.sha256 for product in products]
    prepared = prepare(sha256s, [method], stopping=stopping)[method.key]
    if prepared.error:
        raise prepared.error
    return prepared


def group_numbers(products: Sequence[Product]) -> NDArray[np.int64]:
    """Variants share a number; who has no group has a number of its own."""
    numbers: dict[str | int, int] = {}
    return np.array(
        [numbers.setdefault(p.group or p.pk, len(numbers)) for p in products], dtype=np.int64
    )


def _usable(products: Sequence[Product], without: Collection[int], prepared: Prepared) -> list[int]:
    return [
        place
        for place, product in enumerate(products)
        if product.pk not in without and product.picture.sha256 not in prepared.unusable
    ]


def _products(
    products: Sequence[Product],
    places: Sequence[int],
    numbers: NDArray[np.int64],
    prepared: Prepared,
    method: Method,
) -> Products:
    chosen = [products[place] for place in places]
    if method.reads_pictures and chosen:
        features = np.stack([prepared.features[p.picture.sha256].values for p in chosen])
    else:
        features = np.empty((len(chosen), 0))
    return Products(features, numbers[places], [product.identifier for product in chosen])


def _asked(method: Method, rows: Sequence[Product], ask: Callable[[], T]) -> T:
    try:
        return ask()
    except (Unavailable, *RETRIED):
        raise
    except Exception as error:
        raise ComparisonFailed(
            _("The method %(key)s could not compare the products of “%(category)s”: %(error)s")
            % {
                "key": method.key,
                "category": rows[0].category,
                "error": f"{type(error).__name__}: {error}",
            }
        ) from error


def _check(
    method: Method, found: Neighbours, rows: int, others: int, *, k: int, themselves: bool = False
) -> None:
    """What a database, or a reader, would only stumble over later."""
    if found.indices.shape != (rows, k) or found.scores.shape != (rows, k):
        raise ComparisonFailed(
            _("The method %(key)s gave lists of a wrong shape.") % {"key": method.key}
        )
    indices, listed = found.indices, found.indices >= 0
    beyond = (indices >= others).any()
    if beyond or (themselves and (indices == np.arange(rows)[:, None]).any()):
        raise ComparisonFailed(
            _("The method %(key)s listed products that are no candidates.") % {"key": method.key}
        )
    if not np.isfinite(found.scores[listed]).all():
        raise ComparisonFailed(
            _("The method %(key)s gave similarities that are not numbers.") % {"key": method.key}
        )
