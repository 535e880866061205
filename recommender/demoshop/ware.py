"""Mugs and vases: thrown on a wheel, glazed, and given handles."""

import math
from collections.abc import Mapping

from recommender.demoshop.materials import CLAY, GLAZE
from recommender.demoshop.model import SPECKS, Model, glazed
from recommender.demoshop.palette import ACCENTS, COLOURS, CREAM
from recommender.demoshop.profile import Outline, smooth
from recommender.demoshop.shapes import bend
from recommender.demoshop.vectors import Triple

# (radius, height), centimetres, from the middle of the floor to the rim; doubled points are corners
MUGS: dict[str, Outline] = {
    "straight": [
        (-1, 0.5),
        (3.5, 0.5),
        (3.5, 0.5),
        (4.05, 0.75),
        (4.2, 1.5),
        (4.2, 1.5),
        (4.2, 9.3),
    ],
    "tapered": [(-1, 0.5), (2.9, 0.5), (2.9, 0.5), (3.2, 0.8), (3.3, 1.5), (3.3, 1.5), (4.7, 9.6)],
    "rounded": [
        (-1, 0.6),
        (2.6, 0.6),
        (3.9, 1.4),
        (4.9, 3.6),
        (4.7, 6.2),
        (4.05, 7.8),
        (4.15, 8.8),
    ],
    "tall": [(-1, 0.5), (3.0, 0.5), (3.0, 0.5), (3.45, 0.8), (3.6, 1.6), (3.6, 1.6), (3.7, 13.0)],
    "footed": [(2.5, 0.2), (2.3, 1.0), (2.3, 1.0), (3.6, 1.6), (4.9, 3.4), (5.2, 5.6), (5.3, 8.0)],
}

VASES: dict[str, Outline] = {
    "bottle": [
        (-1, 0.5), (5.0, 0.5), (5.0, 0.5), (6.3, 2.0), (6.6, 7.0), (5.4, 12.0), (2.5, 16.0),
        (1.7, 20.0), (1.75, 25.0), (2.4, 27.5),
    ],
    "round": [
        (-1, 0.5), (4.0, 0.5), (4.0, 0.5), (7.2, 3.0), (9.4, 8.5), (8.0, 14.5), (4.0, 17.6),
        (3.1, 18.8), (3.5, 20.0),
    ],
    "cylinder": [
        (-1, 0.5), (5.2, 0.5), (5.2, 0.5), (5.7, 0.9), (5.8, 2.0), (5.8, 2.0), (5.8, 24.0),
        (5.8, 24.0), (5.9, 25.0),
    ],
    "shouldered": [
        (-1, 0.5), (4.2, 0.5), (4.2, 0.5), (4.9, 4.0), (6.6, 12.0), (7.9, 18.5), (7.0, 22.3),
        (4.0, 23.9), (3.4, 25.2), (4.0, 26.6),
    ],
    "double gourd": [
        (-1, 0.5), (4.5, 0.5), (4.5, 0.5), (7.3, 3.0), (8.1, 7.5), (6.4, 12.2), (4.1, 14.8),
        (5.3, 18.0), (5.3, 20.6), (3.6, 23.8), (2.4, 25.3), (2.7, 26.8),
    ],
    "flared": [
        (-1, 0.5), (4.4, 0.5), (4.4, 0.5), (5.0, 1.6), (4.4, 6.0), (3.6, 12.0), (4.2, 18.0),
        (6.3, 22.6), (8.0, 24.4),
    ],
}  # fmt: skip


def mug(attributes: Mapping[str, str]) -> Model:
    """A mug, its handle at +x."""
    model = Model()
    saucer = attributes["details"] == "saucer"
    lift = 0.9 if saucer else 0.0
    outline = [(r, y + lift) for r, y in smooth(MUGS[attributes["silhouette"]])]
    rim, widest = outline[-1][1], max(r for r, _ in outline)
    body = _ware(model, attributes, lift + 1.0, rim, 2 * math.pi * widest, hollow=rim - 0.25)
    model.turn(body, outline, 0.42)
    if attributes["silhouette"] == "footed":
        model.turn(body, [(-1.0, 1.3 + lift), (2.6, 1.3 + lift)], 0.5)
    plain = _ware(model, {**attributes, "pattern": "plain"}, 0.0, 1.0, 1.0)
    _handle(model, plain, outline, angular=attributes["details"] == "angular handle")
    if saucer:
        model.turn(
            plain, smooth([(-1, 0.45), (3.4, 0.45), (3.4, 0.45), (5.6, 0.8), (7.6, 1.7)]), 0.45
        )
    return model


def vase(attributes: Mapping[str, str]) -> Model:
    """A vase, with handles at ±x if it has any."""
    model = Model()
    outline = smooth(VASES[attributes["silhouette"]])
    rim, widest = outline[-1][1], max(r for r, _ in outline)
    body = _ware(model, attributes, 1.5, rim, 2 * math.pi * widest, hollow=rim - 0.3)
    fluted = attributes["details"] == "fluted"
    model.turn(body, outline, 0.7, flutes=22 if fluted else 0, flute=0.17 if fluted else 0.0)
    if attributes["details"] == "two handles":
        plain = _ware(model, {**attributes, "pattern": "plain"}, 0.0, 1.0, 1.0)
        _ears(model, plain, outline)
    return model


def _ware(
    model: Model, attributes: Mapping[str, str], low: float, high: float, around: float,
    hollow: float = -1e3,
) -> int:  # fmt: skip
    """The fired clay of one product: most colours come glossy, the earthy ones matt."""
    name, pattern = attributes["colour"], attributes["pattern"]
    base, matt = COLOURS[name], name in ("terracotta", "blush pink", "sage green")
    second: Triple = SPECKS if pattern == "speckled" and sum(base) > 0.4 else ACCENTS[name]
    return model.material(
        CLAY if matt else GLAZE, base, second=second, inner=_inner(name, base),
        rough=0.42 if matt else 0.06, mirror=0.035 if matt else 0.05,
        hollow=hollow, foot=0.35, **glazed(pattern, low, high, around),
    )  # fmt: skip


def _inner(name: str, base: Triple) -> Triple:
    return base if name in ("chalk white", "terracotta") else CREAM


def _handle(model: Model, material: int, outline: Outline, *, angular: bool) -> None:
    """A handle that grows out of the wall without piercing it: like a C or, angular, like a 7."""
    bottom, top = outline[0][1], outline[-1][1]
    span = top - bottom
    upper, lower = top - 0.17 * span, bottom + (0.34 if span > 11 else 0.22) * span
    start = (_radius(outline, upper) + 0.35, upper, 0.0)
    end = (_radius(outline, lower) + 0.35, lower, 0.0)
    out = max(start[0], end[0])
    if angular:
        pull = (out + 5.2, upper + 0.16 * span, 0.0)
        model.add(bend(material, start, pull, end, 0.5, 0.48, flat=0.62, blend=0.6))
        return
    middle = (out + 2.3, 0.52 * upper + 0.48 * lower, 0.0)
    model.add(
        bend(
            material, start, (out + 2.3, upper + 0.5, 0.0), middle, 0.5, 0.46, flat=0.62, blend=0.6
        ),
        # no fillet here: it would swell where both halves meet
        bend(material, middle, (out + 2.3, lower - 0.3, 0.0), end, 0.46, 0.5, flat=0.62),
    )


def _ears(model: Model, material: int, outline: Outline) -> None:
    """A pair of handles from below the rim to the shoulder."""
    bottom, top = outline[0][1], outline[-1][1]
    upper, lower = top - 0.1 * (top - bottom), bottom + 0.56 * (top - bottom)
    start = (_radius(outline, upper) + 0.3, upper, 0.0)
    end = (_radius(outline, lower) + 0.3, lower, 0.0)
    out = max(start[0], end[0]) + 2.6
    model.add(
        bend(
            material,
            start,
            (out + 2.2, upper + 2.0, 0.0),
            end,
            0.62,
            0.7,
            flat=0.8,
            blend=0.9,
            mirrored=True,
        )
    )


def _radius(outline: Outline, height: float) -> float:
    """How wide the vessel is there."""
    return min(outline, key=lambda point: abs(point[1] - height) + (0.0 if point[0] > 1 else 99))[0]
