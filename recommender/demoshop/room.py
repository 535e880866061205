"""The room that a photograph is taken in: its surfaces, its light, what is unlit elsewhere."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.demoshop import backgrounds
from recommender.demoshop.camera import aimed
from recommender.demoshop.palette import COLOURS, linear
from recommender.demoshop.products import DemoProduct
from recommender.demoshop.records import record
from recommender.demoshop.scenes import ROOM_FOR, Scene

GROUNDS = {
    "studio": backgrounds.PAPER, "wood": backgrounds.PLANKS,
    "tiles": backgrounds.TILES, "cloth": backgrounds.CLOTH,
}  # fmt: skip

CLADDINGS = {"wood": backgrounds.BOARDS, "tiles": backgrounds.TILES}

BOX = ("x_low", "y_low", "z_low", "x_high", "y_high", "z_high")

ROOM = record(
    whole="ground wall style",
    real=" ".join(BOX) + " size salt "
    # colours: of the ground and its pattern, of the wall, of the product by and large
    "red green blue red2 green2 blue2 wall_red wall_green wall_blue own_red own_green own_blue "
    # light
    "key_red key_green key_blue key_x key_y key_z sharpness sky_red sky_green sky_blue "
    "window window_u window_v lamp lamp_y "
    # how the room stands to the product, and its surfaces to the room
    "yaw_cos yaw_sin turn_cos turn_sin shift_u shift_w behind fillet seamless unit gloss creased",
)


def furnished(product: DemoProduct, box: NDArray[np.float64], lamp_y: float) -> Any:
    """The room around a product whose box (lowest x, y, z, highest x, y, z) is given."""
    scene = product.scene
    half, tall = ROOM_FOR[product.category]
    size = max(2.0 * half, tall)
    room = np.zeros(1, ROOM)[0]
    for name, value in zip(BOX, box, strict=True):
        room[name] = value
    room["size"], room["salt"], room["style"] = size, scene.salt, scene.style
    _paint(room, product)
    _illuminate(room, scene)
    _furnish(room, scene, size)
    room["lamp"], room["lamp_y"] = (scene.lamp if lamp_y else 0.0), lamp_y
    return room


def _paint(room: Any, product: DemoProduct) -> None:
    scene = product.scene
    for prefix, suffix, tone in (
        ("", "", linear(scene.tone)), ("", "2", linear(scene.second_tone)),
        ("wall_", "", linear(scene.wall)), ("own_", "", COLOURS[product.attributes["colour"]]),
    ):  # fmt: skip
        for name, value in zip(("red", "green", "blue"), tone, strict=True):
            room[prefix + name + suffix] = value


def _illuminate(room: Any, scene: Scene) -> None:
    key = aimed(scene.yaw + scene.light_azimuth, scene.light_height)
    room["key_x"], room["key_y"], room["key_z"] = key
    warm, strong = scene.warmth, 0.95 * scene.strength
    room["key_red"], room["key_green"], room["key_blue"] = (
        strong * (1 + 0.08 * warm), strong, strong * (1 - 0.14 * warm),
    )  # fmt: skip
    room["sky_red"], room["sky_green"], room["sky_blue"] = (
        0.48 * (1 - 0.04 * warm), 0.48, 0.48 * (1 + 0.05 * warm),
    )  # fmt: skip
    room["sharpness"], room["window"] = scene.sharpness, scene.window
    room["window_u"], room["window_v"] = scene.aside * 4, scene.raised * 4


def _furnish(room: Any, scene: Scene, size: float) -> None:
    seamless = scene.background in ("studio", "cloth")
    room["ground"] = GROUNDS[scene.background]
    clad = scene.clad_wall and not seamless
    room["wall"] = CLADDINGS[scene.background] if clad else backgrounds.PLASTER
    if clad and scene.background == "tiles":
        room["wall_red"], room["wall_green"], room["wall_blue"] = linear(scene.tone)
    yaw, turn = math.radians(scene.room_yaw - scene.yaw), math.radians(scene.turn)
    room["yaw_cos"], room["yaw_sin"] = math.cos(yaw), math.sin(yaw)
    room["turn_cos"], room["turn_sin"] = math.cos(turn), math.sin(turn)
    room["shift_u"], room["shift_w"] = 37.0 * scene.aside * size, 53.0 * scene.raised * size
    room["behind"] = scene.behind * size
    room["fillet"] = 0.85 * size if seamless else 0.004 * size
    room["seamless"], room["creased"] = float(seamless), scene.creased
    # planks and tiles are larger under furniture than under mugs, but not as much larger
    room["unit"] = {"wood": 1.26, "tiles": 1.5}.get(scene.background, 1.0) * size**0.55
    if scene.background == "cloth":
        room["unit"] = 0.11 * size
    room["gloss"] = {"wood": 0.35, "tiles": 0.9}.get(scene.background, 0.0)
