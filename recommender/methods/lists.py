"""Products in, ordered neighbours out: what methods and the engine hand to one another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Scores are rounded before they are ranked: beyond the sixth decimal they depend on the order in
# which a processor sums, and two machines would order near ties differently.
SCORE_DECIMALS = 6


@dataclass(frozen=True)
class Products:
    """Some products of one category, **in the order of their ids**.

    The order matters: equal scores are broken by product id because they are broken by position.

    Attributes
    ----------
    features : array (n, …)
        One row a product, as the algorithm's `features` gave them; (n, 0) where the algorithm
        reads no pictures.
    groups : int64 array (n,)
        Products with the same number are variants of one another (a product without a group has
        a number of its own) and are never neighbours.
    identifiers : sequence of str, n
        The product ids.
    """

    features: NDArray[Any]
    groups: NDArray[np.int64]
    identifiers: Sequence[str]

    def __len__(self) -> int:
        return len(self.groups)

    def __getitem__(self, rows: slice) -> "Products":
        return Products(self.features[rows], self.groups[rows], self.identifiers[rows])


@dataclass(frozen=True)
class Neighbours:
    """The ordered top-k of each of n products.

    Attributes
    ----------
    indices : int32 array (n, k)
        Positions of the neighbours, best first; -1 where fewer than k candidates exist.
    scores : float64 array (n, k)
        The similarity of each, larger is more similar, rounded to `SCORE_DECIMALS` before
        ranking; nan where `indices` is -1.
    """

    indices: NDArray[np.int32]
    scores: NDArray[np.float64]


@dataclass(frozen=True)
class Compared:
    """What one block of products found in another, and the other in it.

    Attributes
    ----------
    rows : Neighbours of (rows, k)
        For each row, the best of the columns; indices are positions among the columns.
    columns : Neighbours of (columns, k)
        For each column, the best of the rows; indices are positions among the rows.
    """

    rows: Neighbours
    columns: Neighbours
