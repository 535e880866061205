"""Seeded value noise: what makes clay, grain and cloth uneven."""

import math

from recommender.demoshop.compiled import compiled


@compiled
def scatter(i: int, j: int, salt: float) -> float:
    """A number in [0, 1) that looks random and always is the same for the same lattice point.

    Salts are floats, here and below: numba would compile anew for every integer constant.
    """
    mixed = (i * 374761393 + j * 668265263 + int(salt) * 1442695041) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 13)) * 1274126177) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 15)) * 668265261) & 0xFFFFFFFF
    return (mixed ^ (mixed >> 16)) / 4294967296.0


@compiled
def smoothstep(low: float, high: float, value: float) -> float:
    """0 below `low`, 1 above `high`, and a cubic in between."""
    share = min(1.0, max(0.0, (value - low) / (high - low)))
    return share * share * (3.0 - 2.0 * share)


@compiled
def noise2(x: float, y: float, salt: float) -> float:
    """Smooth noise in the plane, in [0, 1], features about one unit wide."""
    i, j = math.floor(x), math.floor(y)
    u, v = x - i, y - j
    u, v = u * u * (3.0 - 2.0 * u), v * v * (3.0 - 2.0 * v)
    i, j = int(i), int(j)
    near = scatter(i, j, salt) * (1.0 - u) + scatter(i + 1, j, salt) * u
    far = scatter(i, j + 1, salt) * (1.0 - u) + scatter(i + 1, j + 1, salt) * u
    return near * (1.0 - v) + far * v


@compiled
def noise3(x: float, y: float, z: float, salt: float) -> float:
    """Smooth noise in space, in [0, 1], features about one unit wide."""
    k = math.floor(z)
    w = z - k
    w = w * w * (3.0 - 2.0 * w)
    layer = salt + 7919.0 * k
    return noise2(x, y, layer) * (1.0 - w) + noise2(x, y, layer + 7919.0) * w


@compiled
def clouds(x: float, y: float, salt: float) -> float:
    """Noise of three sizes added up, in [0, 1]."""
    total, weight, sum_of_weights = 0.0, 0.5, 0.0
    for octave in range(3):
        total += weight * noise2(x, y, salt + 101.0 * octave)
        sum_of_weights += weight
        x, y, weight = 2.03 * x + 17.1, 2.03 * y - 9.7, 0.5 * weight
    return total / sum_of_weights
