"""From similarities to ordered neighbours."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.methods.contract import SCORE_DECIMALS, Neighbours

# Scores are ranked as whole numbers of this step; FORBIDDEN marks a pair that is never ranked.
STEPS_PER_UNIT = 10**SCORE_DECIMALS
FORBIDDEN = -np.iinfo(np.int64).max

BLOCK = 256


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
    none = Neighbours(indices=np.empty((0, k), dtype=np.int32), scores=np.empty((0, k)))
    return Neighbours(
        indices=np.concatenate([part.indices for part in [none, *parts]]),
        scores=np.concatenate([part.scores for part in [none, *parts]]),
    )
