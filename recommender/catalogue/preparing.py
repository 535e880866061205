"""Making one picture of whatever file a shop has: upright, sRGB, bounded, without metadata."""

import hashlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image

from recommender.catalogue import decoding
from recommender.catalogue.colours import on_white, plain, to_srgb
from recommender.catalogue.pictures import FILES, MASTER, WEB_FILES

# Full chroma, because fine coloured patterns are what methods and people compare.
MASTER_JPEG: dict[str, Any] = {"format": "JPEG", "quality": 92, "subsampling": 0}
# Pages of 31 pictures have to be light on a phone. What each setting costs and saves stands in
# docs/decisions/0011-picture-formats.md; one thread, because several pictures are made at once.
AVIF: dict[str, Any] = {
    "format": "AVIF",
    "quality": 60,
    "speed": 9,
    "subsampling": "4:4:4",
    "max_threads": 1,
}
WEBP: dict[str, Any] = {"format": "WEBP", "quality": 75, "method": 2}
WEB: dict[str, dict[str, Any]] = {
    "240.avif": AVIF,
    "320.avif": AVIF,
    "320.webp": WEBP,
    "320.jpg": {"format": "JPEG", "quality": 75},
    "640.webp": WEBP | {"quality": 82},  # one reference a page, and the pictures looked at closely
}


@dataclass(frozen=True)
class PreparedPicture:
    """A picture ready to be stored.

    Attributes
    ----------
    master : bytes
        JPEG, sRGB, its long side at most 1024 pixels; what methods compare.
    webs : dict of str to bytes
        By `pictures.WEB_FILES`; what pages show.
    sha256, source_sha256 : str
        Of `master` and of the file that was given.
    width, height : int
        Of `master`, in pixels.
    notices : tuple of str
        Sentences on what the picture lost on its way.
    """

    master: bytes
    webs: dict[str, bytes]
    sha256: str
    source_sha256: str
    width: int
    height: int
    notices: tuple[str, ...]


def prepare(data: bytes) -> PreparedPicture:
    """Decode a file wholly and encode it again; equal bytes give equal pictures.

    Turned upright by EXIF, colour profile applied, transparency put on white, the first of several
    frames, never enlarged.

    Raises
    ------
    PictureRefused
        If the file is empty, too large, no picture, of an unknown format, damaged or cut short.
    """
    picture, notices = decoding.decode(data)
    profile = picture.info.get("icc_profile")
    picture = _bounded(plain(picture), FILES[MASTER] / max(picture.size))
    colours, colour_notices = to_srgb(picture, profile)
    final = on_white(colours, picture)
    master = _encoded(final, MASTER_JPEG)
    return PreparedPicture(
        master=master,
        webs=_webs(final),
        sha256=hashlib.sha256(master).hexdigest(),
        source_sha256=hashlib.sha256(data).hexdigest(),
        width=final.width,
        height=final.height,
        notices=(*notices, *colour_notices),
    )


def _webs(picture: Image.Image) -> dict[str, bytes]:
    widths = sorted(set(WEB_FILES.values()))
    bounded = {width: _bounded(picture, width / picture.width) for width in widths}
    return {file: _encoded(bounded[width], WEB[file]) for file, width in WEB_FILES.items()}


def _bounded(picture: Image.Image, scale: float) -> Image.Image:
    if scale >= 1:
        return picture
    width, height = (max(1, round(side * scale)) for side in picture.size)
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _encoded(picture: Image.Image, options: dict[str, Any]) -> bytes:
    file = BytesIO()
    picture.save(file, **options)
    return file.getvalue()
