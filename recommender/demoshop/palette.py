"""The shop's colours by the names that customers read, as linear light."""

from recommender.demoshop.vectors import Triple


def linear(code: str) -> Triple:
    """Linear red, green and blue in [0, 1] of an sRGB code such as "#9caf94" (IEC 61966-2-1)."""
    red, green, blue = (int(code[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return _decoded(red), _decoded(green), _decoded(blue)


def _decoded(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


COLOURS: dict[str, Triple] = {
    "chalk white": linear("#ebe7de"),
    "sage green": linear("#8fa588"),
    "navy blue": linear("#2a3b5f"),
    "terracotta": linear("#bb6544"),
    "mustard yellow": linear("#d39a2a"),
    "charcoal grey": linear("#3f4043"),
    "blush pink": linear("#dca49b"),
    "sky blue": linear("#86aecb"),
}

CREAM, INK = linear("#f0e8d6"), linear("#2d3240")

# what stripes, dots and dips are painted with on each colour
ACCENTS: dict[str, Triple] = {
    "chalk white": linear("#34486e"),
    "sage green": CREAM,
    "navy blue": CREAM,
    "terracotta": CREAM,
    "mustard yellow": INK,
    "charcoal grey": linear("#cfc4ae"),
    "blush pink": linear("#a4493f"),
    "sky blue": linear("#f3efe6"),
}

OAK, WALNUT, BLACK = linear("#c9a06c"), linear("#7a5236"), linear("#2a2826")
BRASS, STEEL = linear("#d9b36a"), linear("#c9c9c7")
LINEN = linear("#ece2cd")
