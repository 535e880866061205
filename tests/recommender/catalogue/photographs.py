"""Pictures' files of every kind, made for tests."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

QUADRANTS = {(0, 0): "red", (1, 0): "lime", (0, 1): "blue", (1, 1): "white"}


def photograph(*, shade: int = 128, size: tuple[int, int] = (40, 60)) -> bytes:
    """A small JPEG; different shades are different pictures."""
    return encoded(Image.new("RGB", size, (shade, 128, 255 - shade)))


def encoded(picture: Image.Image, format_name: str = "JPEG", **options: Any) -> bytes:
    file = BytesIO()
    picture.save(file, format_name, **options)
    return file.getvalue()


def quadrants(width: int = 80, height: int = 40) -> Image.Image:
    """Red, lime / blue, white: a picture that shows how it is turned."""
    picture = Image.new("RGB", (width, height))
    half = (width // 2, height // 2)
    for (column, row), colour in QUADRANTS.items():
        picture.paste(colour, (column * half[0], row * half[1], width, height))
    return picture


def noise(width: int = 200, height: int = 150) -> Image.Image:
    """Something that no format can make small, so that a cut file lacks pixels."""
    return Image.effect_noise((width, height), 90).convert("RGB")


def png(width: int, height: int, *, bits: int, colour_type: int, rows: bytes = b"") -> bytes:
    """A PNG byte by byte, for what Pillow does not write; `rows` begin with a filter byte each."""
    header = struct.pack(">IIBBBBB", width, height, bits, colour_type, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def opened(data: bytes) -> Image.Image:
    picture = Image.open(BytesIO(data))
    picture.load()
    return picture


def colour(picture: Image.Image, x: float = 0.5, y: float = 0.5) -> tuple[int, ...]:
    """The pixel at a share of the width and height."""
    pixel = picture.getpixel((int(picture.width * x), int(picture.height * y)))
    return pixel if isinstance(pixel, tuple) else (int(pixel or 0),)
