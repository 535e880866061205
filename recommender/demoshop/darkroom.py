"""From linear light to a developed picture: focus, lens, film, sensor."""

import math

import numpy as np
from numpy.typing import NDArray

from recommender.demoshop.compiled import compiled
from recommender.demoshop.scenes import Scene
from recommender.demoshop.shading import PRODUCT

Light = NDArray[np.float32]

TAPS = 17
LIMIT = 4
GOLDEN_ANGLE = 2.399963


def developed(
    light: Light, depth: Light, kinds: NDArray[np.int8], scene: Scene, *, focus: float, size: float
) -> NDArray[np.uint8]:
    """An sRGB picture, shape (height, width, 3), of linear light of the same shape.

    `depth` is the distance of each pixel, `focus` the one that is sharp, within about `size`.
    """
    focused = light.copy()
    _defocus(focused, light, depth, kinds, scene.aperture, focus, size)
    rng = np.random.default_rng(scene.salt)
    noise = np.float32(1.8 * scene.grain) * rng.standard_normal((*depth.shape, 2), np.float32)
    picture = np.empty(light.shape, np.uint8)
    _expose(picture, focused, scene.exposure, _curve(), noise)
    return picture


@compiled
def _defocus(
    result: Light, light: Light, depth: Light, kinds: NDArray[np.int8], aperture: float,
    focus: float, size: float,
) -> None:  # fmt: skip
    """Average the background over its circle of confusion; the product is in focus."""
    height, width = depth.shape
    for i in range(height):
        for j in range(width):
            away = abs(depth[i, j] - focus) - 0.6 * size
            if kinds[i, j] == PRODUCT or away <= 0.0:
                continue
            radius = min(0.014, aperture * 0.09 * away / depth[i, j]) * min(height, width)
            if radius < 0.4:
                continue
            _average(light, kinds, result, i, j, radius)


@compiled
def _average(
    light: Light, kinds: NDArray[np.int8], result: Light, i: int, j: int, radius: float
) -> None:
    red, green, blue, count = light[i, j, 0], light[i, j, 1], light[i, j, 2], 1.0
    for tap in range(TAPS):
        away = radius * math.sqrt((tap + 0.5) / TAPS)
        y = i + round(away * math.sin(GOLDEN_ANGLE * tap))
        x = j + round(away * math.cos(GOLDEN_ANGLE * tap))
        if 0 <= y < kinds.shape[0] and 0 <= x < kinds.shape[1] and kinds[y, x] != PRODUCT:
            red += light[y, x, 0]
            green += light[y, x, 1]
            blue += light[y, x, 2]
            count += 1.0
    result[i, j, 0], result[i, j, 1], result[i, j, 2] = red / count, green / count, blue / count


def _curve() -> Light:
    """Values in [0, 255], sRGB, for light of 0, 1/512 … LIMIT, after a film's S-shaped response.

    The response is Narkowicz's (2015, "ACES filmic tone mapping curve"), exposed a little lower.
    """
    x = 0.72 * np.arange(512 * LIMIT + 2) / 512
    film = np.clip((x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14), 0, 1)
    coded = np.where(film <= 0.0031308, 12.92 * film, 1.055 * film ** (1 / 2.4) - 0.055)
    return np.asarray(255 * coded, np.float32)


@compiled
def _expose(
    picture: NDArray[np.uint8], light: Light, exposure: float, curve: Light, noise: Light
) -> None:
    """Eight bits a channel, the lens's corners darker; noise is grey for the most part."""
    height, width = light.shape[0], light.shape[1]
    for i in range(height):
        y = 2.0 * i / height - 1.0
        for j in range(width):
            x = 2.0 * j / width - 1.0
            reaching = 512.0 * exposure * (1.0 - 0.09 * (x * x + y * y))
            grey = 0.2126 * light[i, j, 0] + 0.7152 * light[i, j, 1] + 0.0722 * light[i, j, 2]
            for channel in range(3):
                # film that bends each channel by itself overdoes colours: take that back beforehand
                muted = grey + 0.78 * (light[i, j, channel] - grey)
                at = min(512.0 * LIMIT, max(0.0, reaching * muted))
                cell = int(at)
                value = curve[cell] + (at - cell) * (curve[cell + 1] - curve[cell])
                value += noise[i, j, 0] + 0.5 * (channel - 1) * noise[i, j, 1]
                picture[i, j, channel] = int(min(255.0, max(0.0, value + 0.5)))
