"""Where the camera stands, and the rays that reach its pixels."""

import math
from typing import Any

import numpy as np

from recommender.demoshop.compiled import compiled
from recommender.demoshop.records import record
from recommender.demoshop.scenes import Scene
from recommender.demoshop.vectors import Triple, unit

# place, axes, a pixel's width at 1 cm, and the picture's left and upper edge in pixels
CAMERA = record(
    real="x y z right_x right_y right_z up_x up_y up_z ahead_x ahead_y ahead_z spread left top"
)


def placed(
    scene: Scene, room_for: tuple[float, float], width: int, height: int
) -> tuple[Any, float]:
    """The camera's record, and its distance from the middle of the room made for the product.

    That is a block on the ground, of the given half width and height; it fills the scene's share
    of the picture, so that the same scene is the same picture but for the product in it.
    """
    half, tall = room_for
    spread = 36.0 / (scene.focal * max(width, height))
    ahead = -np.asarray(aimed(scene.yaw, scene.elevation))
    right = np.cross(ahead, (0.0, 1.0, 0.0))
    right /= np.linalg.norm(right)
    up = np.cross(right, ahead)
    middle = np.array([0.0, 0.5 * tall, 0.0])
    corners = np.array([[x, y, z] for x in (-half, half) for y in (0, tall) for z in (-half, half)])
    axes = np.stack([right, up, ahead])
    across, upwards, away = axes @ (corners - middle).T
    distance = 8.0 * max(half, tall)
    for _ in range(4):
        x, y = across / (away + distance) / spread, upwards / (away + distance) / spread
        distance *= max(np.ptp(x) / width, np.ptp(y) / height) / scene.fill
    eye = middle - distance * ahead
    left = 0.5 * (x.max() + x.min()) - (0.5 + scene.aside) * width
    top = 0.5 * (y.max() + y.min()) + (0.5 - scene.raised) * height
    return np.array([(*eye, *right, *up, *ahead, spread, left, top)], CAMERA)[0], distance


def aimed(azimuth: float, height: float) -> Triple:
    """The direction towards something that stands at these angles, in degrees."""
    turn, rise = math.radians(azimuth), math.radians(height)
    return (
        math.sin(turn) * math.cos(rise), math.sin(rise), math.cos(turn) * math.cos(rise),
    )  # fmt: skip


@compiled
def ray(camera: Any, i: float, j: float) -> tuple[Triple, Triple]:
    """The camera's place and the direction of what it sees at row i, column j."""
    x, y = camera.spread * (camera.left + j), camera.spread * (camera.top - i)
    heading = (
        camera.ahead_x + x * camera.right_x + y * camera.up_x,
        camera.ahead_y + x * camera.right_y + y * camera.up_y,
        camera.ahead_z + x * camera.right_z + y * camera.up_z,
    )
    return (camera.x, camera.y, camera.z), unit(heading)
