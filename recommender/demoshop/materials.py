"""What products are made of: one row a material, and its colour and unevenness at a point."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.demoshop.compiled import compiled
from recommender.demoshop.noise import clouds, noise2, noise3, smoothstep
from recommender.demoshop.patterns import accent
from recommender.demoshop.records import record
from recommender.demoshop.vectors import Triple, mixed, scaled, times

GLAZE, CLAY, WOOD, METAL, CLOTH, SHADE, PLASTIC = range(7)

MATERIAL = record(
    whole="surface pattern mapping axis",
    real=(
        # colour, second colour, colour of a vessel's inside, all linear
        "red green blue red2 green2 blue2 red3 green3 blue3 "
        # roughness 0..1, reflectance straight on, share of light that shines through
        "rough mirror glow "
        # pattern: times around, centimetres apart, from and to height; hollow below; raw foot
        "repeats pitch low high hollow foot"
    ),
)

Materials = NDArray[np.void]

CLAY_BODY = (0.42, 0.29, 0.2)


@compiled
def colour(material: Any, at: Triple, normal: Triple, blur: float) -> Triple:
    """Share of light that comes back in each channel at a point of the surface."""
    if material.surface == WOOD:
        return _wood(material, at, blur)
    base = (material.red, material.green, material.blue)
    second = (material.red2, material.green2, material.blue2)
    if at[1] < material.hollow and _inside(at, normal):
        return (material.red3, material.green3, material.blue3)
    base = mixed(base, second, accent(material, at, normal, blur))
    if material.surface == GLAZE or material.surface == CLAY:
        return _fired(material, base, at, blur)
    if material.surface == CLOTH or material.surface == SHADE:
        return scaled(base, _weave(at, normal, blur))
    return base


@compiled
def roughened(material: Any, at: Triple, normal: Triple, blur: float) -> Triple:
    """The normal, tilted by what is too fine for the shape: throwing rings, threads, hammering."""
    if material.surface == GLAZE or material.surface == CLAY:
        size, depth = (2.4, 0.012) if material.surface == GLAZE else (0.8, 0.07)
    elif material.surface == METAL:
        size, depth = 2.5, 0.02
    elif material.surface == CLOTH:
        size, depth = 0.35, 0.25 * smoothstep(0.3, 0.05, blur)
    else:
        return normal
    x, y, z = at[0] / size, at[1] / size, at[2] / size
    return (
        normal[0] + depth * (noise3(x, 1.7 * y, z, 1.0) - 0.5),
        normal[1] + depth * (noise3(x, 1.7 * y, z, 2.0) - 0.5),
        normal[2] + depth * (noise3(x, 1.7 * y, z, 3.0) - 0.5),
    )


@compiled
def _inside(at: Triple, normal: Triple) -> bool:
    r = math.sqrt(at[0] * at[0] + at[2] * at[2])
    return at[0] * normal[0] + at[2] * normal[2] < 0.05 * r


@compiled
def _fired(material: Any, base: Triple, at: Triple, blur: float) -> Triple:
    """Glaze lies thicker and thinner; the foot stays bare so that it does not stick to the kiln."""
    uneven = 0.92 + 0.16 * clouds(0.5 * at[0] + 0.3 * at[2], 0.6 * at[1] + 3.0, 23.0)
    grain = 1.0 + 0.05 * (noise3(9.0 * at[0], 9.0 * at[1], 9.0 * at[2], 7.0) - 0.5)
    bare = smoothstep(material.foot + blur, material.foot - blur - 0.02, at[1])
    return mixed(scaled(base, uneven * grain), CLAY_BODY, bare)


@compiled
def _weave(at: Triple, normal: Triple, blur: float) -> float:
    """Threads over and under one another, about 0.12 cm apart, and a slubby unevenness."""
    slub = 0.9 + 0.2 * noise2(0.7 * (at[0] + at[2]), 6.0 * at[1], 19.0)
    slub *= 0.95 + 0.1 * noise2(7.0 * (at[0] - at[2]), 0.8 * at[1], 29.0)
    visible = smoothstep(0.09, 0.03, blur)
    if visible <= 0.0:
        return slub
    u = 52.0 * (at[0] if abs(normal[0]) < 0.7 else at[2])
    v = 52.0 * (at[1] if abs(normal[1]) < 0.7 else at[2])
    return slub * (1.0 + 0.10 * visible * math.sin(u) * math.sin(v))


@compiled
def _wood(material: Any, at: Triple, blur: float) -> Triple:
    """Year rings around an axis far off, and pores drawn out along the grain."""
    x, y, z = at
    if material.axis == 0:
        x, y = y, x
    elif material.axis == 2:
        z, y = y, z
    wander = noise3(0.15 * x, 0.03 * y, 0.15 * z, 11.0)
    ring = math.sqrt((x + 9.0) ** 2 + (z + 5.0) ** 2) * 1.1 + 4.0 * wander
    late = ring - math.floor(ring)
    late = smoothstep(0.3, 0.95, late) * smoothstep(1.0, 0.95, late) * smoothstep(0.6, 0.1, blur)
    pores = noise3(14.0 * x, 0.5 * y, 14.0 * z, 13.0) * smoothstep(0.12, 0.03, blur)
    light = 1.06 - 0.30 * late - 0.16 * pores + 0.14 * (wander - 0.5)
    warmer = (1.0, 1.0 - 0.08 * late, 1.0 - 0.16 * late)
    return times(scaled((material.red, material.green, material.blue), light), warmer)


def row(surface: int, base: Triple, **values: Any) -> dict[str, Any]:
    """A material; `second` and `inner` are its further colours, everything else a column's name."""
    second, inner = values.pop("second", base), values.pop("inner", base)
    return {
        "surface": surface, "red": base[0], "green": base[1], "blue": base[2],
        "red2": second[0], "green2": second[1], "blue2": second[2],
        "red3": inner[0], "green3": inner[1], "blue3": inner[2],
        **values,
    }  # fmt: skip


def table(rows: list[dict[str, Any]]) -> Materials:
    """The materials as rows that compiled code can read."""
    defaults = {"rough": 0.5, "mirror": 0.04, "repeats": 1.0, "pitch": 1.0, "high": 1.0}
    filled = np.zeros(len(rows), MATERIAL)
    filled["hollow"] = filled["foot"] = -1e3
    for target, given in zip(filled, rows, strict=True):
        for name, value in {**defaults, **given}.items():
            target[name] = value
    return filled
