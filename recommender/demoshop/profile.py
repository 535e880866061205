"""Profiles of turned things: an outline drawn through a few points, and its distance as a grid."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from recommender.demoshop.compiled import compiled
from recommender.demoshop.shapes import COLUMNS, ROWS

Outline = Sequence[tuple[float, float]]


def smooth(points: Outline, *, pieces: int = 48) -> list[tuple[float, float]]:
    """A spline through the points (radius, height); a point given twice in a row stays a corner."""
    curve = [points[0]]
    for run in _split_at_corners(points):
        knots = np.asarray(run)
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(knots, axis=0).T))])
        if len(run) == 2:
            curve.append(run[1])
            continue
        spline = CubicSpline(along, knots, bc_type="natural")
        curve += [(float(r), float(y)) for r, y in spline(np.linspace(0.0, along[-1], pieces)[1:])]
    return curve


def grid(
    outline: Outline, thickness: float, *, wide: float, low: float, high: float
) -> NDArray[np.float32]:
    """Distances to a wall of this thickness along the outline, shape (ROWS, COLUMNS), rows upwards.

    Cell (i, j) is the point r = wide·j/(COLUMNS−1), y = low + (high − low)·i/(ROWS−1).
    """
    cells = np.empty((ROWS, COLUMNS), np.float32)
    _measure(cells, np.asarray(outline, np.float64), 0.5 * thickness, wide, low, high)
    return cells


def _split_at_corners(points: Outline) -> list[list[tuple[float, float]]]:
    runs = [[points[0]]]
    for point in points[1:]:
        if point == runs[-1][-1]:
            runs.append([point])
        else:
            runs[-1].append(point)
    return [run for run in runs if len(run) > 1]


@compiled
def _measure(
    cells: NDArray[np.float32], line: NDArray[np.float64], radius: float, wide: float,
    low: float, high: float,
) -> None:  # fmt: skip
    for i in range(ROWS):
        y = low + (high - low) * i / (ROWS - 1)
        for j in range(COLUMNS):
            r = wide * j / (COLUMNS - 1)
            nearest = 1e18
            for k in range(line.shape[0] - 1):
                ax, ay = line[k, 0], line[k, 1]
                bx, by = line[k + 1, 0] - ax, line[k + 1, 1] - ay
                along = ((r - ax) * bx + (y - ay) * by) / max(bx * bx + by * by, 1e-12)
                along = min(1.0, max(0.0, along))
                dx, dy = r - ax - along * bx, y - ay - along * by
                nearest = min(nearest, dx * dx + dy * dy)
            cells[i, j] = math.sqrt(nearest) - radius
