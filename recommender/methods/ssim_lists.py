"""Lists of the best so far, kept while pairs are compared; compiled."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.methods.ssim_compiled import compiled, inlined


class Lists(NamedTuple):
    """The k best of each of n pictures, best first.

    indices: int32 (n, k), -1 where nobody stands yet. steps: int64 (n, k), scores as whole numbers
    of the last decimal.
    """

    indices: NDArray[np.int32]
    steps: NDArray[np.int64]


class Tile(NamedTuple):
    """SSIM of consecutive rows with consecutive columns, and where the first of each stands."""

    scores: NDArray[np.float64]
    row: int
    column: int


class Groups(NamedTuple):
    """Pictures of the same group are not listed for one another."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]


@compiled
def keep(
    tile: Tile, groups: Groups, of_rows: Lists, of_columns: Lists, units: int, later: bool
) -> None:
    """Put each column into the list of each row and the reverse; where `later`, only later ones.

    Scores are rounded to 1 / units.
    """
    rows, columns = tile.scores.shape
    for row in range(tile.row, tile.row + rows):
        first = max(tile.column, row + 1) if later else tile.column
        for column in range(first, tile.column + columns):
            if groups.rows[row] != groups.columns[column]:
                score = tile.scores[row - tile.row, column - tile.column]
                steps = np.int64(np.rint(score * units))
                _insert(of_rows, row, column, steps)
                _insert(of_columns, column, row, steps)


@inlined
def _insert(lists: Lists, picture: int, candidate: int, steps: np.int64) -> None:
    """Lists are ordered by score, then by position."""
    indices, scores = lists.indices[picture], lists.steps[picture]
    place = len(indices)
    while place > 0 and (
        indices[place - 1] < 0
        or steps > scores[place - 1]
        or (steps == scores[place - 1] and candidate < indices[place - 1])
    ):
        place -= 1
    if place == len(indices):
        return
    for later in range(len(indices) - 1, place, -1):
        indices[later] = indices[later - 1]
        scores[later] = scores[later - 1]
    indices[place] = candidate
    scores[place] = steps
