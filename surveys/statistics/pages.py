"""Which sets stood together on a page, and in which slots."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveys.statistics.ratings import Codes, Ratings

Floats = NDArray[np.float64]
# Relative to the largest eigenvalue of a matrix of counts: a smaller one is 0, but for rounding.
SINGULAR = 1e-12


@dataclass(frozen=True, eq=False)
class Pages:
    """The ratings on pages with two slots or more; a page is a (participant, reference).

    Attributes
    ----------
    rows : (n,) int array
        Which of all ratings these are.
    page, method, slot : (n,) int arrays
        Their codes; those of pages without gaps.
    count, methods, slots : int
        Number of pages, and of all methods and slots, also those on none of the pages.
    """

    rows: Codes
    page: Codes
    method: Codes
    slot: Codes
    count: int
    methods: int
    slots: int

    @classmethod
    def of(cls, ratings: Ratings, slots: Codes, count: int) -> Pages:
        """The pages of all ratings, `slots` being a code below `count` for each of them."""
        cells = ratings.participant_codes * len(ratings.references) + ratings.reference_codes
        page = np.unique(cells, return_inverse=True)[1]
        compared = (_table(page, slots, int(page.max(initial=-1)) + 1, count) > 0).sum(axis=1) > 1
        rows = np.flatnonzero(compared[page])
        return cls(
            rows=rows,
            page=(np.cumsum(compared) - 1)[page[rows]],
            method=ratings.method_codes[rows],
            slot=slots[rows],
            count=int(np.count_nonzero(compared)),
            methods=len(ratings.methods),
            slots=count,
        )

    def by_method(self) -> Floats:
        """Ratings of each method on each page: 0 or 1; (pages, methods)."""
        return _table(self.page, self.method, self.count, self.methods).astype(np.float64)

    def by_slot(self) -> Floats:
        """Methods in each slot of each page; (pages, slots)."""
        return _table(self.page, self.slot, self.count, self.slots).astype(np.float64)

    def crossing(self) -> Codes:
        """How often each method stood in each slot; (methods, slots)."""
        return _table(self.method, self.slot, self.methods, self.slots)


def _table(rows: Codes, columns: Codes, height: int, width: int) -> Codes:
    counts: Codes = np.bincount(rows * width + columns, minlength=height * width)
    return counts.reshape(height, width)
