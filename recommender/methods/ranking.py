"""From similarities to ordered neighbours."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.methods.lists import SCORE_DECIMALS, Compared, Neighbours, Products

# Scores are ranked as whole numbers of this step; FORBIDDEN marks a pair that is never ranked.
STEPS_PER_UNIT = 10**SCORE_DECIMALS
FORBIDDEN = -np.iinfo(np.int64).max
LARGEST = 2**53

BLOCK = 256

Similarities = Callable[[Products, Products], NDArray[np.float64]]


class UnusableSimilarities(ValueError):
    """A method's similarities cannot be ranked; the text says why."""


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
    """The k best of several lists of the same products, in whatever order the lists come.

    All indices must mean the same products. Whoever is in two lists of a product counts once, with
    the score of the first.

    Examples
    --------
    >>> one = Neighbours(np.array([[4, 2]], dtype=np.int32), np.array([[0.9, 0.5]]))
    >>> other = Neighbours(np.array([[2, 1]], dtype=np.int32), np.array([[0.5, 0.5]]))
    >>> merged([one, other], k=4).indices.tolist()
    [[4, 1, 2, -1]]
    """
    indices = np.concatenate([part.indices for part in parts], axis=1).astype(np.int64)
    scores = np.concatenate([part.scores for part in parts], axis=1)
    usable = (indices >= 0) & ~_met_before(indices)
    steps = np.full(indices.shape, FORBIDDEN, dtype=np.int64)
    steps[usable] = in_steps(scores[usable])
    return best(steps, indices, k=k)


def _met_before(indices: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Where a row holds a number that stands further left in it, too."""
    order = np.argsort(indices, axis=1, kind="stable")
    ordered = np.take_along_axis(indices, order, axis=1)
    repeated = np.zeros(indices.shape, dtype=bool)
    repeated[:, 1:] = ordered[:, 1:] == ordered[:, :-1]
    met = np.empty_like(repeated)
    np.put_along_axis(met, order, repeated, axis=1)
    return met


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
    scores = np.asarray(similarities(rows, columns))
    if scores.shape != (len(rows), len(columns)):
        raise UnusableSimilarities(
            f"The method's similarities of {len(rows)} products to {len(columns)} have the shape "
            f"{scores.shape}; they must be a number for every pair."
        )
    steps = in_steps(scores)
    steps[rows.groups[:, None] == columns.groups[None, :]] = FORBIDDEN
    return steps


def _ranked(steps: NDArray[np.int64], *, k: int) -> Neighbours:
    positions = np.arange(steps.shape[1], dtype=np.int64)
    return best(steps, np.broadcast_to(positions, steps.shape), k=k)


def in_steps(scores: NDArray[np.floating[Any]]) -> NDArray[np.int64]:
    """Scores rounded to `SCORE_DECIMALS`, as whole numbers of the last decimal.

    Raises
    ------
    UnusableSimilarities
        If one is not finite, or so large that float64 has no sixth decimal for it.
    """
    steps = np.rint(np.asarray(scores, dtype=np.float64) * STEPS_PER_UNIT)
    if not (np.abs(steps) < LARGEST).all():
        raise UnusableSimilarities(
            "The method computed a similarity that is not a number, or not one between "
            f"-{LARGEST / STEPS_PER_UNIT:.0e} and {LARGEST / STEPS_PER_UNIT:.0e}."
        )
    return steps.astype(np.int64)


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
    kept = min(k, steps.shape[1])
    found = none(len(steps), k=k)
    order = _order(steps, positions, kept=kept)
    ordered = np.take_along_axis(steps, order, axis=1)
    names = np.take_along_axis(positions, order, axis=1)
    allowed = ordered != FORBIDDEN
    found.indices[:, :kept] = np.where(allowed, names, -1)
    found.scores[:, :kept] = np.where(allowed, ordered / STEPS_PER_UNIT, np.nan)
    return found


def _order(
    steps: NDArray[np.int64], positions: NDArray[np.int64], *, kept: int
) -> NDArray[np.intp]:
    """Where in each row the first few stand, by score and then by position: (rows, kept)."""
    if not steps.size or not kept:
        return np.empty((len(steps), kept), dtype=np.intp)
    # One whole number holds score and position, so that no two are equal and a partition is exact.
    stride = max(int(positions.max()), 0) + 1
    allowed = steps != FORBIDDEN
    if np.abs(steps, where=allowed, out=np.zeros_like(steps)).max() >= 2**62 // stride:
        return np.lexsort((positions, -steps), axis=1)[:, :kept]
    keys = np.where(allowed, positions - steps * stride, -FORBIDDEN)
    first = np.argpartition(keys, kept - 1, axis=1)[:, :kept]
    sorting = np.argsort(np.take_along_axis(keys, first, axis=1), axis=1)
    return np.take_along_axis(first, sorting, axis=1)


def stacked(parts: list[Neighbours], *, k: int) -> Neighbours:
    """The neighbours of consecutive blocks of rows as one."""
    every = [none(0, k=k), *parts]
    return Neighbours(
        indices=np.concatenate([part.indices for part in every]),
        scores=np.concatenate([part.scores for part in every]),
    )
