"""From the many ways of storing colours to one: eight bits of sRGB on white."""

from io import BytesIO

import numpy as np
from django.utils.translation import gettext as _
from PIL import Image, ImageCms

from recommender.catalogue.remarks import PictureRefused

PLAIN = {
    "1": "L",
    "L": "L",
    "LA": "LA",
    "La": "LA",
    "P": "RGB",
    "PA": "RGBA",
    "RGB": "RGB",
    "RGBX": "RGB",
    "RGBA": "RGBA",
    "RGBa": "RGBA",
    "YCbCr": "RGB",
    "CMYK": "CMYK",
}
# 65535 / 257 = 255: black and white stay what they are. Pillow's own conversion clips.
EIGHT_OF_SIXTEEN = ((np.arange(65536) + 128) // 257).astype(np.uint8)
MODE_OF_PROFILE = {"GRAY": "L", "RGB": "RGB", "CMYK": "CMYK"}


def plain(picture: Image.Image) -> Image.Image:
    """Eight bits a channel in L, LA, RGB, RGBA or CMYK; the colour space stays.

    Raises
    ------
    PictureRefused
        If the channels have 32 bits or the colours are stored in a way that shops do not use.
    """
    if picture.mode.startswith("I;16"):
        return Image.fromarray(EIGHT_OF_SIXTEEN[np.asarray(picture)])
    if picture.mode not in PLAIN:
        raise PictureRefused(
            _("Pictures whose pixels are stored as “%(mode)s” are not read; save it as RGB.")
            % {"mode": picture.mode}
        )
    mode = PLAIN[picture.mode]
    if picture.has_transparency_data and not mode.endswith("A"):
        mode = f"{mode}A"
    return picture if picture.mode == mode else picture.convert(mode)


def to_srgb(picture: Image.Image, profile: bytes | None) -> tuple[Image.Image, list[str]]:
    """The colours of a plain picture in RGB, without its transparency, and notices."""
    colours = picture.convert(picture.mode.removesuffix("A"))
    if profile:
        try:
            return _by_profile(colours, profile), []
        except (ImageCms.PyCMSError, OSError, KeyError, ValueError):
            return colours.convert("RGB"), [
                _("The file's colour profile cannot be used; its colours may look different.")
            ]
    if colours.mode == "CMYK":
        return colours.convert("RGB"), [
            _("The file has CMYK colours without a profile; its colours may look different.")
        ]
    return colours.convert("RGB"), []


def _by_profile(colours: Image.Image, profile: bytes) -> Image.Image:
    source = ImageCms.ImageCmsProfile(BytesIO(profile))
    mode = MODE_OF_PROFILE[source.profile.xcolor_space.strip()]
    if colours.mode not in {mode, "L"}:
        raise ValueError(f"a profile for {mode} in a picture in {colours.mode}")
    converted = ImageCms.profileToProfile(
        colours.convert(mode), source, ImageCms.createProfile("sRGB"), outputMode="RGB"
    )
    if converted is None:
        raise ValueError("the profile gave no picture")
    return converted


def on_white(colours: Image.Image, picture: Image.Image) -> Image.Image:
    """`colours` through the transparency of `picture` on a white ground, without any metadata."""
    if picture.mode.endswith("A"):
        ground = Image.new("RGB", colours.size, "white")
        ground.paste(colours, mask=picture.getchannel("A"))
        colours = ground
    colours.info = {}
    return colours
