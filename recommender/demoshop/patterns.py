"""What is painted on, glazed, printed or woven into a product: shares of the second colour."""

import math
from typing import Any

from recommender.demoshop.compiled import compiled
from recommender.demoshop.noise import noise2, noise3, scatter, smoothstep
from recommender.demoshop.vectors import Triple

PLAIN, STRIPES, UPRIGHT, DOTS, BANDS, SPECKLE, DIP, CHECKS, TRIM = range(9)
AROUND, FLAT = range(2)


@compiled
def accent(material: Any, at: Triple, normal: Triple, blur: float) -> float:
    """Share of the second colour at a point of the surface, in [0, 1].

    `blur` is the width of a pixel in centimetres: edges are that soft, and what is finer greys out.
    """
    pattern = material.pattern
    if pattern == PLAIN:
        return 0.0
    if pattern == SPECKLE:
        return _speckle(at, material.pitch, blur)
    if pattern == DIP:
        return _dip(material, at, blur)
    if material.mapping == FLAT:
        u, v = _unfolded(at, normal)
        return _printed(pattern, u / material.pitch, v / material.pitch, blur / material.pitch)
    u = (math.atan2(at[2], at[0]) / (2.0 * math.pi) + 0.5) * material.repeats
    v = (at[1] - material.low) / material.pitch
    inside = _between(material.low, material.high, at[1], blur)
    if pattern == BANDS:
        return _bands(material, at[1], blur)
    if pattern == TRIM:
        return 1.0 - inside
    return inside * _printed(pattern, u, v, blur / material.pitch)


@compiled
def _unfolded(at: Triple, normal: Triple) -> tuple[float, float]:
    """Cloth laid on from the side that the surface faces most."""
    nx, ny, nz = abs(normal[0]), abs(normal[1]), abs(normal[2])
    if ny >= nx and ny >= nz:
        return at[0], at[2]
    if nz >= nx:
        return at[0], at[1]
    return at[2], at[1]


@compiled
def _printed(pattern: int, u: float, v: float, blur: float) -> float:
    if pattern == STRIPES:
        return _line(v, 0.5, blur)
    if pattern == UPRIGHT:
        return _line(u, 0.5, blur)
    if pattern == CHECKS:
        return 0.5 * (_line(u, 0.5, blur) + _line(v, 0.5, blur))
    row = math.floor(v)
    shifted = u + 0.5 * (row % 2)
    du, dv = shifted - math.floor(shifted) - 0.5, v - row - 0.5
    return smoothstep(0.26 + blur, 0.26 - blur - 1e-6, math.sqrt(du * du + dv * dv))


@compiled
def _line(at: float, share: float, blur: float) -> float:
    """Stripes one period apart that fill this share of it."""
    away = abs(at - math.floor(at) - 0.5)
    sharp = smoothstep(0.5 * share + blur, 0.5 * share - blur - 1e-6, away)
    return sharp + (share - sharp) * smoothstep(0.15, 0.45, blur)


@compiled
def _between(low: float, high: float, at: float, blur: float) -> float:
    soft = blur + 0.02
    return smoothstep(low - soft, low + soft, at) * smoothstep(high + soft, high - soft, at)


@compiled
def _bands(material: Any, y: float, blur: float) -> float:
    """A broad band with a thin one above and below."""
    span = material.high - material.low
    broad = _between(material.low + 0.32 * span, material.low + 0.68 * span, y, blur)
    upper = _between(material.low + 0.76 * span, material.low + 0.82 * span, y, blur)
    lower = _between(material.low + 0.18 * span, material.low + 0.24 * span, y, blur)
    return max(broad, max(upper, lower))


@compiled
def _dip(material: Any, at: Triple, blur: float) -> float:
    """The lower part dipped into another glaze, whose edge ran a little."""
    angle = math.atan2(at[2], at[0])
    span = material.high - material.low
    wave = (
        0.05 * span * (noise2(2.0 * math.cos(angle) + 9.0, 2.0 * math.sin(angle) + 9.0, 5.0) - 0.5)
    )
    edge = material.low + 0.45 * span + wave
    return smoothstep(edge + blur + 0.03, edge - blur - 0.03, at[1])


@compiled
def _speckle(at: Triple, pitch: float, blur: float) -> float:
    """Iron spots in the clay: one spot of random size in some cells of a lattice."""
    share = 0.0
    for salt in range(2):
        size = pitch * (1.0 + 0.7 * salt)
        x, y, z = at[0] / size + 31.7 * salt, at[1] / size, at[2] / size + 11.3 * salt
        i, j, k = math.floor(x), math.floor(y), math.floor(z)
        if scatter(i, j, k + 977.0) < 0.45:
            radius = 0.10 + 0.22 * scatter(i, j, k + 41.0) ** 2
            dx = x - i - 0.35 - 0.3 * scatter(i, j, k + 1.0)
            dy = y - j - 0.35 - 0.3 * scatter(i, j, k + 2.0)
            dz = z - k - 0.35 - 0.3 * scatter(i, j, k + 3.0)
            away = math.sqrt(dx * dx + dy * dy + dz * dz) + 0.1 * (
                noise3(4 * x, 4 * y, 4 * z, 3.0) - 0.5
            )
            soft = 0.04 + blur / size
            share = max(share, smoothstep(radius + soft, radius - soft, away))
    return share
