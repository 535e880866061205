"""Signed distance to a product (centimetres, negative inside), the ground of all marching.

Solids follow Inigo Quilez (https://iquilezles.org/articles/distfunctions/).
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.demoshop.compiled import compiled
from recommender.demoshop.curves import to_curve
from recommender.demoshop.shapes import ARC, BEND, BOX, COLUMNS, LATHE, ROD, ROWS

FAR = 1e9


@compiled
def distance(
    parts: NDArray[np.void], profiles: NDArray[np.float32], x: float, y: float, z: float
) -> float:
    """How far the nearest surface is, or a little less where a solid is bent or fluted."""
    best = FAR
    for index in range(parts.shape[0]):
        part = parts[index]
        px = (abs(x) if part.mirrored > 0.0 else x) - part.x
        py, pz = y - part.y, z - part.z
        beyond = best + part.reach + part.blend
        if beyond > 0.0 and px * px + py * py + pz * pz > beyond * beyond:
            continue
        best = _blended(best, _solid(part, profiles, px, py, pz), part.blend)
    return best


@compiled
def nearest(
    parts: NDArray[np.void], profiles: NDArray[np.float32], x: float, y: float, z: float
) -> int:
    """The row of the part whose surface is nearest."""
    best, winner = FAR, 0
    for index in range(parts.shape[0]):
        part = parts[index]
        px = (abs(x) if part.mirrored > 0.0 else x) - part.x
        py, pz = y - part.y, z - part.z
        beyond = best + part.reach
        if beyond > 0.0 and px * px + py * py + pz * pz > beyond * beyond:
            continue
        here = _solid(part, profiles, px, py, pz)
        if here < best:
            best, winner = here, index
    return winner


@compiled
def _blended(one: float, other: float, width: float) -> float:
    """The smaller of both, with a fillet where they meet."""
    if width <= 0.0 or abs(one - other) >= width:
        return min(one, other)
    overlap = width - abs(one - other)
    return min(one, other) - 0.25 * overlap * overlap / width


@compiled
def _solid(part: Any, profiles: NDArray[np.float32], px: float, py: float, pz: float) -> float:
    ly = part.lean_cos * py + part.lean_sin * pz
    lz = part.lean_cos * pz - part.lean_sin * py
    if part.kind == LATHE:
        found = _turned(part, profiles, px, py, pz)
    elif part.kind == BOX:
        found = _cushion(part, px, ly, lz)
    elif part.kind == ROD:
        found = _stick(part, px + part.x, py + part.y, pz + part.z)
    elif part.kind == BEND:
        found = _tube(part, px + part.x, py + part.y, pz + part.z)
    elif part.kind == ARC:
        found = _panel(part, px, ly, lz)
    else:
        found = _strip(part, px, py + part.y, pz + part.z)
    return found * part.safe


@compiled
def _turned(part: Any, profiles: NDArray[np.float32], px: float, py: float, pz: float) -> float:
    r = math.sqrt(px * px + pz * pz)
    if part.flutes > 0.0:
        # shallower where the vessel is narrow
        r += part.flute * min(1.0, 1.4 * r / part.wide) * math.cos(part.flutes * math.atan2(pz, px))
    return _looked_up(part, profiles, max(r, 0.0), py + part.y)


@compiled
def _looked_up(part: Any, profiles: NDArray[np.float32], r: float, y: float) -> float:
    """Bilinear inside the grid; outside it all lies beyond the edge, so Pythagoras bounds it."""
    column = r * part.columns
    row = (y - part.low) * part.rows
    outside = 0.0
    if r > part.wide:
        outside = (r - part.wide) * (r - part.wide)
        column = COLUMNS - 1.0
    if y < part.low:
        outside += (part.low - y) * (part.low - y)
        row = 0.0
    elif y > part.high:
        outside += (y - part.high) * (y - part.high)
        row = ROWS - 1.0
    i, j = min(int(row), ROWS - 2), min(int(column), COLUMNS - 2)
    v, u = row - i, column - j
    # indexing in full: a slice would count references
    k = part.profile
    lower = profiles[k, i, j] * (1.0 - u) + profiles[k, i, j + 1] * u
    upper = profiles[k, i + 1, j] * (1.0 - u) + profiles[k, i + 1, j + 1] * u
    here = lower * (1.0 - v) + upper * v
    return math.sqrt(here * here + outside) if outside > 0.0 else here


@compiled
def _rounded(dx: float, dy: float, dz: float, rounding: float) -> float:
    """A block from how far a point lies beyond each pair of its faces."""
    dx, dy, dz = dx + rounding, dy + rounding, dz + rounding
    inside = min(max(dx, max(dy, dz)), 0.0)
    dx, dy, dz = max(dx, 0.0), max(dy, 0.0), max(dz, 0.0)
    return math.sqrt(dx * dx + dy * dy + dz * dz) + inside - rounding


@compiled
def _cushion(part: Any, px: float, py: float, pz: float) -> float:
    half_y = part.half_y
    if part.swell > 0.0:
        u, w = min(1.0, abs(px) / part.half_x), min(1.0, abs(pz) / part.half_z)
        half_y += part.swell * (1.0 - u * u) * (1.0 - w * w)
    return _rounded(abs(px) - part.half_x, abs(py) - half_y, abs(pz) - part.half_z, part.rounding)


@compiled
def _stick(part: Any, x: float, y: float, z: float) -> float:
    bx, by, bz = part.bx - part.ax, part.by - part.ay, part.bz - part.az
    x, y, z = x - part.ax, y - part.ay, z - part.az
    along = (x * bx + y * by + z * bz) / (bx * bx + by * by + bz * bz)
    along = min(1.0, max(0.0, along))
    dx, dy, dz = x - along * bx, y - along * by, z - along * bz
    radius = part.thin + along * (part.thick - part.thin)
    return math.sqrt(dx * dx + dy * dy + dz * dz) - radius


@compiled
def _tube(part: Any, x: float, y: float, z: float) -> float:
    flat = part.flat
    away, along = to_curve(
        x - part.ax, y - part.ay, (z - part.az) * flat,
        part.bx - part.ax, part.by - part.ay, (part.bz - part.az) * flat,
        part.cx - part.ax, part.cy - part.ay, (part.cz - part.az) * flat,
    )  # fmt: skip
    return away - (part.thin + along * (part.thick - part.thin))


@compiled
def _panel(part: Any, px: float, py: float, pz: float) -> float:
    """The arc's middle is at z = 0; the centre of its circle lies `radius` in front, at +z."""
    qz = pz - part.radius
    angle = math.atan2(px, -qz)
    if abs(angle) < part.half_angle:
        away = abs(math.sqrt(px * px + qz * qz) - part.radius)
    else:
        ex = part.radius * math.sin(part.half_angle)
        ez = -part.radius * math.cos(part.half_angle)
        away = math.sqrt((abs(px) - ex) ** 2 + (qz - ez) ** 2)
    share = min(1.0, abs(angle) / part.half_angle)
    lowered = part.drop * share * share
    middle, half = -0.5 * lowered, part.half_y - 0.5 * lowered
    return _rounded(away - part.half_z, abs(py - middle) - half, -FAR, part.rounding)


@compiled
def _strip(part: Any, px: float, y: float, z: float) -> float:
    share = px / part.half_x
    lift = part.swell * share * share
    # a seat curls upwards, a back forwards
    rise = min(1.0, max(0.0, (part.cy - y) / (part.cy - part.ay)))
    away, along = to_curve(
        0.0, y - rise * lift - part.ay, z - (1.0 - rise) * lift - part.az,
        0.0, part.by - part.ay, part.bz - part.az,
        0.0, part.cy - part.ay, part.cz - part.az,
    )  # fmt: skip
    # rounded corners, in the plane of the strip as if it were rolled out
    edge = max(0.0, abs(px) - part.half_x + part.radius)
    end = max(0.0, abs(2.0 * along - 1.0) * part.half_y - part.half_y + part.radius)
    return _rounded(
        away - part.half_z, math.sqrt(edge * edge + end * end) - part.radius, -FAR, part.rounding
    )
