"""SSIM over all pairs of many small grey pictures, compiled; imported by workers only.

Everything stays in whole numbers until the last division. With S = Σx, D = 49 Σx² − S² and
c = 49 Σxy − SxSy over a window of 7 × 7 pixels, and C₁, C₂ as in Wang et al. (2004),

    SSIM = (2 SxSy + 49² C₁)(2 c + 49·48 C₂) / ((Sx² + Sy² + 49² C₁)(Dx + Dy + 49·48 C₂)),

where 48 comes from the sample covariance. All of it fits int32 for 8-bit pixels: 49² · 255² < 2³¹.
numba widens int32 arithmetic to int64, which halves what a vector register holds; hence the casts.
The seven additions are written out and numpy's division is asked for because a loop or a check for
zero there keeps the compiler from using vectors: together ×4.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Integers = NDArray[np.int32]

WINDOW = 7
PIXELS = WINDOW * WINDOW
C1 = np.float32((0.01 * 255) ** 2 * PIXELS * PIXELS)
C2 = np.float32((0.03 * 255) ** 2 * PIXELS * (PIXELS - 1))


@njit(cache=True, nogil=True)
def window_statistics(pictures: NDArray[np.uint8]) -> tuple[Integers, Integers]:
    """S and D of every window of every picture: two int32 arrays (n, side − 6, side − 6)."""
    n, side, _ = pictures.shape
    inner = side - WINDOW + 1
    sums = np.zeros((n, inner, inner), dtype=np.int32)
    spreads = np.zeros((n, inner, inner), dtype=np.int32)
    for p in range(n):
        for row in range(inner):
            for column in range(inner):
                total = np.int32(0)
                squares = np.int32(0)
                for y in range(row, row + WINDOW):
                    for x in range(column, column + WINDOW):
                        value = np.int32(pictures[p, y, x])
                        total += value
                        squares += value * value
                sums[p, row, column] = total
                spreads[p, row, column] = PIXELS * squares - total * total
    return sums, spreads


@njit(cache=True, nogil=True, error_model="numpy")
def mean_ssim(
    a: NDArray[np.uint8],
    b: NDArray[np.uint8],
    sums_a: Integers,
    sums_b: Integers,
    spreads_a: Integers,
    spreads_b: Integers,
    columns: Integers,
    totals: NDArray[np.float64],
) -> float:
    """Mean SSIM of two pictures over all windows that lie inside; the last two are scratch."""
    side = a.shape[0]
    inner = side - WINDOW + 1
    columns[:] = 0
    totals[:] = 0.0
    for y in range(WINDOW - 1):
        for x in range(side):
            columns[x] = np.int32(columns[x] + np.int32(np.int32(a[y, x]) * np.int32(b[y, x])))
    for row in range(inner):
        low = row + WINDOW - 1
        for x in range(side):
            columns[x] = np.int32(columns[x] + np.int32(np.int32(a[low, x]) * np.int32(b[low, x])))
        for x in range(inner):
            products = np.int32(columns[x] + columns[x + 1])
            products = np.int32(products + np.int32(columns[x + 2] + columns[x + 3]))
            products = np.int32(products + np.int32(columns[x + 4] + columns[x + 5]))
            products = np.int32(products + columns[x + 6])
            sa = sums_a[row, x]
            sb = sums_b[row, x]
            cross = np.int32(sa * sb)
            covariance = np.int32(np.int32(np.int32(PIXELS) * products) - cross)
            squares = np.int32(np.int32(sa * sa) + np.int32(sb * sb))
            spread = np.int32(spreads_a[row, x] + spreads_b[row, x])
            above = (np.float32(np.int32(cross + cross)) + C1) * (
                np.float32(np.int32(covariance + covariance)) + C2
            )
            below = (np.float32(squares) + C1) * (np.float32(spread) + C2)
            totals[x] += np.float64(above / below)
        for x in range(side):
            columns[x] = np.int32(columns[x] - np.int32(np.int32(a[row, x]) * np.int32(b[row, x])))
    return totals.sum() / (inner * inner)


@njit(cache=True, nogil=True)
def keep(indices: Integers, steps: NDArray[np.int64], candidate: int, score: int) -> None:
    """Put a candidate into a list that is ordered by score, then by position."""
    place = len(indices)
    while place > 0 and (
        indices[place - 1] < 0
        or score > steps[place - 1]
        or (score == steps[place - 1] and candidate < indices[place - 1])
    ):
        place -= 1
    if place == len(indices):
        return
    for later in range(len(indices) - 1, place, -1):
        indices[later] = indices[later - 1]
        steps[later] = steps[later - 1]
    indices[place] = candidate
    steps[place] = score


@njit(cache=True, nogil=True)
def compare_rows(
    rows: NDArray[np.int64],
    pictures: NDArray[np.uint8],
    sums: Integers,
    spreads: Integers,
    groups: NDArray[np.int64],
    units: float,
    indices: Integers,
    steps: NDArray[np.int64],
) -> None:
    """Compare each of the rows with all later ones, and keep the best of both in (n, k) lists."""
    n, side, _ = pictures.shape
    columns = np.empty(side, dtype=np.int32)
    totals = np.empty(side - WINDOW + 1, dtype=np.float64)
    for i in rows:
        for j in range(i + 1, n):
            if groups[i] == groups[j]:
                continue
            similarity = mean_ssim(
                pictures[i],
                pictures[j],
                sums[i],
                sums[j],
                spreads[i],
                spreads[j],
                columns,
                totals,
            )
            score = np.int64(np.rint(similarity * units))
            keep(indices[i], steps[i], j, score)
            keep(indices[j], steps[j], i, score)
