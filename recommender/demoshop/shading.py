"""The light that a camera's ray brings back, from the product or from what it stands on."""

import math
from typing import Any

from recommender.demoshop.backdrop import NOTHING, WALL, backdrop, meet
from recommender.demoshop.compiled import compiled
from recommender.demoshop.field import distance, nearest
from recommender.demoshop.lattice import Solid, clearance
from recommender.demoshop.lighting import (
    LONG,
    falling,
    openness,
    slant,
    surroundings,
    through_box,
    visibility,
)
from recommender.demoshop.materials import CLOTH, METAL, SHADE, Materials, colour, roughened
from recommender.demoshop.vectors import Triple, dot, plus, scaled, times, unit

PRODUCT = WALL + 1

Seen = tuple[Triple, float, int, Triple]

UNKNOWN = (-1.0, -1.0, -1.0)


@compiled
def look(
    shape: Solid, materials: Materials, room: Any, eye: Triple, heading: Triple, spread: float,
    shadow: Triple, known: Triple,
) -> Seen:  # fmt: skip
    """Colour, distance and kind of what lies in this direction.

    `spread` is a pixel's width at a distance of 1 cm, `shadow` what `cast` found for the backdrop
    in this direction. The last value tells the same for the product, and may be given as `known`
    for another look into the same pixel.
    """
    away = _march(shape, room, eye, heading, spread)
    if away < LONG:
        at = plus(eye, scaled(heading, away))
        normal = _normal(shape, at, max(0.5 * spread * away, 0.0045 * room.size))
        if known[0] < 0.0:
            known = _free(shape, room, at, heading, normal)
        seen = _product(shape, materials, room, at, heading, normal, spread * away, known)
        return seen, away, PRODUCT, known
    away, kind = meet(room, eye, heading)
    if kind == NOTHING:
        return (room.wall_red, room.wall_green, room.wall_blue), LONG, NOTHING, UNKNOWN
    return backdrop(room, eye, heading, away, kind, spread, shadow), away, kind, UNKNOWN


@compiled
def _march(shape: Solid, room: Any, eye: Triple, heading: Triple, spread: float) -> float:
    """Distance to the product along the ray, LONG where it passes by."""
    at, leaves = through_box(room, eye, heading, 0.0)
    near_enough = 0.25 * spread * at
    for _ in range(90):
        if at > leaves:
            return LONG
        gap = clearance(
            shape,
            eye[0] + at * heading[0], eye[1] + at * heading[1], eye[2] + at * heading[2],
        )  # fmt: skip
        if gap < near_enough:
            return at
        at += gap
    return at if gap < 4.0 * near_enough else LONG


@compiled
def _normal(shape: Solid, at: Triple, step: float) -> Triple:
    """Slope of the distance, from the corners of a tetrahedron."""
    x, y, z = at
    a = distance(shape.parts, shape.profiles, x + step, y - step, z - step)
    b = distance(shape.parts, shape.profiles, x - step, y - step, z + step)
    c = distance(shape.parts, shape.profiles, x - step, y + step, z - step)
    d = distance(shape.parts, shape.profiles, x + step, y + step, z + step)
    return unit((a - b - c + d, -a - b + c + d, -a + b - c + d))


@compiled
def _free(shape: Solid, room: Any, at: Triple, heading: Triple, normal: Triple) -> Triple:
    """Shares of softbox, sky and mirror image that the product leaves free on itself."""
    lifted = plus(at, scaled(normal, 0.006 * room.size))
    key = (room.key_x, room.key_y, room.key_z)
    seen = 0.0
    if slant(room, normal) > 0.0:
        seen = visibility(shape, room, lifted, key, room.sharpness)
    mirrored = plus(heading, scaled(normal, -2.0 * dot(normal, heading)))
    return seen, openness(shape, room, lifted, normal), _unhidden(shape, room, lifted, mirrored)


@compiled
def _product(
    shape: Solid, materials: Materials, room: Any, at: Triple, heading: Triple, normal: Triple,
    blur: float, free: Triple,
) -> Triple:  # fmt: skip
    part = shape.parts[nearest(shape.parts, shape.profiles, at[0], at[1], at[2])]
    material = materials[part.material]
    base = colour(material, at, normal, blur)
    fine = unit(roughened(material, at, normal, blur))
    light = falling(room, at, normal, fine, free[0], free[1])
    if material.surface == SHADE:
        return _through(material, room, at, normal, base, light)
    facing = max(0.0, -dot(fine, heading))
    mirrored = plus(heading, scaled(fine, 2.0 * facing))
    shine = scaled(surroundings(room, at, mirrored, material.rough), free[2])
    if material.surface == METAL:
        return times(base, plus(scaled(shine, 0.92), scaled(light, 0.08)))
    grazing = (1.0 - facing) ** 5 * (1.0 - 0.8 * material.rough)
    fresnel = material.mirror + (1.0 - material.mirror) * grazing
    lit = plus(scaled(times(base, light), 1.0 - fresnel), scaled(shine, fresnel))
    if material.surface == CLOTH:
        fuzz = 0.35 * (1.0 - facing) ** 3 * free[1]
        lit = plus(lit, scaled(times(base, (room.sky_red, room.sky_green, room.sky_blue)), fuzz))
    return lit


@compiled
def _unhidden(shape: Solid, room: Any, at: Triple, heading: Triple) -> float:
    """Share of a reflection that comes from the surroundings and not from the product itself."""
    least = 1.0
    for step in (0.03, 0.1, 0.25):
        reach = step * room.size
        gap = clearance(
            shape,
            at[0] + reach * heading[0], at[1] + reach * heading[1], at[2] + reach * heading[2],
        )  # fmt: skip
        least = min(least, 0.15 + 2.2 * gap / reach)
    return max(0.12, least)


@compiled
def _through(
    material: Any, room: Any, at: Triple, normal: Triple, base: Triple, light: Triple
) -> Triple:
    """Cloth in front of a bulb: brightest at its height; its inside is brighter still."""
    height = (at[1] - room.lamp_y) / (0.22 * room.size)
    glow = room.lamp * material.glow * (0.35 + 0.65 * math.exp(-height * height))
    if at[0] * normal[0] + at[2] * normal[2] < 0.0:
        glow = 2.2 * glow + 0.2
    warm = times(base, (1.0, 0.80, 0.55))
    return plus(scaled(times(base, light), 0.8), scaled(warm, glow))
