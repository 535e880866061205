"""What a method itself says of given pairs of products, of one category or of two."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from recommender.methods.contract import Unavailable
from recommender.methods.lists import Products
from recommender.methods.method import Method
from recommender.methods.ranking import UnusableSimilarities, in_steps
from recommender.models import Product
from recommender.precompute.features import Prepared, prepare

# So many pictures are prepared between two steps of a progress bar.
PICTURES = 128

OnProgress = Callable[[int], object]


class MethodFailed(Exception):
    """One method cannot be scored; the text is one sentence that says why."""


def prepared(
    products: Sequence[Product], methods: Sequence[Method], *, on_progress: OnProgress
) -> dict[str, Prepared]:
    """The features of these products' pictures by method key, from the cache or computed.

    `on_progress` is told how many pictures are done since the last time.
    """
    found = {method.key: Prepared() for method in methods}
    sha256s = list(dict.fromkeys(product.picture.sha256 for product in products))
    for start in range(0, len(sha256s), PICTURES):
        some = sha256s[start : start + PICTURES]
        going = [method for method in methods if not found[method.key].error]
        for key, more in prepare(some, going).items():
            found[key].features.update(more.features)
            found[key].unusable.update(more.unusable)
            found[key].error = more.error
        on_progress(len(some))
    return found


def similarities_of_pairs(
    method: Method,
    products: Sequence[Product],
    pairs: NDArray[np.intp],
    *,
    prepared: Prepared,
    on_progress: OnProgress,
) -> NDArray[np.float64]:
    """The similarity of every pair, in the whole steps in which lists are ranked.

    All pairs with the same head are compared at once.

    Parameters
    ----------
    method : Method
    products : sequence of Product
        With their pictures, in the order of their ids.
    pairs : (n, 2) int array
        Positions of head and other product among the products.
    prepared : Prepared
        The method's features of these products.
    on_progress : callable
        Told how many pairs are done since the last time.

    Returns
    -------
    (n,) float array
        nan where the picture of one of the two cannot be compared by this method.

    Raises
    ------
    MethodFailed
        If the method is not available, raises, or gives something else than a number that can be
        ranked for every pair.
    """
    if prepared.error:
        raise MethodFailed(str(prepared.error)) from prepared.error
    known, compared = _compared(method, products, prepared)
    steps = np.full(len(pairs), np.nan)
    usable = np.flatnonzero((known[pairs] >= 0).all(axis=1))
    heads, others = known[pairs[usable]].T
    order = np.argsort(heads, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(heads[order])) + 1):
        if rows.size:
            columns, places = np.unique(others[rows], return_inverse=True)
            steps[usable[rows]] = _steps(method, compared, heads[rows[:1]], columns)[places]
            on_progress(rows.size)
    on_progress(len(pairs) - usable.size)
    return steps


def _compared(
    method: Method, products: Sequence[Product], prepared: Prepared
) -> tuple[NDArray[np.intp], Products]:
    """The products that can be compared, and where each product is among them; -1 if it is not."""
    if not method.reads_pictures:
        every = np.arange(len(products))
        return every, _as_products(products, np.empty((len(products), 0)))
    rows = [row for row, one in enumerate(products) if one.picture.sha256 in prepared.features]
    places = np.full(len(products), -1, dtype=np.intp)
    places[rows] = np.arange(len(rows))
    features = [prepared.features[products[row].picture.sha256].values for row in rows]
    return places, _as_products([products[row] for row in rows], _stacked(features))


def _stacked(features: Sequence[NDArray[Any]]) -> NDArray[Any]:
    if len({feature.shape for feature in features}) > 1:
        raise MethodFailed(_("The method’s features of different pictures have different shapes."))
    return np.stack(features) if features else np.empty((0, 0))


def _as_products(products: Sequence[Product], features: NDArray[Any]) -> Products:
    """Each in a group of its own: variants may be judged like any others."""
    return Products(features, np.arange(len(products)), [one.identifier for one in products])


def _steps(
    method: Method, products: Products, head: NDArray[np.intp], others: NDArray[np.intp]
) -> NDArray[np.int64]:
    queries, candidates = _some(products, head), _some(products, others)
    try:
        found = np.asarray(method.algorithm.similarities(queries, candidates))
        if found.shape == (1, others.size):
            return in_steps(found[0])
    except (Unavailable, MemoryError, UnusableSimilarities) as error:
        raise MethodFailed(str(error) or type(error).__name__) from error
    except Exception as error:
        raise MethodFailed(
            _("The method could not compare: %(error)s")
            % {"error": f"{type(error).__name__}: {error}"}
        ) from error
    raise MethodFailed(_("The method gave something else than one number for every pair."))


def _some(products: Products, rows: NDArray[np.intp]) -> Products:
    return Products(
        products.features[rows],
        products.groups[rows],
        [products.identifiers[row] for row in rows.tolist()],
    )
