"""SSIM with the Gaussian window of Wang et al. (2004): one picture against eight at once, compiled.

With weights w of sum 1 over 11 × 11 pixels, μ = Σwx, V = Σwx² − μ² and T = Σwxy − μxμy,

    SSIM = (2 μxμy + C₁)(2 T + C₂) / ((μx² + μy² + C₁)(Vx + Vy + C₂)).

T is a small difference of large numbers that are no whole numbers here: all of it is 64-bit floats.
The window is the product of two of 11 numbers: a row of products xy is summed along the row, and of
eleven such rows one down the columns.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.methods.ssim_compiled import compiled, inlined
from recommender.methods.ssim_lanes import add_to, aligned, fused, load, spread, store, weave

Floats = NDArray[np.float64]

RADIUS = 5  # of scikit-image's truncation after 3.5 standard deviations, and of Wang et al.
WINDOW = 2 * RADIUS + 1
SIGMA = 1.5
LANES = 8
C1 = (0.01 * 255) ** 2
C2 = (0.03 * 255) ** 2

_WEIGHTS = np.exp(-0.5 * (np.arange(RADIUS + 1) / SIGMA) ** 2)
# Of the middle, and of both pixels at a distance of 1, 2, … 5.
W0, W1, W2, W3, W4, W5 = (_WEIGHTS / (2 * _WEIGHTS.sum() - 1)).tolist()

# Rows of sums that are held: those of two rows of windows, which are computed together because they
# share ten of eleven rows, and reading these takes longer than computing.
HELD = WINDOW + 1
# So many pictures share what is read of the eight; their sums fit the L2 cache.
GROUP = 4


class Rows(NamedTuple):
    """Pictures of which one after the other is spread over all lanes.

    pixels: float64 (n, planes, side, side), 2x. facts: float64 (n, planes, side − 10, side − 10,
    3), of each window 2μ, μ² + C₁ and V + C₂.
    """

    pixels: Floats
    facts: Floats


class Columns(NamedTuple):
    """Eight pictures, one a lane: flat float64 arrays (planes, windows or pixels × 8)."""

    pixels: Floats
    means: Floats
    spreads: Floats


@compiled
def room_for_rows(n: int, planes: int, side: int) -> Rows:
    inner = side - WINDOW + 1
    pixels = np.empty((n, planes, side, side), dtype=np.float64)
    return Rows(pixels, np.empty((n, planes, inner, inner, 3), dtype=np.float64))


@compiled
def room_for_columns(planes: int, side: int) -> Columns:
    windows = (side - WINDOW + 1) ** 2
    return Columns(
        aligned(planes * side * side * LANES, np.float64).reshape(planes, -1),
        aligned(planes * windows * LANES, np.float64).reshape(planes, -1),
        aligned(planes * windows * LANES, np.float64).reshape(planes, -1),
    )


@compiled
def write_columns(pictures: NDArray[np.uint8], columns: Columns) -> None:
    """Prepare at most eight uint8 pictures (n, planes, side, side); other lanes stay."""
    weave(pictures, 1.0, LANES, columns.pixels)
    for plane in range(pictures.shape[1]):
        _summarise(
            columns.pixels[plane], pictures.shape[2], columns.means[plane], columns.spreads[plane]
        )


@inlined
def _summarise(pixels: Floats, side: int, means: Floats, spreads: Floats) -> None:
    """μ and V of every window of eight pictures."""
    inner = side - WINDOW + 1
    row = side * LANES
    squared = aligned(side * row, np.float64)
    for at in range(0, side * row, LANES):
        store(load(pixels, at) * load(pixels, at), squared, at)
    values, squares = aligned(row, np.float64), aligned(row, np.float64)
    for y in range(inner):
        for x in range(0, row, LANES):
            store(_weighted(pixels, y * row + x, row), values, x)
            store(_weighted(squared, y * row + x, row), squares, x)
        for x in range(0, inner * LANES, LANES):
            mean = _weighted(values, x, LANES)
            store(mean, means, y * inner * LANES + x)
            store(_weighted(squares, x, LANES) - mean * mean, spreads, y * inner * LANES + x)


@inlined
def _weighted(values: Floats, at: int, step: int) -> Any:
    """Eleven vectors that lie `step` numbers apart, by the weights."""
    middle = at + RADIUS * step
    total = spread(W0) * load(values, middle)
    total = fused(spread(W1), _around(values, middle, step), total)
    total = fused(spread(W2), _around(values, middle, 2 * step), total)
    total = fused(spread(W3), _around(values, middle, 3 * step), total)
    total = fused(spread(W4), _around(values, middle, 4 * step), total)
    return fused(spread(W5), _around(values, middle, 5 * step), total)


@inlined
def _around(values: Floats, middle: int, distance: int) -> Any:
    return load(values, middle - distance) + load(values, middle + distance)


@compiled
def write_rows(pictures: NDArray[np.uint8], rows: Rows) -> None:
    """Prepare uint8 pictures (n, planes, side, side)."""
    n, planes, side, _ = pictures.shape
    some = room_for_columns(planes, side)
    for first in range(0, n, LANES):
        write_columns(pictures[first : first + LANES], some)
        for plane in range(planes):
            # Row by row of all lanes, because a line of the cache holds all lanes.
            for y in range(side):
                for lane in range(min(LANES, n - first)):
                    _write_pixels(some, plane, y, lane, rows.pixels[first + lane, plane, y])
                    if y < rows.facts.shape[2]:
                        _write_facts(some, plane, y, lane, rows.facts[first + lane, plane, y])


@inlined
def _write_pixels(some: Columns, plane: int, y: int, lane: int, pixels: Floats) -> None:
    first = y * len(pixels) * LANES + lane
    for x in range(len(pixels)):
        pixels[x] = 2 * some.pixels[plane, first + x * LANES]


@inlined
def _write_facts(some: Columns, plane: int, y: int, lane: int, facts: Floats) -> None:
    first = y * len(facts) * LANES + lane
    for x in range(len(facts)):
        mean = some.means[plane, first + x * LANES]
        facts[x, 0] = 2 * mean
        facts[x, 1] = mean * mean + C1
        facts[x, 2] = some.spreads[plane, first + x * LANES] + C2


class Plane(NamedTuple):
    """One plane of the pictures, room for a row of products, and the last sums along the rows.

    It is made once, and places in it are numbers: numba counts references to every slice.
    """

    pixels: Floats
    facts: Floats
    others: Floats
    means: Floats
    spreads: Floats
    products: Floats
    sums: Floats


@compiled
def scores(rows: Rows, columns: Columns) -> Floats:
    """SSIM of each of the rows with each of the columns: float64 (n, 8)."""
    n, planes, side, _ = rows.pixels.shape
    inner = side - WINDOW + 1
    totals = np.zeros(n * LANES, dtype=np.float64)
    products = aligned(side * LANES, np.float64)
    sums = aligned(GROUP * 2 * HELD * inner * LANES, np.float64)
    for number in range(planes):
        plane = Plane(
            rows.pixels[:, number],
            rows.facts[:, number],
            columns.pixels[number],
            columns.means[number],
            columns.spreads[number],
            products,
            sums,
        )
        for first in range(0, n, GROUP):
            for y in range(side):
                for a in range(first, min(first + GROUP, n)):
                    base = (a - first) * 2 * HELD * inner * LANES
                    _sum_along(plane, a, y, base)
                    if y >= HELD - 1 and y % 2:
                        add_to(totals, a * LANES, _two_rows(plane, a, y - HELD + 1, base))
            if inner % 2:
                for a in range(first, min(first + GROUP, n)):
                    base = (a - first) * 2 * HELD * inner * LANES
                    add_to(totals, a * LANES, _last_row(plane, a, base))
    return totals.reshape(n, LANES) / (planes * inner * inner)


@inlined
def _sum_along(plane: Plane, a: int, y: int, base: int) -> None:
    """Write Σw·2xy along a row, for every window; of two at a time, which share most numbers."""
    side, inner = plane.pixels.shape[1], plane.facts.shape[1]
    for x in range(side):
        others = load(plane.others, (y * side + x) * LANES)
        store(spread(plane.pixels[a, y, x]) * others, plane.products, x * LANES)
    row = base + y % HELD * inner * LANES
    for x in range(0, inner - 1, 2):
        one = _weighted(plane.products, x * LANES, LANES)
        other = _weighted(plane.products, x * LANES + LANES, LANES)
        _store_twice(one, plane, row + x * LANES)
        _store_twice(other, plane, row + x * LANES + LANES)
    if inner % 2:
        last = (inner - 1) * LANES
        _store_twice(_weighted(plane.products, last, LANES), plane, row + last)


@inlined
def _store_twice(sums: Any, plane: Plane, at: int) -> None:
    """`HELD` rows apart, so that any `HELD` rows in sequence lie in sequence."""
    store(sums, plane.sums, at)
    store(sums, plane.sums, at + HELD * plane.facts.shape[1] * LANES)


@inlined
def _two_rows(plane: Plane, a: int, y: int, base: int) -> Any:
    """Sum two rows of windows; two fractions are added before they are divided."""
    inner = plane.facts.shape[1]
    row = inner * LANES
    total = spread(0.0)
    for x in range(inner):
        at = base + y % HELD * row + x * LANES
        n, d = _window(plane, a, y, x, _weighted(plane.sums, at, row))
        m, c = _window(plane, a, y + 1, x, _weighted(plane.sums, at + row, row))
        total = total + fused(n, c, m * d) / (d * c)
    return total


@inlined
def _last_row(plane: Plane, a: int, base: int) -> Any:
    """Sum the last row of windows, which has no other beside it."""
    inner = plane.facts.shape[1]
    row = inner * LANES
    total = spread(0.0)
    for x in range(inner):
        at = base + (inner - 1) % HELD * row + x * LANES
        n, d = _window(plane, a, inner - 1, x, _weighted(plane.sums, at, row))
        total = total + n / d
    return total


@inlined
def _window(plane: Plane, a: int, y: int, x: int, products: Any) -> tuple[Any, Any]:
    """Numerator and denominator, of Σw·2xy."""
    at = (y * plane.facts.shape[1] + x) * LANES
    mean = load(plane.means, at)
    both = spread(plane.facts[a, y, x, 0]) * mean
    spreads = load(plane.spreads, at) + spread(plane.facts[a, y, x, 2])
    above = (both + spread(C1)) * (products - both + spread(C2))
    below = fused(mean, mean, spread(plane.facts[a, y, x, 1])) * spreads
    return above, below
