"""What products stand on and in front of: paper, planks, tiles, cloth and plaster, in the flat.

Every texture takes a place (u, w) in centimetres and the width of a pixel there, and gives the
colour, how much it mirrors, and the slope of its relief along u and w.
"""

import math
from typing import Any

from recommender.demoshop.compiled import compiled
from recommender.demoshop.noise import clouds, noise2, scatter, smoothstep
from recommender.demoshop.vectors import Triple, mixed, scaled, times

PAPER, PLANKS, TILES, CLOTH, PLASTER, BOARDS = range(6)
SQUARE, BRICK, CHEQUERED = range(3)
PLAIN, GINGHAM, STRIPED = range(3)

# cosine and sine of the directions in which cloth creases
CREASES = ((0.98, 0.199), (0.342, 0.94), (-0.731, 0.682))

Look = tuple[Triple, float, float, float]


@compiled
def texture(kind: int, room: Any, tone: Triple, u: float, w: float, blur: float) -> Look:
    """The look of one kind at one place."""
    if kind in (PLANKS, BOARDS):
        return _planks(room, tone, u, w, blur, 1.0 if kind == PLANKS else 0.2)
    if kind == TILES:
        return _tiles(room, tone, u, w, blur)
    if kind == CLOTH:
        return _cloth(room, tone, u, w, blur)
    if kind == PLASTER:
        return _plaster(room, tone, u, w, blur)
    return tone, 0.01, 0.0, 0.0


@compiled
def _plaster(room: Any, tone: Triple, u: float, w: float, blur: float) -> Look:
    """Painted with a roller: broad stains hardly seen, and a fine orange peel."""
    salt = room.salt
    stains = clouds(u / (1.5 * room.size), w / (1.5 * room.size), salt)
    fine = smoothstep(0.25, 0.05, blur)
    slope = 0.08 * fine * (noise2(3.0 * u, 3.0 * w, salt + 5.0) - 0.5)
    return scaled(tone, 0.95 + 0.1 * stains), 0.02, slope, slope


@compiled
def _planks(room: Any, tone: Triple, u: float, w: float, blur: float, bare: float) -> Look:
    """Boards of one width and many lengths, each sawn from another tree; paint hides most of it."""
    wide, salt = room.unit, room.salt
    board = math.floor(w / wide)
    length = wide * (9.0 + 5.0 * scatter(int(board), int(board), salt + 1.0))
    along = u / length + scatter(int(board), int(board), salt + 2.0)
    piece = math.floor(along)
    key = salt + 131.0 * int(board) + 17 * int(piece)
    across, lengthwise = w / wide - board - 0.5, along - piece - 0.5
    grain = 1.0 + bare * (_grain(u / wide, w / wide, key, blur / wide) - 1.0)
    shade = 1.0 + bare * (0.48 * scatter(int(board), int(piece), salt + 3.0) - 0.24)
    red = 1.0 + bare * (0.12 * scatter(int(board), int(piece), salt + 4.0) - 0.06)
    base = times(scaled(tone, shade * grain), (1.0, red, red * red))
    soft = blur / wide
    edge = 0.5 - abs(across)
    end = (0.5 - abs(lengthwise)) * length / wide
    gap = smoothstep(0.012 + soft, 0.012, min(edge, end)) * min(1.0, 0.03 / (soft + 1e-6))
    slope = math.copysign(0.5, across) * smoothstep(0.05, 0.02, edge) * smoothstep(0.08, 0.02, soft)
    return scaled(base, 1.0 - 0.8 * gap), room.gloss * (1.0 - gap), 0.0, slope


@compiled
def _grain(u: float, w: float, key: float, blur: float) -> float:
    """Cathedral arches where the saw cut the rings aslant, over fine pores."""
    bend = noise2(0.22 * u, 1.3 * w, key)
    ring = 7.0 * bend + 3.0 * w + 0.25 * u
    late = ring - math.floor(ring)
    late = smoothstep(0.15, 0.9, late) * smoothstep(1.0, 0.92, late)
    late = 0.4 + (late - 0.4) * smoothstep(0.12, 0.03, blur)
    pores = noise2(1.5 * u, 45.0 * w, key + 1.0) * smoothstep(0.03, 0.008, blur)
    streaks = noise2(0.5 * u, 9.0 * w, key + 2.0)
    return 1.07 - 0.28 * late - 0.18 * pores + 0.34 * (streaks - 0.5)


@compiled
def _tiles(room: Any, tone: Triple, u: float, w: float, blur: float) -> Look:
    """Glazed by hand: no two of quite the same colour, their faces a little wavy."""
    wide, salt = room.unit, room.salt
    x, y = u / wide, w / wide
    if room.style == BRICK:
        y *= 2.0
        x += 0.5 * (math.floor(y) % 2)
    i, j = math.floor(x), math.floor(y)
    dx, dy = x - i - 0.5, y - j - 0.5
    stretch = 0.5 if room.style == BRICK else 1.0
    edge = min(0.5 - abs(dx), (0.5 - abs(dy)) * stretch)
    base = tone
    if room.style == CHEQUERED and (int(i) + int(j)) % 2 == 0:
        base = (room.red2, room.green2, room.blue2)
    shade = 0.86 + 0.28 * scatter(int(i), int(j), salt)
    mottle = 0.92 + 0.16 * clouds(3.0 * x + 5.0 * i, 3.0 * y + 9.0 * j, salt + 1.0)
    soft = blur / wide
    joint = smoothstep(0.018 + soft, 0.018 - 0.5 * soft, edge)
    # pale between dark tiles, dark between pale ones
    pale = 0.5 if tone[1] < 0.35 else 0.16
    grout = scaled(
        (pale, 0.97 * pale, 0.92 * pale), 0.9 + 0.2 * noise2(40.0 * x, 40.0 * y, salt + 2.0)
    )
    bevel = 0.9 * smoothstep(0.05, 0.02, edge) * smoothstep(0.06, 0.01, soft)
    upright = 0.5 - abs(dx) < (0.5 - abs(dy)) * stretch
    wave_x = 0.05 * (noise2(2.5 * x + 7.0 * i, 2.5 * y, salt + 3.0) - 0.5)
    wave_y = 0.05 * (noise2(2.5 * x, 2.5 * y + 7.0 * j, salt + 4.0) - 0.5)
    wave_x += 0.02 * (scatter(int(i), int(j), salt + 6.0) - 0.5)
    slope_x = wave_x + (math.copysign(bevel, dx) if upright else 0.0)
    slope_y = wave_y + (0.0 if upright else math.copysign(bevel, dy))
    look = mixed(scaled(base, shade * mottle), grout, joint)
    return look, room.gloss * (1.0 - joint), slope_x, slope_y


@compiled
def _cloth(room: Any, tone: Triple, u: float, w: float, blur: float) -> Look:
    """Linen laid by hand: soft folds, threads, and sometimes a woven pattern that follows them."""
    step = 0.02 * room.size
    here = _folds(room, u, w)
    slope_u = (_folds(room, u + step, w) - here) / step
    slope_w = (_folds(room, u, w + step) - here) / step
    base = tone
    if room.style != PLAIN:
        pitch, soft = room.unit, blur / room.unit
        one = smoothstep(0.25 + soft, 0.25 - soft, abs(_cycle(u / pitch + 0.1 * slope_u)))
        other = smoothstep(0.25 + soft, 0.25 - soft, abs(_cycle(w / pitch + 0.1 * slope_w)))
        share = 0.5 * (one + other) if room.style == GINGHAM else one
        share += (0.5 - share) * smoothstep(0.15, 0.45, soft)
        base = mixed(tone, (room.red2, room.green2, room.blue2), 0.85 * share)
    thread = smoothstep(0.09, 0.03, blur)
    slub = 0.94 + 0.12 * noise2(0.8 * u, 9.0 * w, room.salt + 8.0)
    slub *= 0.94 + 0.12 * noise2(9.0 * u, 0.8 * w, room.salt + 9.0)
    weave = 1.0 + 0.1 * thread * math.sin(55.0 * u) * math.sin(55.0 * w)
    hollow = 0.9 + 0.2 * min(1.0, max(0.0, 0.5 + here / (0.1 * room.size)))
    return scaled(base, slub * weave * hollow), 0.0, slope_u, slope_w


@compiled
def _cycle(at: float) -> float:
    return at - math.floor(at) - 0.5


@compiled
def _folds(room: Any, u: float, w: float) -> float:
    """Height of the cloth: a few long creases that wander, over a gentle swell."""
    x, y, salt = u / room.size, w / room.size, room.salt
    total = 0.05 * (clouds(1.6 * x, 1.6 * y, salt) - 0.5)
    for crease in range(3):
        cos, sin = CREASES[crease]
        across, along = x * cos + y * sin, y * cos - x * sin
        across += 0.35 * noise2(1.1 * along + 5.0 * crease, 0.7 * across, salt + 11.0 + crease)
        at = across * (0.55 + 0.3 * crease) + 0.13 * salt
        # every ridge has a strength of its own
        total += (
            0.05 * scatter(math.floor(at), crease, salt) * smoothstep(0.16, 0.0, abs(_cycle(at)))
        )
    return total * room.size * room.creased
