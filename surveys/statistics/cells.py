"""Ratings as a table: what each participant said of each reference, method by method."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.intp]
Values = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Cells:
    """One row per (participant, reference) with at least one rating, one column per method.

    Attributes
    ----------
    participants, references : (c,) int arrays
        Codes, as those of `Ratings`; each pair once, in the order of participants.
    values : (c, m) float array
        nan where this method was not rated in this cell. Columns lie in one piece.
    """

    participants: Codes
    references: Codes
    values: Values

    def __len__(self) -> int:
        return len(self.participants)

    @property
    def complete(self) -> bool:
        """Whether every method was rated in every cell."""
        return not np.isnan(self.values).any()


def cells_of(
    participants: Codes,
    references: Codes,
    methods: Codes,
    ratings: Values,
    *,
    references_count: int,
    methods_count: int,
) -> Cells:
    """The table of ratings that occur at most once per (participant, reference, method).

    Examples
    --------
    >>> codes = np.array([[1, 0, 1], [0, 0, 0], [0, 0, 1]])
    >>> table = cells_of(*codes, np.array([4.0, 2.0, 5.0]), references_count=1, methods_count=2)
    >>> table.participants.tolist(), table.values.tolist()
    ([0, 1], [[2.0, nan], [4.0, 5.0]])
    """
    keys = participants * references_count + references
    places, cell = _numbered(keys)
    values = np.full((methods_count, len(places)), np.nan).T
    values[cell, methods] = ratings
    width = max(references_count, 1)
    return Cells(places // width, places % width, values)


def _numbered(keys: Codes) -> tuple[Codes, Codes]:
    """The distinct keys in order, and the number of each row's own among them."""
    highest = int(keys.max(initial=0))
    if highest > 8 * keys.size:
        return np.unique(keys, return_inverse=True)
    # Where most keys occur, marking them is many times faster than sorting them.
    present = np.zeros(highest + 1, dtype=bool)
    present[keys] = True
    return np.flatnonzero(present), (np.cumsum(present) - 1)[keys]
