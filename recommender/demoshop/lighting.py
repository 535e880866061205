"""How light reaches a point: the softbox, the open sky, what mirrors, and a lamp that is on."""

import math
from typing import Any

from recommender.demoshop.compiled import compiled
from recommender.demoshop.lattice import Solid, clearance
from recommender.demoshop.noise import smoothstep
from recommender.demoshop.vectors import Triple, cross, dot, mixed, plus, scaled, unit

LONG = 1e6


@compiled
def through_box(room: Any, origin: Triple, heading: Triple, margin: float) -> tuple[float, float]:
    """Where a ray enters and leaves the product's bounding box, made larger by a margin.

    It misses the box where it leaves before it enters.
    """
    enters, leaves = 0.0, LONG
    lows = (room.x_low, room.y_low, room.z_low)
    highs = (room.x_high, room.y_high, room.z_high)
    for axis in range(3):
        slope = heading[axis]
        if abs(slope) < 1e-9:
            slope = 1e-9
        one, other = lows[axis] - margin - origin[axis], highs[axis] + margin - origin[axis]
        one, other = one / slope, other / slope
        enters, leaves = max(enters, min(one, other)), min(leaves, max(one, other))
    return enters, leaves


@compiled
def visibility(shape: Solid, room: Any, origin: Triple, heading: Triple, sharpness: float) -> float:
    """Share of a soft light, about 2/sharpness radians wide, that the product does not hide.

    After Quilez, "Soft shadows in raymarched SDFs" (https://iquilezles.org/articles/rmshadows/).
    """
    enters, leaves = through_box(room, origin, heading, 0.35 * room.size)
    if leaves <= enters:
        return 1.0
    least, size = 1.0, room.size
    at = max(enters, 0.006 * size)
    for _ in range(40):
        gap = clearance(
            shape,
            origin[0] + at * heading[0], origin[1] + at * heading[1], origin[2] + at * heading[2],
        )  # fmt: skip
        least = min(least, sharpness * gap / at)
        # walls are thin: steps short enough to meet them
        at += min(0.14 * size, max(0.005 * size, 0.85 * gap))
        if least < 0.01 or at > leaves:
            break
    least = max(least, 0.0)
    return least * least * (3.0 - 2.0 * least)


@compiled
def openness(shape: Solid, room: Any, at: Triple, normal: Triple) -> float:
    """Share of the half space above a point that the product leaves open, by five cones."""
    helper = (1.0, 0.0, 0.0) if abs(normal[0]) < 0.6 else (0.0, 0.0, 1.0)
    side = unit(cross(normal, helper))
    other = cross(normal, side)
    total = 0.28 * _cone(shape, room, at, normal)
    for corner in range(4):
        turn = 0.785 + 1.5708 * corner
        aside = plus(scaled(side, math.cos(turn)), scaled(other, math.sin(turn)))
        heading = plus(scaled(normal, 0.57), scaled(aside, 0.82))
        total += 0.18 * _cone(shape, room, at, heading)
    return total


@compiled
def _cone(shape: Solid, room: Any, at: Triple, heading: Triple) -> float:
    least, step = 1.0, 0.04 * room.size
    for _ in range(3):
        gap = clearance(
            shape,
            at[0] + step * heading[0], at[1] + step * heading[1], at[2] + step * heading[2],
        )  # fmt: skip
        least = min(least, 1.5 * gap / step)
        step *= 3.0
    return max(0.0, least)


@compiled
def surroundings(room: Any, at: Triple, heading: Triple, rough: float) -> Triple:
    """What a mirror at this place would show in this direction, blurred by its roughness."""
    up = heading[1]
    sky = (room.sky_red, room.sky_green, room.sky_blue)
    # close to where the product stands, the ground lies in its shadow
    ground = at[1] / max(0.05, -up)
    floor = scaled(
        (room.red, room.green, room.blue), 0.1 + 0.65 * smoothstep(0.0, 0.45 * room.size, ground)
    )
    ceiling = mixed(scaled(sky, 0.55), scaled(sky, 1.0), smoothstep(0.0, 0.9, up))
    soft = 0.08 + 0.6 * rough
    seen = mixed(floor, ceiling, smoothstep(-soft, soft, up))
    key = (room.key_x, room.key_y, room.key_z)
    right = unit(cross((0.0, 1.0, 0.0), key))
    seen = plus(
        seen, scaled(_softbox(room, heading, key, right, 0.34, 0.55, rough, room.window), 8.0)
    )
    aside = unit((-0.9 * key[0] - 0.4 * key[2], 0.12, -0.9 * key[2] + 0.4 * key[0]))
    strip = _softbox(room, heading, aside, cross((0.0, 1.0, 0.0), aside), 0.11, 1.5, rough, 0.0)
    return plus(seen, scaled(strip, 1.6))


@compiled
def _softbox(
    room: Any, heading: Triple, centre: Triple, right: Triple, wide: float, tall: float,
    rough: float, barred: float,
) -> Triple:  # fmt: skip
    """A rectangle of light, fainter as it is spread wider; a window has bars."""
    facing = dot(heading, centre)
    if facing <= 0.05:
        return (0.0, 0.0, 0.0)
    up = cross(centre, right)
    u, v = dot(heading, right) / facing, dot(heading, up) / facing
    soft = 0.03 + 1.2 * rough * rough + 0.25 * rough
    lit = smoothstep(wide + soft, wide - soft, abs(u)) * smoothstep(
        tall + soft, tall - soft, abs(v)
    )
    if barred > 0.0 and soft < 0.25:
        bar = max(smoothstep(0.04 + soft, 0.02, abs(u)), smoothstep(0.04 + soft, 0.02, abs(v)))
        lit *= 1.0 - bar * (1.0 - 4.0 * soft)
    spread = wide * tall / ((wide + soft) * (tall + soft))
    return scaled((room.key_red, room.key_green, room.key_blue), lit * spread)


@compiled
def window_light(room: Any, at: Triple) -> float:
    """Share of the key light that comes in between the bars of a window, blurred by distance."""
    if room.window <= 0.0:
        return 1.0
    key = (room.key_x, room.key_y, room.key_z)
    right = unit(cross((0.0, 1.0, 0.0), key))
    up = cross(key, right)
    u = dot(at, right) / room.size + room.window_u
    v = dot(at, up) / room.size + room.window_v
    soft = 0.10
    pane = smoothstep(1.0 + soft, 1.0 - soft, abs(u)) * smoothstep(1.3 + soft, 1.3 - soft, abs(v))
    bars = smoothstep(0.02, 0.11, abs(u)) * smoothstep(0.02, 0.11, abs(abs(v) - 0.45))
    return 1.0 - room.window * (1.0 - pane * bars)


@compiled
def lamp_light(room: Any, at: Triple, normal: Triple) -> float:
    """Light of a lamp that is on: strong above and below its shade, faint beside."""
    if room.lamp <= 0.0:
        return 0.0
    towards = (-at[0], room.lamp_y - at[1], -at[2])
    square = dot(towards, towards)
    heading = scaled(towards, 1.0 / math.sqrt(square + 1e-9))
    facing = 0.25 + 0.75 * dot(normal, heading)
    beam = 0.22 + 0.78 * smoothstep(0.62, 0.9, abs(heading[1]))
    return (
        0.1
        * room.lamp
        * beam
        * max(0.0, facing)
        * room.size
        * room.size
        / (square + 0.02 * room.size**2)
    )


@compiled
def falling(
    room: Any, at: Triple, normal: Triple, fine: Triple, seen: float, open_share: float
) -> Triple:
    """All light on a point: the softbox, the sky, what the ground throws back, a lamp.

    `seen` and `open_share` are the shares of softbox and sky that the product does not hide.
    """
    key = (room.key_x, room.key_y, room.key_z)
    light = scaled(
        (room.key_red, room.key_green, room.key_blue),
        slant(room, fine) * seen * window_light(room, at),
    )
    sky = (room.sky_red, room.sky_green, room.sky_blue)
    up = 0.5 + 0.5 * fine[1]
    floor = scaled(
        (room.red, room.green, room.blue), 0.2 + 0.8 * smoothstep(0.0, 0.5 * room.size, at[1])
    )
    fill = max(0.0, 0.42 - 0.45 * dot(fine, key))
    around = plus(scaled(sky, 0.3 + 0.7 * up + fill), scaled(floor, 0.5 * (1.0 - up)))
    light = plus(light, scaled(around, open_share))
    return plus(
        light, scaled((1.0, 0.78, 0.52), lamp_light(room, at, normal) * (0.3 + 0.7 * open_share))
    )


@compiled
def slant(room: Any, fine: Triple) -> float:
    """A softbox still reaches a little beyond the edge where its middle has set."""
    return max(0.0, (dot(fine, (room.key_x, room.key_y, room.key_z)) + 0.12) / 1.12)
