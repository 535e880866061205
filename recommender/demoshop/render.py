"""A product's photograph: every pixel traced, edges more than once."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.demoshop import materials, shapes
from recommender.demoshop.backdrop import cast
from recommender.demoshop.camera import placed, ray
from recommender.demoshop.compiled import compiled
from recommender.demoshop.darkroom import developed
from recommender.demoshop.furniture import chair, lamp
from recommender.demoshop.lattice import Solid, extent, surveyed
from recommender.demoshop.materials import Materials
from recommender.demoshop.products import DemoProduct
from recommender.demoshop.room import furnished
from recommender.demoshop.scenes import ROOM_FOR, Scene
from recommender.demoshop.shading import UNKNOWN, look
from recommender.demoshop.vectors import Triple, mixed
from recommender.demoshop.ware import mug, vase

# shadows are found for every third pixel, each way
STRIDE = 3

MAKERS = {"mugs": mug, "vases": vase, "lamps": lamp, "chairs": chair}


def photograph(product: DemoProduct, long_side: int | None = None) -> NDArray[np.uint8]:
    """The picture, sRGB, shape (height, width, 3); `long_side`, in pixels, overrides its size."""
    scene = product.scene
    width, height = _resized(scene, long_side)
    model = MAKERS[product.category](product.attributes)
    stuff = materials.table(model.materials)
    profiles = np.stack(model.grids) if model.grids else np.zeros((1, 2, 2), np.float32)
    shape = surveyed(shapes.table(model.parts), profiles)
    camera, focus = placed(scene, ROOM_FOR[product.category], width, height)
    room = furnished(product, extent(shape), model.lamp_y)
    light, depth, kinds = _traced(shape, stuff, room, camera, width, height)
    return developed(light, depth, kinds, scene, focus=focus, size=float(room["size"]))


def _resized(scene: Scene, long_side: int | None) -> tuple[int, int]:
    if long_side is None:
        return scene.width, scene.height
    factor = long_side / max(scene.width, scene.height)
    return round(scene.width * factor), round(scene.height * factor)


def _traced(
    shape: Solid, stuff: Materials, room: Any, camera: Any, width: int, height: int
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int8]]:
    """Linear light, distance and kind of every pixel."""
    # arrays are made here because compiled code that makes any takes seconds longer to compile
    light, free = np.empty((height, width, 3), np.float32), np.empty((height, width, 3), np.float32)
    depth, kinds = np.empty((height, width), np.float32), np.empty((height, width), np.int8)
    rough = np.zeros((height, width), np.bool_)
    shadows = np.empty((height // STRIDE + 2, width // STRIDE + 2, 3), np.float32)
    _trace(shape, stuff, room, camera, shadows, light, depth, kinds, free, rough)
    return light, depth, kinds


@compiled
def _trace(
    shape: Solid, stuff: Materials, room: Any, camera: Any, shadows: NDArray[np.float32],
    light: NDArray[np.float32], depth: NDArray[np.float32], kinds: NDArray[np.int8],
    free: NDArray[np.float32], rough: NDArray[np.bool_],
) -> None:  # fmt: skip
    """Look at every pixel once, at the edges found by that four times."""
    _cast_shadows(shape, room, camera, shadows)
    for take in range(4):
        y, x = (0.5, 0.2, 0.85, 0.45)[take], (0.5, 0.75, 0.6, 0.1)[take]
        for i in range(kinds.shape[0]):
            for j in range(kinds.shape[1]):
                if take > 0 and not rough[i, j]:
                    continue
                eye, heading = ray(camera, i + y, j + x)
                shadow = _shadow(shadows, i + y, j + x)
                known = _at(free, i, j) if take > 0 else UNKNOWN
                seen, away, kind, found = look(
                    shape, stuff, room, eye, heading, camera.spread, shadow, known
                )
                if take == 0:
                    depth[i, j], kinds[i, j] = away, kind
                    free[i, j, 0], free[i, j, 1], free[i, j, 2] = found
                _mingle(light, i, j, seen, take)
        if take == 0:
            _find_edges(light, kinds, rough)


@compiled
def _mingle(light: NDArray[np.float32], i: int, j: int, seen: Triple, takes: int) -> None:
    """Take one more look into a pixel's mean, where glints count no more than film can hold."""
    for channel in range(3):
        before = takes * light[i, j, channel] if takes > 0 else 0.0
        light[i, j, channel] = (before + min(seen[channel], 3.0)) / (takes + 1)


@compiled
def _cast_shadows(shape: Solid, room: Any, camera: Any, shadows: NDArray[np.float32]) -> None:
    """`cast` at every STRIDE-th pixel: shadows are soft, and most of the work."""
    for i in range(shadows.shape[0]):
        for j in range(shadows.shape[1]):
            eye, heading = ray(camera, 1.0 * STRIDE * i, 1.0 * STRIDE * j)
            found = cast(shape, room, eye, heading)
            shadows[i, j, 0], shadows[i, j, 1], shadows[i, j, 2] = found


@compiled
def _shadow(shadows: NDArray[np.float32], y: float, x: float) -> Triple:
    y, x = y / STRIDE, x / STRIDE
    i, j = int(y), int(x)
    upper = mixed(_at(shadows, i, j), _at(shadows, i, j + 1), x - j)
    lower = mixed(_at(shadows, i + 1, j), _at(shadows, i + 1, j + 1), x - j)
    return mixed(upper, lower, y - i)


@compiled
def _at(shares: NDArray[np.float32], i: int, j: int) -> Triple:
    return shares[i, j, 0], shares[i, j, 1], shares[i, j, 2]


@compiled
def _find_edges(
    light: NDArray[np.float32], kinds: NDArray[np.int8], rough: NDArray[np.bool_]
) -> None:
    """Mark pixels that differ from a neighbour in kind, or much in brightness."""
    height, width = kinds.shape
    for i in range(height - 1):
        for j in range(width - 1):
            here = math.sqrt(light[i, j, 1])
            for y, x in ((i + 1, j), (i, j + 1)):
                if kinds[i, j] != kinds[y, x] or abs(here - math.sqrt(light[y, x, 1])) > 0.08:
                    rough[i, j] = rough[y, x] = True
