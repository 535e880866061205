"""Exact neighbours by the angle between features, about as fast as a matrix can be multiplied."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.methods.cores import thread_count
from recommender.methods.lists import Compared, Neighbours, Products
from recommender.methods.ranking import STEPS_PER_UNIT

# 16 MB of products at a time: enough for the matrix product to run at full speed, also where its
# threads have to wait for a busy processor at the end of every block.
ROWS, COLUMNS = 1024, 4096
CROWDED = 0.25  # scored pairs among all of a block; 0.06 is usual before the lists are full
LONGEST = 1.001  # unit rows are longer than 1 by what float32 rounds


def cosine(queries: NDArray[np.floating[Any]], candidates: NDArray[Any]) -> NDArray[np.float64]:
    """The cosine of every pair of unit rows, summed in float64: (queries, candidates)."""
    return _single(queries).astype(np.float64) @ _single(candidates).astype(np.float64).T


def cosine_neighbours(
    features: NDArray[np.floating[Any]], *, groups: NDArray[np.int64], k: int
) -> Neighbours:
    """The exact k nearest by cosine; every unordered pair is computed once, in blocks.

    Parameters
    ----------
    features : float32 array (n, d)
        Unit rows; another kind of number is rounded to float32 first. A zero row has similarity 0
        to everything.
    groups : int64 array (n,)
        Rows with the same number are not neighbours of one another.
    k : int

    Raises
    ------
    ValueError
        If a row is longer than 1, or not finite.

    Notes
    -----
    Ranked are scores in float64, rounded to `STEPS_PER_UNIT`, equal ones by position. Most pairs
    need no score: blocks are multiplied in float32, and a pair whose product is so low that the
    score cannot enter a list (see `margin`) is passed over. Lists never depend on where blocks end
    or on the number of threads. Memory: O(n · (d + k)) and one block of products.

    Examples
    --------
    >>> rows = np.array([[1, 0], [0.6, 0.8], [0, 1]], dtype=np.float32)
    >>> cosine_neighbours(rows, groups=np.arange(3), k=2).indices.tolist()
    [[1, 2], [2, 0], [1, 0]]
    """
    products = _Side.of(features, groups, k=k)
    with ThreadPoolExecutor(thread_count()) as pool:
        search = _Search(products, products, pool)
        for rows in products.parts(ROWS):
            search.look_within(rows)
            for columns in products[rows.first + len(rows) :].parts(COLUMNS):
                search.look(rows, columns)
    return products.neighbours()


def cosine_compare(rows: Products, columns: Products, *, k: int) -> Compared:
    """The exact k nearest columns of each row, and the k nearest rows of each column.

    As `cosine_neighbours`, for products of which none is on both sides.

    Raises
    ------
    ValueError
        If a row of features is longer than 1, or not finite.

    Examples
    --------
    >>> features = np.array([[1, 0], [0.6, 0.8], [0, 1]], dtype=np.float32)
    >>> every = Products(features, np.arange(3), ["a", "b", "c"])
    >>> found = cosine_compare(every[:1], every[1:], k=1)
    >>> found.rows.indices.tolist(), found.columns.indices.tolist()
    ([[0]], [[0], [0]])
    """
    upright = _Side.of(rows.features, rows.groups, k=k)
    across = _Side.of(columns.features, columns.groups, k=k)
    with ThreadPoolExecutor(thread_count()) as pool:
        search = _Search(upright, across, pool)
        for some_rows in upright.parts(ROWS):
            for some_columns in across.parts(COLUMNS):
                search.look(some_rows, some_columns)
    return Compared(rows=upright.neighbours(), columns=across.neighbours())


def margin(dimensions: int, longest: float, unit: float) -> float:
    """How far below a score its product in a block may lie, with all else that is rounded.

    Parameters
    ----------
    dimensions : int
        d, the length of a row, at most 10⁶.
    longest : float
        L, at least |a||b| for every pair of rows a, b.
    unit : float
        u, the unit roundoff in which blocks are multiplied: 2⁻²⁴ in float32, 2⁻⁵³ in float64.

    Returns
    -------
    float
        (γ + 2⁻²²) L + 2⁻⁴⁰ with γ = du / (1 − du)

    Notes
    -----
    **Claim.** Let K be the steps of the last product in a full list, and let the candidates come
    in order of position. A candidate whose product p in the block is below fl₃₂((K + ½)/U −
    margin), where U is `STEPS_PER_UNIT`, never stands in the final list.

    **Proof.** Let s be the candidate's exact inner product. However a matrix product orders its d
    multiplications and additions, and whether or not it fuses them, |p − s| ≤ γ Σ|aᵢ||bᵢ| ≤ γL
    (Higham 2002, section 3.1; then Cauchy and Schwarz), and underflow adds 2d·2⁻¹²⁶ at most. The
    score, which is summed in float64, is within 2⁻³²L of s. The bound, less than 2L + 1/U, is
    rounded to float32, by at most 2⁻²⁴(2L + 1/U); L, (K + ½)/U and the score times U are rounded
    to float64. All but γL is together less than 2⁻²²L + 2⁻⁴⁰. So U times the score is below K + ½
    and rounds to K steps at most. The candidate comes later than everybody in the list, none of
    whom has fewer than K steps: it loses even where it is equal. And K only grows.

    A list for which (K + ½)/U is above L admits nobody any more: no score is above L. Hence
    thousands of equal pictures are not scored one with another.

    References
    ----------
    Higham (2002), Accuracy and Stability of Numerical Algorithms, 2nd ed.,
    doi:10.1137/1.9780898718027.
    """
    gamma = dimensions * unit / (1 - dimensions * unit)
    return (gamma + 2.0**-22) * longest + 2.0**-40


@dataclass(frozen=True)
class _Side:
    """Products of which the first is called `first`, with the lists that grow beside them.

    `bounds` are what a product must reach to be looked at. A slice shares the lists of the whole.
    """

    first: int
    features: NDArray[np.float32]
    groups: NDArray[np.int64]
    indices: NDArray[np.int32]
    steps: NDArray[np.int64]
    bounds: NDArray[np.float32]

    @classmethod
    def of(
        cls, features: NDArray[np.floating[Any]], groups: NDArray[np.int64], *, k: int
    ) -> "_Side":
        n = len(groups)
        return cls(
            first=0,
            features=_single(features),
            groups=np.require(groups, dtype=np.int64, requirements=["C", "W"]),
            indices=np.full((n, k), -1, dtype=np.int32),
            steps=np.zeros((n, k), dtype=np.int64),
            bounds=np.full(n, -np.inf, dtype=np.float32),
        )

    def __len__(self) -> int:
        return len(self.groups)

    def __getitem__(self, rows: slice) -> "_Side":
        return _Side(
            self.first + rows.indices(len(self))[0],
            self.features[rows],
            self.groups[rows],
            self.indices[rows],
            self.steps[rows],
            self.bounds[rows],
        )

    def parts(self, size: int) -> Iterator["_Side"]:
        return (self[start : start + size] for start in range(0, len(self), size))

    def longest(self) -> float:
        """The length of the longest row of features, rounded up.

        So generously that no score, computed in float64, is above the product of two lengths.

        Raises
        ------
        ValueError
            If it is not about 1 or less, so that products would be no cosines.
        """
        if not self.features.size:
            return 0.0
        squares = np.einsum("ij,ij->i", self.features, self.features, dtype=np.float64)
        longest = float(np.sqrt(squares.max()))
        if not longest <= LONGEST:
            raise ValueError(
                f"Cosines need rows of length 1 or 0, but one has the length {longest:.6g}: "
                "divide each row of features by its length."
            )
        return longest * (1 + 2.0**-30)

    def neighbours(self) -> Neighbours:
        scores = np.where(self.indices < 0, np.nan, self.steps / STEPS_PER_UNIT)
        return Neighbours(indices=self.indices, scores=scores)


class _Search:
    """Looks through blocks of products with some threads.

    Blocks are multiplied in float32 until one is met in which many pairs were so near to their
    bounds that they had to be scored; from then on in float64, which tells nearly all of them
    apart: thousands of products whose similarities differ in the sixth decimal only.
    """

    def __init__(self, rows: _Side, columns: _Side, pool: ThreadPoolExecutor) -> None:
        self.longest = rows.longest() * columns.longest()
        self.pool = pool
        self.kind: type[np.floating[Any]] = np.float32

    def look(self, rows: _Side, columns: _Side) -> None:
        """For the best of either side in the other; both lie behind what their lists hold."""
        from recommender.methods.cosine_kernel import look_along_columns, look_along_rows

        products = self._products(rows, columns)
        looking = self._start(look_along_rows, products, rows, columns, into=rows, first=columns)
        looking += self._start(
            look_along_columns, products, rows, columns, into=columns, first=rows
        )
        scored = sum(part.result() for part in looking)
        if scored > CROWDED * products.size:
            self.kind = np.float64

    def look_within(self, rows: _Side) -> None:
        """For the best of these products in one another."""
        from recommender.methods.cosine_kernel import look_along_rows

        products = self._products(rows, rows)
        for part in self._start(look_along_rows, products, rows, rows, into=rows, first=rows):
            part.result()

    def _products(self, rows: _Side, columns: _Side) -> NDArray[np.floating[Any]]:
        wide = columns.features.astype(self.kind, copy=False)
        return rows.features.astype(self.kind, copy=False) @ wide.T

    def _start(
        self,
        along: Callable[..., int],
        products: NDArray[np.floating[Any]],
        rows: _Side,
        columns: _Side,
        *,
        into: _Side,
        first: _Side,
    ) -> list["Future[int]"]:
        """Threads that fill the lists of a part of `into` each and return how many they scored."""
        unit = float(np.finfo(self.kind).eps) / 2
        bounding = STEPS_PER_UNIT, margin(rows.features.shape[1], self.longest, unit), self.longest

        def part(low: int, high: int) -> int:
            return along(
                low,
                high,
                products,
                rows.features,
                columns.features,
                rows.groups,
                columns.groups,
                first.first,
                *bounding,
                into.bounds,
                into.indices,
                into.steps,
            )

        threads = thread_count()
        ends = [len(into) * thread // threads for thread in range(threads + 1)]
        return [self.pool.submit(part, *span) for span in pairwise(ends)]


def _single(features: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    """One kind of array, so that the kernel is compiled once: from a cache it may be read-only."""
    return np.require(features, dtype=np.float32, requirements=["C", "W"])
