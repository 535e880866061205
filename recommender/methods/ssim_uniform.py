"""SSIM with the uniform window of 7 × 7 pixels: two pictures against sixteen at once, compiled.

With S = Σx, D = Σx² − S²/49 and T = Σxy − SxSy/49 over a window, and C₁, C₂ as in Wang et al.
(2004),

    SSIM = (2 SxSy + 49² C₁)(2 T + 48 C₂) / ((Sx² + Sy² + 49² C₁)(Dx + Dy + 48 C₂)),

where 48 comes from the sample covariance. T is a small difference of large numbers, and yet exact
in 32-bit floats, of which a register holds twice as many as of 64-bit ones: pixels are whole
numbers / 256, so that Σxy has no rounding (7 · 7 · 255² < 2²⁴), and SxSy/49 is subtracted by two
fused multiply-adds, with 2Sx/49 as the sum of two floats. All other sums are of positive terms, in
which rounding does not grow.

Σxy slides: a row of pixels enters the sums of the columns and another leaves them; along the row a
column enters the window and another leaves it. Divisions are the dearest step, so that two
fractions are added before they are divided.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.methods.ssim_compiled import compiled, inlined
from recommender.methods.ssim_lanes import add_to, aligned, fused, load, spread, store, weave

Floats = NDArray[np.float32]

WINDOW = 7
LANES = 16
PIXELS = WINDOW * WINDOW
UNIT = 256  # a power of two, so that dividing by it rounds nothing
C1 = np.float32((0.01 * 255 / UNIT) ** 2 * PIXELS * PIXELS)
C2 = np.float32((0.03 * 255 / UNIT) ** 2 * (PIXELS - 1))
NOTHING = np.float32(0)

# So many pictures share what is read of the sixteen; their sums of columns fit the L2 cache.
GROUP = 8


class Rows(NamedTuple):
    """Pictures of which one after the other is spread over all lanes.

    pixels: float32 (n, planes, side, side), 2x / 256. facts: float32 (n, planes, side − 6,
    side − 6, 5), of each window 2S, the two parts of −2S/49, S² + 49² C₁ and D + 48 C₂.
    """

    pixels: Floats
    facts: Floats


class Columns(NamedTuple):
    """Sixteen pictures, one a lane: flat float32 arrays (planes, windows or pixels × 16)."""

    pixels: Floats
    sums: Floats
    spreads: Floats


@compiled
def room_for_rows(n: int, planes: int, side: int) -> Rows:
    inner = side - WINDOW + 1
    pixels = np.empty((n, planes, side, side), dtype=np.float32)
    return Rows(pixels, np.empty((n, planes, inner, inner, 5), dtype=np.float32))


@compiled
def room_for_columns(planes: int, side: int) -> Columns:
    windows = (side - WINDOW + 1) ** 2
    return Columns(
        aligned(planes * side * side * LANES, np.float32).reshape(planes, -1),
        aligned(planes * windows * LANES, np.float32).reshape(planes, -1),
        aligned(planes * windows * LANES, np.float32).reshape(planes, -1),
    )


@compiled
def write_columns(pictures: NDArray[np.uint8], columns: Columns) -> None:
    """Prepare at most sixteen uint8 pictures (n, planes, side, side); other lanes stay."""
    weave(pictures, np.float32(1 / UNIT), LANES, columns.pixels)
    for plane in range(pictures.shape[1]):
        _summarise(
            columns.pixels[plane], pictures.shape[2], columns.sums[plane], columns.spreads[plane]
        )


@inlined
def _summarise(pixels: Floats, side: int, sums: Floats, spreads: Floats) -> None:
    """S and D of every window of sixteen pictures."""
    inner = side - WINDOW + 1
    values = aligned(side * LANES, np.float32)
    squares = aligned(side * LANES, np.float32)
    for y in range(side):
        for x in range(side):
            _add(spread(np.float32(1)), pixels, y * side + x, values, squares, x)
            if y >= WINDOW:
                leaving = (y - WINDOW) * side + x
                _add(spread(np.float32(-1)), pixels, leaving, values, squares, x)
        for x in range(inner if y >= WINDOW - 1 else 0):
            total = _seven(values, x)
            at = ((y - WINDOW + 1) * inner + x) * LANES
            store(total, sums, at)
            store(_spread(total, _seven(squares, x)), spreads, at)


@inlined
def _add(sign: Any, pixels: Floats, at: int, values: Floats, squares: Floats, x: int) -> None:
    pixel = load(pixels, at * LANES)
    signed = sign * pixel
    store(load(values, x * LANES) + signed, values, x * LANES)
    store(fused(signed, pixel, load(squares, x * LANES)), squares, x * LANES)


@inlined
def _seven(of_columns: Floats, x: int) -> Any:
    total = load(of_columns, x * LANES)
    for column in range(x + 1, x + WINDOW):
        total = total + load(of_columns, column * LANES)
    return total


@inlined
def _spread(total: Any, squares: Any) -> Any:
    """Σx² − S · S/49, with S/49 as the sum of two floats."""
    a_pixel = spread(np.float32(1 / PIXELS))
    mean = total * a_pixel
    rest = fused(mean, spread(np.float32(-PIXELS)), total) * a_pixel
    minus = total * spread(np.float32(-1))
    return fused(minus, rest, fused(minus, mean, squares))


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
        pixels[x] = np.float32(2) * some.pixels[plane, first + x * LANES]


@inlined
def _write_facts(some: Columns, plane: int, y: int, lane: int, facts: Floats) -> None:
    first = y * len(facts) * LANES + lane
    for x in range(len(facts)):
        total = np.float64(some.sums[plane, first + x * LANES])
        mean = total * (2 / PIXELS)
        facts[x, 0] = 2 * total
        facts[x, 1] = -mean
        facts[x, 2] = -mean - np.float64(facts[x, 1])
        facts[x, 3] = total * total + C1
        facts[x, 4] = some.spreads[plane, first + x * LANES] + C2


class Plane(NamedTuple):
    """One plane of the pictures, and Σxy of each column of each of a group.

    It is made once, and places in it are numbers: numba counts references to every slice.
    """

    pixels: Floats
    facts: Floats
    others: Floats
    sums: Floats
    spreads: Floats
    products: Floats


@compiled
def scores(rows: Rows, columns: Columns) -> NDArray[np.float64]:
    """SSIM of each of the rows with each of the columns: float64 (n, 16)."""
    n, planes, side, _ = rows.pixels.shape
    inner = side - WINDOW + 1
    # Rows are taken by twos: a last odd one is compared twice, and the second time forgotten.
    totals = np.zeros((n + n % 2) * LANES, dtype=np.float64)
    products = aligned(GROUP * side * LANES, np.float32)
    for number in range(planes):
        plane = Plane(
            rows.pixels[:, number],
            rows.facts[:, number],
            columns.pixels[number],
            columns.sums[number],
            columns.spreads[number],
            products,
        )
        for first in range(0, n, GROUP):
            last = min(first + GROUP, n)
            for a in range(first, last, 2):
                _begin(plane, a, (a - first) * side)
                _begin(plane, min(a + 1, last - 1), (a - first + 1) * side)
            for y in range(inner):
                for a in range(first, last, 2):
                    b = min(a + 1, last - 1)
                    total_a, total_b = _windows(plane, y, a, b, (a - first) * side)
                    add_to(totals, a * LANES, total_a)
                    add_to(totals, (a + 1) * LANES, total_b)
    return totals[: n * LANES].reshape(n, LANES) / (planes * inner * inner)


@inlined
def _begin(plane: Plane, a: int, base: int) -> None:
    """Sum the first six rows of each column."""
    side = plane.pixels.shape[1]
    for x in range(side):
        total = spread(NOTHING)
        for y in range(WINDOW - 1):
            others = load(plane.others, (y * side + x) * LANES)
            total = fused(spread(plane.pixels[a, y, x]), others, total)
        store(total, plane.products, (base + x) * LANES)


@inlined
def _windows(plane: Plane, y: int, a: int, b: int, base: int) -> tuple[Any, Any]:
    """Sum a row of windows; of two pictures in turn, so that neither waits for its own sums."""
    side = plane.pixels.shape[1]
    inner = side - WINDOW + 1
    base_b = base + side
    sum_a, sum_b = spread(NOTHING), spread(NOTHING)
    for x in range(WINDOW - 1):
        sum_a = sum_a + _enter(plane, y, a, base, x)
        sum_b = sum_b + _enter(plane, y, b, base_b, x)
    gone_a, gone_b = spread(NOTHING), spread(NOTHING)
    total_a, total_b = spread(NOTHING), spread(NOTHING)
    for x in range(0, inner - 1, 2):
        n, d, sum_a, gone_a = _slide(plane, y, a, base, x, sum_a, gone_a)
        p, q, sum_b, gone_b = _slide(plane, y, b, base_b, x, sum_b, gone_b)
        m, c, sum_a, gone_a = _slide(plane, y, a, base, x + 1, sum_a, gone_a)
        r, s, sum_b, gone_b = _slide(plane, y, b, base_b, x + 1, sum_b, gone_b)
        total_a = total_a + fused(n, c, m * d) / (d * c)
        total_b = total_b + fused(p, s, r * q) / (q * s)
    if inner % 2:
        n, d, sum_a, gone_a = _slide(plane, y, a, base, inner - 1, sum_a, gone_a)
        p, q, sum_b, gone_b = _slide(plane, y, b, base_b, inner - 1, sum_b, gone_b)
        total_a = total_a + n / d
        total_b = total_b + p / q
    for x in range(inner, side):
        _leave(plane, y, a, base, x)
        _leave(plane, y, b, base_b, x)
    return total_a, total_b


@inlined
def _slide(
    plane: Plane, y: int, a: int, base: int, x: int, products: Any, gone: Any
) -> tuple[Any, Any, Any, Any]:
    """Numerator and denominator of a window; Σxy of the window and of its first column."""
    products = products + (_enter(plane, y, a, base, x + WINDOW - 1) - gone)
    at = (y * plane.facts.shape[1] + x) * LANES
    sums = load(plane.sums, at)
    spreads = load(plane.spreads, at) + spread(plane.facts[a, y, x, 4])
    rest = fused(spread(plane.facts[a, y, x, 1]), sums, products)
    rest = fused(spread(plane.facts[a, y, x, 2]), sums, rest)
    above = fused(spread(plane.facts[a, y, x, 0]), sums, spread(C1)) * (rest + spread(C2))
    below = fused(sums, sums, spread(plane.facts[a, y, x, 3])) * spreads
    return above, below, products, _leave(plane, y, a, base, x)


@inlined
def _enter(plane: Plane, y: int, a: int, base: int, x: int) -> Any:
    """Σxy of column x with the lowest row of the windows at y, which it has from now on."""
    low = y + WINDOW - 1
    others = load(plane.others, (low * plane.pixels.shape[1] + x) * LANES)
    at = (base + x) * LANES
    products = fused(spread(plane.pixels[a, low, x]), others, load(plane.products, at))
    store(products, plane.products, at)
    return products


@inlined
def _leave(plane: Plane, y: int, a: int, base: int, x: int) -> Any:
    """Σxy of column x with the highest row of the windows at y, which it has no longer."""
    others = load(plane.others, (y * plane.pixels.shape[1] + x) * LANES)
    at = (base + x) * LANES
    products = load(plane.products, at)
    store(fused(spread(-plane.pixels[a, y, x]), others, products), plane.products, at)
    return products
