"""Backgrounds that a product might stand in front of, drawn from a generator."""

import colorsys
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SATURATION = (0.03, 0.3)
BRIGHTNESS = (0.35, 0.9)
BOARDS = (4, 9)

Size = tuple[int, int]
Shades = NDArray[np.float32]


def backdrop(size: Size, generator: np.random.Generator) -> tuple[Image.Image, str]:
    """A background of this width and height, and the name of its kind.

    A kind, a hue, a saturation and a brightness are drawn; the kind gives every pixel a shade, by
    which the colour is lightened or darkened.
    """
    kind = str(generator.choice(list(KINDS)))
    colour = colorsys.hsv_to_rgb(
        generator.uniform(), generator.uniform(*SATURATION), generator.uniform(*BRIGHTNESS)
    )
    shades = KINDS[kind](size, generator)[:, :, None]
    pixels = np.clip(np.rint(255 * np.array(colour) * shades), 0, 255).astype(np.uint8)
    return Image.fromarray(pixels), kind


def _studio(size: Size, generator: np.random.Generator) -> Shades:
    """Paper that curves from the wall to the table: light above, darker below and at the sides."""
    across, down = _coordinates(size)
    fall = np.float32(generator.uniform(0.2, 0.5))
    shades = (1.1 - fall * down**2) * (1 - 0.3 * (across - 0.5) ** 2)
    return shades.astype(np.float32)


def _plaster(size: Size, generator: np.random.Generator) -> Shades:
    """A wall in uneven light: smooth noise in four octaves, each half as strong as the last."""
    octaves = [_noise(size, 4 * 2**octave, generator) / 2**octave for octave in range(4)]
    return np.asarray(1 + 0.12 * np.sum(octaves, axis=0), dtype=np.float32)


def _boards(size: Size, generator: np.random.Generator) -> Shades:
    """Wooden boards side by side: each of its own shade, with a grain along it and dark joints."""
    across, _down = _coordinates(size)
    count = int(generator.integers(*BOARDS))
    place = np.broadcast_to(across * count, size[::-1])
    tones = generator.normal(1, 0.1, count + 1).astype(np.float32)
    grain = _noise(size, (40 * count, 6), generator)
    shades = tones[place.astype(np.int64)] * (1 + np.float32(0.08) * grain)
    return np.where(place % 1 < 0.03, shades * np.float32(0.5), shades)


KINDS: dict[str, Callable[[Size, np.random.Generator], Shades]] = {
    "studio": _studio,
    "plaster": _plaster,
    "boards": _boards,
}


def _coordinates(size: Size) -> tuple[Shades, Shades]:
    """From 0 at the left to 1 at the right (1, width), and from the top down (height, 1)."""
    width, height = size
    across = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    return across, np.linspace(0, 1, height, dtype=np.float32)[:, None]


def _noise(size: Size, cells: int | Size, generator: np.random.Generator) -> Shades:
    """Smooth noise of unit variance at the knots of a grid of so many cells, (height, width)."""
    columns, rows = (cells, cells) if isinstance(cells, int) else cells
    knots = generator.standard_normal((rows, columns), dtype=np.float32)
    return np.asarray(Image.fromarray(knots).resize(size, Image.Resampling.BICUBIC))
