"""Looking through blocks of products for the few that may stand in a list; for workers only.

A score is summed in one fixed order, and the products of two float32 are exact in float64: it is
the same to the last bit on every machine, whichever instructions it has. Lists are rows of
`indices` and `steps`, best first. Candidates come in ascending order of position, so that of two
equal scores the earlier stays in front.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Singles = NDArray[np.float32]
Doubles = NDArray[np.float64]
Integers = NDArray[np.int32]
Whole = NDArray[np.int64]

SPAN = 32  # products that are compared with their bounds together, as vectors


@njit(cache=True, nogil=True)
def score(a: Singles, b: Singles, sums: Doubles) -> float:
    """Σ a·b by halves: the upper half is added to the lower one until one number is left.

    `sums` is scratch, as long as `a`. Each number went through ⌈log₂ d⌉ additions at most.
    """
    left = len(a)
    for x in range(left):
        sums[x] = np.float64(a[x]) * np.float64(b[x])
    while left > 1:
        half = left // 2
        lower, upper = sums[:half], sums[left - half : left]
        for x in range(half):
            lower[x] += upper[x]
        left -= half
    return sums[0] if len(a) else 0.0


@njit(cache=True, nogil=True)
def offer(indices: Integers, steps: Whole, position: int, step: int) -> None:
    """Put a candidate that comes after all others into a list, if it is better than one there."""
    place = len(indices)
    while place > 0 and (indices[place - 1] < 0 or step > steps[place - 1]):
        place -= 1
    if place == len(indices):
        return
    for later in range(len(indices) - 1, place, -1):
        indices[later] = indices[later - 1]
        steps[later] = steps[later - 1]
    indices[place] = position
    steps[place] = step


@njit(cache=True, nogil=True)
def bound(
    indices: Integers, steps: Whole, units: float, margin: float, longest: float
) -> np.float32:
    """What a later product must reach to be looked at; see `cosine` for why."""
    if len(indices) == 0:
        return np.float32(np.inf)
    if indices[-1] < 0:
        return np.float32(-np.inf)
    needed = (steps[-1] + 0.5) / units
    return np.float32(np.inf if needed > longest else needed - margin)


@njit(cache=True, nogil=True)
def reached(products: Singles | Doubles, bounds: Singles) -> bool:
    found = np.int32(0)
    for x in range(len(products)):
        found |= np.int32(products[x] >= bounds[x])
    return bool(found > 0)


@njit(cache=True, nogil=True)
def look_along_rows(
    low: int,
    high: int,
    products: Singles | Doubles,
    rows: Singles,
    columns: Singles,
    row_groups: Whole,
    column_groups: Whole,
    first: int,
    units: float,
    margin: float,
    longest: float,
    bounds: Singles,
    indices: Integers,
    steps: Whole,
) -> int:
    """Offer all columns, called `first` and onwards, to the lists of the rows from low to high.

    Returns how many pairs were scored.
    """
    scored = 0
    width = products.shape[1]
    sums = np.empty(rows.shape[1])
    needed = np.empty(SPAN, dtype=np.float32)
    for i in range(low, high):
        needed[:] = bounds[i]
        for start in range(0, width, SPAN):
            stop = min(start + SPAN, width)
            if not reached(products[i, start:stop], needed):
                continue
            for j in range(start, stop):
                if products[i, j] < needed[0] or row_groups[i] == column_groups[j]:
                    continue
                step = np.int64(np.rint(score(rows[i], columns[j], sums) * units))
                offer(indices[i], steps[i], first + j, step)
                needed[:] = bound(indices[i], steps[i], units, margin, longest)
                scored += 1
        bounds[i] = needed[0]
    return scored


@njit(cache=True, nogil=True)
def look_along_columns(
    low: int,
    high: int,
    products: Singles | Doubles,
    rows: Singles,
    columns: Singles,
    row_groups: Whole,
    column_groups: Whole,
    first: int,
    units: float,
    margin: float,
    longest: float,
    bounds: Singles,
    indices: Integers,
    steps: Whole,
) -> int:
    """Offer all rows, called `first` and onwards, to the lists of the columns from low to high.

    Returns how many pairs were scored.
    """
    scored = 0
    sums = np.empty(rows.shape[1])
    for i in range(products.shape[0]):
        for start in range(low, high, SPAN):
            stop = min(start + SPAN, high)
            if not reached(products[i, start:stop], bounds[start:stop]):
                continue
            for j in range(start, stop):
                if products[i, j] < bounds[j] or row_groups[i] == column_groups[j]:
                    continue
                step = np.int64(np.rint(score(rows[i], columns[j], sums) * units))
                offer(indices[j], steps[j], first + i, step)
                bounds[j] = bound(indices[j], steps[j], units, margin, longest)
                scored += 1
    return scored
