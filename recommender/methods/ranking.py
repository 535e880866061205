"""From similarities to ordered neighbours."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.methods.lists import SCORE_DECIMALS, Compared, Neighbours, Products

# Scores are ranked as whole numbers of this step; FORBIDDEN marks a pair that is never ranked.
STEPS_PER_UNIT = 10**SCORE_DECIMALS
FORBIDDEN = -np.iinfo(np.int64).max

BLOCK = 256

Similarities = Callable[[Products, Products], NDArray[np.float64]]


def neighbours(similarities: Similarities, products: Products, *, k: int) -> Neighbours:
    """The exact k most similar of the other products for each, by blocks of rows."""
    return stacked(
        [
            _ranked(_steps(similarities, products[start : start + BLOCK], products), k=k)
            for start in range(0, len(products), BLOCK)
        ],
        k=k,
    )


def compare(similarities: Similarities, rows: Products, columns: Products, *, k: int) -> Compared:
    """Every row with every column, by blocks of rows; every pair is computed once."""
    of_rows = []
    of_columns = none(len(columns), k=k)
    for start in range(0, len(rows), BLOCK):
        steps = _steps(similarities, rows[start : start + BLOCK], columns)
        of_rows.append(_ranked(steps, k=k))
        of_columns = merged([of_columns, shifted(_ranked(steps.T, k=k), start)], k=k)
    return Compared(rows=stacked(of_rows, k=k), columns=of_columns)


def merged(parts: Sequence[Neighbours], *, k: int) -> Neighbours:
    """The k best of several lists of the same products; whoever is in two of them counts once.

    All indices must mean the same products.
    """
    indices = np.concatenate([part.indices for part in parts], axis=1).astype(np.int64)
    scores = np.concatenate([part.scores for part in parts], axis=1)
    order = np.argsort(indices, axis=1, kind="stable")
    ordered = np.take_along_axis(indices, order, axis=1)
    again = np.zeros(indices.shape, dtype=bool)
    np.put_along_axis(again[:, :], order[:, 1:], ordered[:, 1:] == ordered[:, :-1], axis=1)
    usable = (indices >= 0) & ~again
    steps = np.full(indices.shape, FORBIDDEN, dtype=np.int64)
    steps[usable] = in_steps(scores[usable])
    return best(steps, indices, k=k)


def shifted(found: Neighbours, by: int) -> Neighbours:
    """The same lists when positions are counted from further ahead."""
    indices = np.where(found.indices < 0, -1, found.indices + by).astype(np.int32)
    return Neighbours(indices=indices, scores=found.scores)


def none(rows: int, *, k: int) -> Neighbours:
    """Lists in which nobody stands yet."""
    return Neighbours(
        indices=np.full((rows, k), -1, dtype=np.int32), scores=np.full((rows, k), np.nan)
    )


def _steps(similarities: Similarities, rows: Products, columns: Products) -> NDArray[np.int64]:
    steps = in_steps(similarities(rows, columns))
    steps[rows.groups[:, None] == columns.groups[None, :]] = FORBIDDEN
    return steps


def _ranked(steps: NDArray[np.int64], *, k: int) -> Neighbours:
    positions = np.arange(steps.shape[1], dtype=np.int64)
    return best(steps, np.broadcast_to(positions, steps.shape), k=k)


def cosine(queries: NDArray[np.float32], candidates: NDArray[np.float32]) -> NDArray[np.float64]:
    """The cosine of every pair of unit rows, summed in float64: (queries, candidates)."""
    return queries.astype(np.float64) @ candidates.astype(np.float64).T


def cosine_neighbours(
    features: NDArray[np.float32], *, groups: NDArray[np.int64], k: int
) -> Neighbours:
    """The exact k nearest by cosine, by blocks of rows; no n × n matrix is ever held.

    Parameters
    ----------
    features : float32 array (n, d)
        Unit rows. A zero row has similarity 0 to everything.
    groups : int64 array (n,)
        Rows with the same number are not neighbours of one another.
    k : int

    Notes
    -----
    Products are summed in float64: with unit rows two orders of summation differ by about 1e-16,
    far below the sixth decimal to which scores are rounded, so a block's size, the number of
    threads and the make of the processor do not change a list.

    Examples
    --------
    >>> rows = np.array([[1, 0], [0.6, 0.8], [0, 1]], dtype=np.float32)
    >>> cosine_neighbours(rows, groups=np.arange(3), k=2).indices.tolist()
    [[1, 2], [2, 0], [1, 0]]
    """
    wide = features.astype(np.float64)
    positions = np.arange(len(wide), dtype=np.int64)
    parts = []
    for start in range(0, len(wide), BLOCK):
        rows = slice(start, start + BLOCK)
        steps = in_steps(wide[rows] @ wide.T)
        steps[groups[rows, None] == groups[None, :]] = FORBIDDEN
        parts.append(best(steps, np.broadcast_to(positions, steps.shape), k=k))
    return stacked(parts, k=k)


def in_steps(scores: NDArray[np.floating[Any]]) -> NDArray[np.int64]:
    """Scores rounded to `SCORE_DECIMALS`, as whole numbers of the last decimal."""
    return np.rint(scores * STEPS_PER_UNIT).astype(np.int64)


def best(steps: NDArray[np.int64], positions: NDArray[np.int64], *, k: int) -> Neighbours:
    """The k best candidates of each row, equal scores in the order of position.

    Parameters
    ----------
    steps : int64 array (rows, candidates)
        Scores as `in_steps` gives them, or FORBIDDEN.
    positions : int64 array (rows, candidates)
        What each candidate is called; no two of a row are equal unless forbidden.
    k : int

    Returns
    -------
    Neighbours of (rows, k)
    """
    rows, candidates = steps.shape
    indices = np.full((rows, k), -1, dtype=np.int32)
    scores = np.full((rows, k), np.nan)
    if not steps.size:
        return Neighbours(indices=indices, scores=scores)
    # One whole number holds score and position, so that no two are equal and a partition is exact.
    stride = max(int(positions.max()), 0) + 1
    keys = np.where(steps == FORBIDDEN, FORBIDDEN, steps * stride - positions)
    kept = min(k, candidates)
    if kept < candidates:
        keys = np.partition(keys, candidates - kept, axis=1)[:, candidates - kept :]
    keys = -np.sort(-keys, axis=1)
    found = keys != FORBIDDEN
    indices[:, :kept] = np.where(found, -keys % stride, -1)
    scores[:, :kept] = np.where(found, -(-keys // stride) / STEPS_PER_UNIT, np.nan)
    return Neighbours(indices=indices, scores=scores)


def stacked(parts: list[Neighbours], *, k: int) -> Neighbours:
    """The neighbours of consecutive blocks of rows as one."""
    every = [none(0, k=k), *parts]
    return Neighbours(
        indices=np.concatenate([part.indices for part in every]),
        scores=np.concatenate([part.scores for part in every]),
    )
