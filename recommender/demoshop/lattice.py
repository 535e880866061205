"""Distances to a product kept in a lattice, so that most steps of a march cost one look-up."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.demoshop.compiled import compiled
from recommender.demoshop.field import distance

# cells along the longest side: of all the space where the product may be, and of its own box
COARSE, FINE = 32, 60


class Solid(NamedTuple):
    """A product's shape: rows of `shapes.PART`, the grids of its profiles, a lattice of distances.

    `lattice[i, j, k]` is the distance at `corner[:3] + corner[3] * (i, j, k)`.
    """

    parts: NDArray[np.void]
    profiles: NDArray[np.float32]
    lattice: NDArray[np.float32]
    corner: NDArray[np.float64]


def surveyed(parts: NDArray[np.void], profiles: NDArray[np.float32]) -> Solid:
    """The shape with its lattice, which just holds it; its parts must stand above y = 0."""
    around = float(np.max(np.abs(parts["y"]) + parts["reach"]))
    everything = np.array([-around, 0.0, -around]), np.array([around, 2.0 * around, around])
    rough = _with_lattice(parts, profiles, *everything, COARSE)
    return _with_lattice(parts, profiles, *_filled(rough), FINE)


def extent(shape: Solid) -> NDArray[np.float64]:
    """Lowest and highest x, y, z of the product, from the lattice."""
    return np.concatenate(_filled(shape))


def _with_lattice(
    parts: NDArray[np.void], profiles: NDArray[np.float32], low: NDArray[np.float64],
    high: NDArray[np.float64], steps: int,
) -> Solid:  # fmt: skip
    """The shape with a lattice between two corners, so many steps along its longest side."""
    cell = float((high - low).max()) / steps
    counts = np.ceil((high - low) / cell).astype(int) + 1
    shape = Solid(parts, profiles, np.empty(counts, np.float32), np.array([*low, cell]))
    _survey(shape)
    return shape


def _filled(shape: Solid) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    filled = np.argwhere(shape.lattice < 0.9 * shape.corner[3])
    low, high = filled.min(axis=0) - 0.5, filled.max(axis=0) + 0.5
    return shape.corner[:3] + shape.corner[3] * low, shape.corner[:3] + shape.corner[3] * high


@compiled
def _survey(shape: Solid) -> None:
    lattice, corner = shape.lattice, shape.corner
    for i in range(lattice.shape[0]):
        x = corner[0] + i * corner[3]
        for j in range(lattice.shape[1]):
            y = corner[1] + j * corner[3]
            for k in range(lattice.shape[2]):
                z = corner[2] + k * corner[3]
                lattice[i, j, k] = distance(shape.parts, shape.profiles, x, y, z)


@compiled
def clearance(shape: Solid, x: float, y: float, z: float) -> float:
    """As `distance`, but read from the lattice, and a little less, where nothing is near."""
    lattice, corner = shape.lattice, shape.corner
    cell = corner[3]
    a, b, c = (x - corner[0]) / cell, (y - corner[1]) / cell, (z - corner[2]) / cell
    u, v, w = (
        _within(a, lattice.shape[0]),
        _within(b, lattice.shape[1]),
        _within(c, lattice.shape[2]),
    )
    i, j, k = int(u), int(v), int(w)
    outside = (a - u) * (a - u) + (b - v) * (b - v) + (c - w) * (c - w)
    u, v, w = u - i, v - j, w - k
    near = lattice[i, j, k] * (1.0 - w) + lattice[i, j, k + 1] * w
    upper = lattice[i, j + 1, k] * (1.0 - w) + lattice[i, j + 1, k + 1] * w
    here = near * (1.0 - v) + upper * v
    near = lattice[i + 1, j, k] * (1.0 - w) + lattice[i + 1, j, k + 1] * w
    upper = lattice[i + 1, j + 1, k] * (1.0 - w) + lattice[i + 1, j + 1, k + 1] * w
    here += u * (near * (1.0 - v) + upper * v - here)
    if outside > 0.0:
        return math.sqrt(max(0.0, here) ** 2 + outside * cell * cell)
    if here > 1.3 * cell:
        return here - 0.3 * cell
    return distance(shape.parts, shape.profiles, x, y, z)


@compiled
def _within(at: float, cells: int) -> float:
    return min(cells - 1.001, max(0.0, at))
