"""The six solids that products are put together from, as rows of one table; lengths in centimetres.

The rows are interpreted by `field.distance`, so that a new product needs no compiling.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.demoshop.records import record

# cells of a turned profile's grid: heights by radii
ROWS, COLUMNS = 256, 128

LATHE, BOX, ROD, BEND, ARC, SHEET = range(6)

PART = record(
    whole="kind material profile",
    real=(
        # placing: centre, radius of a sphere around all of it, tilt about the x axis
        "x y z reach lean_cos lean_sin mirrored blend safe "
        # lathe: extent of its profile's grid, its cells per centimetre, flutes
        "wide low high columns rows flutes flute "
        # box and panels: half sizes, rounding, how far a cushion swells
        "half_x half_y half_z rounding swell "
        # rods: ends (and the pull between them), radii, flattening across the plane
        "ax ay az bx by bz cx cy cz thin thick flat "
        # arc: radius and half angle of the bend, how much its ends lie lower
        "radius half_angle drop"
    ),
)

Part = dict[str, Any]
Point = tuple[float, float, float]


def lathe(
    material: int, profile: int, *, wide: float, low: float, high: float,
    flutes: int = 0, flute: float = 0.0,
) -> Part:  # fmt: skip
    """A profile turned about the y axis; `wide`, `low`, `high` are the extent of its grid."""
    steepness = flutes * flute / max(0.6 * wide, 1e-3)
    return {
        "kind": LATHE, "material": material, "profile": profile,
        "wide": wide, "low": low, "high": high,
        "columns": (COLUMNS - 1) / wide, "rows": (ROWS - 1) / (high - low),
        "flutes": flutes, "flute": flute,
        "y": 0.5 * (low + high), "reach": math.hypot(1.2 * wide, 0.5 * (high - low)) + flute,
        "safe": 1.0 / math.hypot(1.0, steepness),
    }  # fmt: skip


def box(
    material: int, centre: Point, half: Point, *, rounding: float = 0.4, swell: float = 0.0,
    lean: float = 0.0, mirrored: bool = False,
) -> Part:  # fmt: skip
    """A block, leant back by degrees; with `swell` a cushion, higher in the middle."""
    return {
        "kind": BOX, "material": material, **_placed(centre, lean, mirrored),
        "half_x": half[0], "half_y": half[1], "half_z": half[2],
        "rounding": rounding, "swell": swell,
        "reach": math.hypot(*half) + 2.0 * swell, "safe": 0.8 if swell else 1.0,
    }  # fmt: skip


def rod(
    material: int, start: Point, end: Point, radius: float, end_radius: float | None = None,
    *, mirrored: bool = False,
) -> Part:  # fmt: skip
    """A round stick that may be thicker at one end."""
    thick = radius if end_radius is None else end_radius
    return {
        "kind": ROD, "material": material, **_spanned([start, end], max(radius, thick), mirrored),
        "ax": start[0], "ay": start[1], "az": start[2],
        "bx": end[0], "by": end[1], "bz": end[2], "thin": radius, "thick": thick,
    }  # fmt: skip


def bend(
    material: int, start: Point, pull: Point, end: Point, radius: float,
    end_radius: float | None = None, *, flat: float = 1.0, blend: float = 0.0,
    mirrored: bool = False,
) -> Part:  # fmt: skip
    """A tube along a quadratic Bézier curve; `flat` below 1 makes it a band, wider along z."""
    thick = radius if end_radius is None else end_radius
    around = max(radius, thick) / min(flat, 1.0)
    return {
        "kind": BEND, "material": material, **_spanned([start, pull, end], around, mirrored),
        "ax": start[0], "ay": start[1], "az": start[2],
        "bx": pull[0], "by": pull[1], "bz": pull[2], "cx": end[0], "cy": end[1], "cz": end[2],
        "thin": radius, "thick": thick, "flat": flat, "blend": blend,
    }  # fmt: skip


def arc(
    material: int, centre: Point, *, radius: float, half_angle: float, half_height: float,
    half_thickness: float, rounding: float = 0.5, drop: float = 0.0, lean: float = 0.0,
) -> Part:  # fmt: skip
    """A bent panel that opens towards +z, its ends `drop` lower; angles in degrees."""
    return {
        "kind": ARC, "material": material, **_placed(centre, lean, mirrored=False),
        "radius": radius, "half_angle": math.radians(half_angle), "half_y": half_height,
        "half_z": half_thickness, "rounding": rounding, "drop": drop,
        "reach": math.hypot(radius + half_thickness, half_height + drop),
        "safe": 0.75 if drop else 1.0,
    }  # fmt: skip


def sheet(
    material: int, start: Point, pull: Point, end: Point, *, half_width: float,
    half_thickness: float, corner: float, curl: float = 0.0, rounding: float = 0.4,
) -> Part:  # fmt: skip
    """A strip along a Bézier curve in the plane x = 0, as wide as a seat, with its edges curled up.

    `corner` is the radius of its four corners.
    """
    length = 0.5 * (math.dist(start, pull) + math.dist(pull, end) + math.dist(start, end)) * 0.97
    reach_part = _spanned([start, pull, end], half_width + 2.0 * curl, mirrored=False)
    return {
        "kind": SHEET, "material": material, **reach_part,
        "ay": start[1], "az": start[2], "by": pull[1], "bz": pull[2], "cy": end[1], "cz": end[2],
        "half_x": half_width, "half_y": 0.5 * length, "half_z": half_thickness,
        "radius": corner, "swell": curl, "rounding": rounding,
        "safe": 0.75,
    }  # fmt: skip


def table(parts: Sequence[Part]) -> NDArray[np.void]:
    """The parts as rows that compiled code can read."""
    rows = np.zeros(len(parts), PART)
    rows["safe"] = rows["lean_cos"] = rows["flat"] = 1.0
    for row, part in zip(rows, parts, strict=True):
        for name, value in part.items():
            row[name] = value
    return rows


def _placed(centre: Point, lean: float, mirrored: bool) -> Part:
    angle = math.radians(lean)
    return {
        "x": centre[0], "y": centre[1], "z": centre[2], "mirrored": float(mirrored),
        "lean_cos": math.cos(angle), "lean_sin": math.sin(angle),
    }  # fmt: skip


def _spanned(points: Sequence[Point], around: float, mirrored: bool) -> Part:
    low, high = np.min(points, axis=0), np.max(points, axis=0)
    middle = 0.5 * (low + high)
    return {
        "x": middle[0], "y": middle[1], "z": middle[2], "mirrored": float(mirrored),
        "reach": 0.5 * float(np.linalg.norm(high - low)) + around,
    }  # fmt: skip
