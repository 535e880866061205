"""Table lamps and chairs."""

import math
from collections.abc import Mapping

from recommender.demoshop.materials import CLOTH, GLAZE, METAL, SHADE, WOOD
from recommender.demoshop.model import TIMBERS, Model, shaded, woven
from recommender.demoshop.palette import ACCENTS, BRASS, COLOURS, LINEN
from recommender.demoshop.profile import Outline, smooth
from recommender.demoshop.shapes import arc, bend, box, rod, sheet

BASES: dict[str, Outline] = {
    "ball": [
        (-1, 0.3), (5.0, 0.3), (5.0, 0.3), (8.6, 4.0), (9.6, 9.0), (8.4, 14.2), (4.6, 17.8),
        (2.2, 18.8), (2.0, 20.0),
    ],
    "column": [
        (-1, 0.3), (7.2, 0.3), (7.2, 0.3), (7.2, 1.8), (7.2, 1.8), (4.0, 2.4), (4.0, 2.4),
        (3.9, 4.0), (3.5, 18.0), (3.3, 22.0), (3.3, 22.0), (1.5, 22.6),
    ],
    "gourd": [
        (-1, 0.3), (5.0, 0.3), (5.0, 0.3), (7.6, 3.0), (8.0, 6.5), (5.6, 11.0), (3.8, 13.6),
        (4.9, 16.6), (4.6, 19.4), (2.6, 21.8), (1.8, 23.0),
    ],
    "cone": [(-1, 0.3), (7.6, 0.3), (7.6, 0.3), (8.2, 1.2), (6.4, 7.0), (3.4, 17.0), (2.2, 22.0)],
}  # fmt: skip


def lamp(attributes: Mapping[str, str]) -> Model:
    """A table lamp: base in the product's colour, linen shade with the pattern in the same."""
    model = Model()
    base = COLOURS[attributes["colour"]]
    brass = model.material(METAL, BRASS, rough=0.22, mirror=0.9)
    if attributes["silhouette"] == "tripod":
        top = _tripod(model, model.material(GLAZE, base, rough=0.25, mirror=0.04), brass)
    else:
        outline = smooth(BASES[attributes["silhouette"]])
        top = outline[-1][1]
        ceramic = model.material(GLAZE, base, rough=0.07, mirror=0.05, foot=0.25)
        model.turn(ceramic, outline, 0.5)
    model.add(rod(brass, (0.0, top - 0.6, 0.0), (0.0, top + 4.5, 0.0), 0.75))
    _shade(model, attributes, top + 2.5)
    return model


def _tripod(model: Model, legs: int, brass: int) -> float:
    """Three splayed legs; returns the height at which they meet."""
    for turn in (90, 210, 330):
        x, z = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        model.add(rod(legs, (9.5 * x, 0.7, 9.5 * z), (1.3 * x, 24.0, 1.3 * z), 0.7, 1.05))
    model.turn(
        brass, [(-1, 23.4), (2.4, 23.4), (2.4, 23.4), (2.4, 25.0), (2.4, 25.0), (-1, 25.0)], 0.4
    )
    return 25.2


def _shade(model: Model, attributes: Mapping[str, str], low: float) -> None:
    details = attributes["details"]
    lower, upper, tall = (12.0, 11.0, 15.0) if details == "drum shade" else (14.0, 6.6, 15.5)
    if details == "pleated shade":
        lower, upper, tall = 13.2, 9.0, 14.5
    pleats = 56 if details == "pleated shade" else 0
    pattern = shaded(attributes["pattern"], low, low + tall, 2 * math.pi * 12.0)
    cloth = model.material(
        SHADE, LINEN, second=COLOURS[attributes["colour"]], rough=0.9, glow=1.0, **pattern
    )
    model.turn(
        cloth,
        [(lower, low), (upper, low + tall)],
        0.3,
        flutes=pleats,
        flute=0.16 if pleats else 0.0,
    )
    model.lamp_y = low + 0.45 * tall


def chair(attributes: Mapping[str, str]) -> Model:
    """A chair that faces +z: `details` names its timber, colour and pattern its cloth."""
    makers = {
        "ladder-back": _ladder_back, "spindle-back": _spindle_back, "upholstered": _upholstered,
        "shell": _shell, "tub": _tub,
    }  # fmt: skip
    model = Model()
    timber = TIMBERS[attributes["details"]]
    painted = attributes["details"] == "black legs"
    look = {"rough": 0.35 if painted else 0.45, "mirror": 0.04}
    upright = model.material(WOOD, timber, axis=1, **look)
    across = model.material(WOOD, timber, axis=0, **look)
    cloth = model.material(
        CLOTH, COLOURS[attributes["colour"]], second=ACCENTS[attributes["colour"]],
        rough=0.95, mirror=0.02, **woven(attributes["pattern"], 4.5),
    )  # fmt: skip
    makers[attributes["silhouette"]](model, upright, across, cloth)
    return model


def _ladder_back(model: Model, upright: int, across: int, cloth: int) -> None:
    model.add(
        box(across, (0, 44.0, 0), (22.0, 1.7, 20.5), rounding=1.0),
        box(cloth, (0, 46.6, 0.5), (20.5, 1.6, 19.0), rounding=1.5, swell=1.6),
        rod(upright, (18.5, 0, 17.0), (18.5, 43.0, 17.0), 1.5, 2.1, mirrored=True),
        rod(upright, (18.5, 0, -20.0), (18.5, 44.0, -18.0), 1.5, 2.0, mirrored=True),
        rod(upright, (18.5, 44.0, -18.0), (18.5, 92.0, -26.0), 2.0, 1.5, mirrored=True),
        rod(across, (-18.5, 22.0, 17.0), (18.5, 22.0, 17.0), 1.0),
        rod(across, (18.5, 17.0, 17.0), (18.5, 17.0, -19.0), 1.0, mirrored=True),
    )
    for height, back in ((58.0, -20.3), (71.0, -22.5), (84.0, -24.7)):
        model.add(
            arc(
                across,
                (0, height, back - 1.6),
                radius=60,
                half_angle=17.5,
                half_height=3.4,
                half_thickness=0.8,
                rounding=0.7,
                lean=-9.5,
            )
        )


def _spindle_back(model: Model, upright: int, across: int, cloth: int) -> None:
    model.turn(across, [(-1, 44.2), (20.5, 44.2)], 3.2)
    model.turn(cloth, smooth([(-1, 47.6), (12.0, 47.4), (18.0, 46.6)]), 1.8)
    model.add(
        rod(upright, (19.0, 0, 18.0), (13.5, 44.0, 12.5), 1.2, 1.9, mirrored=True),
        rod(upright, (19.0, 0, -19.0), (13.0, 44.0, -12.5), 1.2, 1.9, mirrored=True),
        bend(
            upright, (18.3, 44.0, -9.0), (22.0, 89.5, -24.5), (0.0, 89.5, -24.5), 1.3, mirrored=True
        ),
        rod(upright, (0, 44.0, -18.0), (0, 89.5, -24.5), 0.8, 0.6),
    )
    for foot, head, height, back in (
        (3.6, 4.1, 89.0, -24.3),
        (7.1, 7.8, 87.7, -23.9),
        (10.4, 11.4, 84.8, -22.9),
    ):
        z = -math.sqrt(18.4**2 - foot**2)
        model.add(rod(upright, (foot, 44.0, z), (head, height, back), 0.8, 0.6, mirrored=True))
    model.add(
        rod(across, (16.3, 20.0, 15.2), (16.2, 20.0, -15.8), 0.9, mirrored=True),
        rod(across, (-16.2, 20.0, 0.0), (16.2, 20.0, 0.0), 0.9),
    )


def _upholstered(model: Model, upright: int, across: int, cloth: int) -> None:
    model.add(
        box(cloth, (0, 45.0, 1.0), (24.0, 4.4, 23.0), rounding=3.2, swell=1.5),
        arc(
            cloth,
            (0, 71.0, -25.5),
            radius=70,
            half_angle=19,
            half_height=24.0,
            half_thickness=3.4,
            rounding=3.0,
            lean=-10,
        ),
        rod(upright, (20.0, 0, 19.5), (18.5, 42.0, 18.0), 1.2, 2.2, mirrored=True),
        rod(upright, (19.5, 0, -25.0), (18.0, 43.0, -18.0), 1.2, 2.2, mirrored=True),
    )


def _shell(model: Model, upright: int, across: int, cloth: int) -> None:
    model.add(
        sheet(
            cloth,
            (0, 46.5, 24.0),
            (0, 37.0, -26.0),
            (0, 84.0, -24.0),
            half_width=22.5,
            half_thickness=1.1,
            corner=15.0,
            curl=4.5,
            rounding=1.0,
        ),
        rod(upright, (22.0, 0, 20.0), (9.0, 42.0, 8.5), 1.2, 1.9, mirrored=True),
        rod(upright, (22.0, 0, -22.0), (9.0, 43.0, -8.5), 1.2, 1.9, mirrored=True),
        rod(across, (-10.5, 38.5, 9.0), (10.5, 38.5, 9.0), 1.0),
        rod(across, (-10.5, 38.5, -9.0), (10.5, 38.5, -9.0), 1.0),
    )


def _tub(model: Model, upright: int, across: int, cloth: int) -> None:
    model.turn(
        cloth,
        smooth([(-1, 42.0), (20.0, 42.0), (24.0, 40.0), (24.0, 37.0), (20.0, 35.0), (-1, 35.0)]),
        5.0,
    )
    model.add(
        arc(
            cloth,
            (0, 55.5, -26.0),
            radius=26.0,
            half_angle=108,
            half_height=20.0,
            half_thickness=3.4,
            rounding=3.2,
            drop=12.0,
        ),
        rod(upright, (17.0, 0, 17.0), (14.5, 35.0, 14.5), 1.3, 2.2, mirrored=True),
        rod(upright, (17.0, 0, -17.0), (14.5, 35.0, -14.5), 1.3, 2.2, mirrored=True),
    )
