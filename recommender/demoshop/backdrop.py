"""Ground, wall and the round between them: where a ray meets them, and how that looks."""

import math
from typing import Any

from recommender.demoshop.backgrounds import texture
from recommender.demoshop.compiled import compiled
from recommender.demoshop.lattice import Solid, clearance
from recommender.demoshop.lighting import LONG, falling, openness, surroundings, visibility
from recommender.demoshop.vectors import Triple, dot, mixed, plus, scaled, times, unit

NOTHING, GROUND, WALL = range(3)


@compiled
def meet(room: Any, eye: Triple, heading: Triple) -> tuple[float, int]:
    """Distance to the ground, the wall, or the round between them.

    Paper and cloth run up the wall, so there all is ground.
    """
    w0, dw = _depth(room, eye), _depth(room, heading)
    y0, dy = eye[1], heading[1]
    bend = room.fillet
    standing = GROUND if room.seamless > 0.0 else WALL
    if dy < -1e-6:
        at = -y0 / dy
        if w0 + at * dw > bend - room.behind:
            return at, GROUND
    if dw > -1e-6:
        return LONG, NOTHING
    cy, cw = y0 - bend, w0 - (bend - room.behind)
    a, b, c = dy * dy + dw * dw, cy * dy + cw * dw, cy * cy + cw * cw - bend * bend
    root = b * b - a * c
    if root > 0.0:
        at = (math.sqrt(root) - b) / a
        if at > 0.0 and y0 + at * dy < bend and w0 + at * dw < bend - room.behind:
            return at, standing
    return (-room.behind - w0) / dw, standing


@compiled
def cast(shape: Solid, room: Any, eye: Triple, heading: Triple) -> Triple:
    """What the product hides from the backdrop in this direction, as if it were itself invisible.

    Shares of the softbox, of the sky, and of the mirror image that stay free.
    """
    away, kind = meet(room, eye, heading)
    if kind == NOTHING:
        return 1.0, 1.0, 1.0
    at = plus(eye, scaled(heading, away))
    turn = _turn(room, at)
    normal = _facing(room, 0.0, 0.0, turn)
    lifted = plus(at, scaled(normal, 0.004 * room.size))
    key = (room.key_x, room.key_y, room.key_z)
    seen = visibility(shape, room, lifted, key, room.sharpness)
    open_share = 1.0
    if clearance(shape, at[0], at[1], at[2]) < 0.9 * room.size:
        open_share = openness(shape, room, lifted, normal)
    if room.gloss <= 0.0:
        return seen, open_share, 1.0
    mirrored = plus(heading, scaled(normal, -2.0 * dot(normal, heading)))
    return seen, open_share, visibility(shape, room, lifted, mirrored, 9.0)


@compiled
def backdrop(
    room: Any, eye: Triple, heading: Triple, away: float, kind: int, spread: float, shadow: Triple
) -> Triple:
    """The backdrop: its texture laid out flat, then lit."""
    at = plus(eye, scaled(heading, away))
    turn = _turn(room, at)
    across = room.yaw_cos * at[0] + room.yaw_sin * at[2]
    along = _depth(room, at)
    if turn > 0.0:
        along = room.fillet * (1.0 - turn) - room.behind - max(0.0, at[1] - room.fillet)
    slant = abs(heading[1]) * math.cos(turn) + abs(_depth(room, heading)) * math.sin(turn)
    blur = spread * away / math.sqrt(max(0.12, slant))
    if kind == GROUND:
        cos, sin = room.turn_cos, room.turn_sin
        tone = (room.red, room.green, room.blue)
        u, w = cos * across - sin * along + room.shift_u, sin * across + cos * along + room.shift_w
        base, gloss, lean_u, lean_w = texture(room.ground, room, tone, u, w, blur)
        lean_u, lean_w = cos * lean_u + sin * lean_w, cos * lean_w - sin * lean_u
    else:
        tone = (room.wall_red, room.wall_green, room.wall_blue)
        base, gloss, lean_u, lean_w = texture(room.wall, room, tone, across, along, blur)
    normal, fine = _facing(room, 0.0, 0.0, turn), _facing(room, -lean_u, -lean_w, turn)
    lit = times(base, falling(room, at, normal, fine, shadow[0], shadow[1]))
    if gloss <= 0.0:
        return lit
    facing = max(0.0, -dot(fine, heading))
    mirrored = unit(plus(heading, scaled(fine, 2.0 * facing)))
    fresnel = gloss * (0.04 + 0.96 * (1.0 - facing) ** 5)
    own = scaled((room.own_red, room.own_green, room.own_blue), 0.6)
    shine = mixed(own, surroundings(room, at, mirrored, 0.25), shadow[2])
    return plus(scaled(lit, 1.0 - fresnel), scaled(shine, fresnel))


@compiled
def _turn(room: Any, at: Triple) -> float:
    """How far the backdrop has turned from lying (0) to standing (π/2), round its corner."""
    depth = _depth(room, at)
    if depth >= room.fillet - room.behind:
        return 0.0
    if at[1] >= room.fillet:
        return 0.5 * math.pi
    return math.atan2(room.fillet - room.behind - depth, room.fillet - at[1])


@compiled
def _depth(room: Any, at: Triple) -> float:
    """How far towards the viewer, across the room: its wall is at −behind."""
    return room.yaw_cos * at[2] - room.yaw_sin * at[0]


@compiled
def _facing(room: Any, lean_u: float, lean_w: float, turn: float) -> Triple:
    """A normal of the backdrop, leant across and along it, in the scene's axes."""
    y = math.cos(turn) - lean_w * math.sin(turn)
    w = math.sin(turn) + lean_w * math.cos(turn)
    x = lean_u
    return unit((room.yaw_cos * x - room.yaw_sin * w, y, room.yaw_sin * x + room.yaw_cos * w))
