"""A colour of the researcher's own, in shades on which text stays readable.

Nothing here knows of rounds. Contrast is that of WCAG 2.2: (L1 + 0.05) / (L2 + 0.05), where L is
the relative luminance of sRGB, and the lighter colour stands above.
"""

import colorsys
import re
from dataclasses import dataclass

Colour = tuple[float, float, float]  # red, green and blue from 0 to 1

READABLE = 4.5  # of text, by AA
VERY_READABLE = 7.0  # by AAA, where the system asks for more contrast
STEP = 1 / 255

# The grounds of static/css/tokens.css that stand closest to the text on them.
LIGHT_GROUND = "#efefed"
DARK_GROUND = "#25282c"
LIGHT_SURFACE, DARK_SURFACE = "#fbfbfa", "#1c1e21"
WHITE, BLACK = "#ffffff", "#000000"


@dataclass(frozen=True)
class Shades:
    """One theme's colours, by the names of the tokens."""

    accent: str
    accent_strong: str
    accent_soft: str
    on_accent: str


def is_colour(text: str) -> bool:
    return re.fullmatch(r"#[0-9a-fA-F]{6}", text) is not None


def contrast(one: str, other: str) -> float:
    """From 1 to 21.

    >>> round(contrast("#000000", "#ffffff"), 2)
    21.0
    >>> round(contrast("#767676", "#ffffff"), 2)
    4.54
    """
    darker, lighter = sorted((_luminance(_read(one)), _luminance(_read(other))))
    return (lighter + 0.05) / (darker + 0.05)


def light_shades(colour: str, *, least: float = READABLE) -> Shades:
    """For light pages: as dark as text on the greyest ground needs, and no darker."""
    accent = _until(colour, LIGHT_GROUND, least, -STEP)
    return Shades(
        accent=accent,
        accent_strong=_scaled(accent, 0.72),
        accent_soft=_mixed(accent, LIGHT_SURFACE, 0.12),
        on_accent=WHITE,
    )


def dark_shades(colour: str, *, least: float = READABLE) -> Shades:
    """For dark pages: as light as text on the lightest of their grounds needs, and no lighter."""
    accent = _until(colour, DARK_GROUND, least, STEP)
    return Shades(
        accent=accent,
        accent_strong=_mixed(accent, WHITE, 0.6),
        accent_soft=_mixed(accent, DARK_SURFACE, 0.14),
        on_accent=BLACK,
    )


def _until(colour: str, ground: str, least: float, step: float) -> str:
    """Lightness moved until the contrast suffices; white and black end every way."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_read(colour))
    found = colour.lower()
    while contrast(found, ground) < least:
        lightness = min(1.0, max(0.0, lightness + step))
        found = _written(colorsys.hls_to_rgb(hue, lightness, saturation))
    return found


def _scaled(colour: str, factor: float) -> str:
    red, green, blue = _read(colour)
    return _written((red * factor, green * factor, blue * factor))


def _mixed(colour: str, ground: str, share: float) -> str:
    pairs = zip(_read(colour), _read(ground), strict=True)
    red, green, blue = (share * one + (1 - share) * other for one, other in pairs)
    return _written((red, green, blue))


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _read(text: str) -> Colour:
    red, green, blue = (int(text[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _written(colour: Colour) -> str:
    return "#" + "".join(f"{round(255 * one):02x}" for one in colour)
