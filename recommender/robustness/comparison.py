"""How a disturbed picture of a product is answered, beside the undisturbed one."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.methods.contract import Algorithm
from recommender.methods.lists import Products
from recommender.methods.ranking import FORBIDDEN, best, in_steps


@dataclass(frozen=True)
class Answers:
    """What was found for d disturbed pictures of one product.

    Attributes
    ----------
    nearest : int32 array (d, k)
        Positions of the most similar products, the product itself and its variants left out, as
        in a run's lists; -1 where there are fewer.
    ranks : int64 array (d,)
        The place of the undisturbed product, from 1, when it alone of its variants is let in.
    """

    nearest: NDArray[np.int32]
    ranks: NDArray[np.int64]


def answers(
    algorithm: Algorithm, features: NDArray[Any], products: Products, *, position: int, k: int
) -> Answers:
    """Compare disturbed pictures of one product with the undisturbed ones of its category.

    Scores are rounded and ties broken by position, for both results, as everywhere.

    Parameters
    ----------
    features : array (d, …)
        Of the product's disturbed pictures.
    products : Products
        The category, undisturbed, in the order of ids.
    position : int
        Where the product itself stands among them.
    """
    count, group = len(features), products.groups[position]
    queries = Products(features, np.full(count, group), [products.identifiers[position]] * count)
    steps = in_steps(algorithm.similarities(queries, products))
    own = steps[:, [position]].copy()
    steps[:, products.groups == group] = FORBIDDEN
    positions = np.arange(len(products), dtype=np.int64)
    found = best(steps, np.broadcast_to(positions, steps.shape), k=k)
    ahead = (steps > own) | ((steps == own) & (positions < position))
    return Answers(nearest=found.indices, ranks=1 + ahead.sum(axis=1))
