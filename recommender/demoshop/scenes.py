"""How a product is photographed: background, angle, scale, light, resolution; all by chance."""

from dataclasses import dataclass

import numpy as np

BACKGROUNDS = ("studio", "wood", "tiles", "cloth")

TONES: dict[str, tuple[str, ...]] = {
    "studio": ("#f4f3f1", "#efeeec", "#e9e4dc", "#d9dcdd", "#e8dcd6"),
    "wood": ("#b98a5a", "#8a5f3d", "#d3b083", "#54392a", "#a99a86"),
    "tiles": ("#e9e6df", "#7fa09a", "#b9c4c4", "#c98f6b", "#4c5f72"),
    "cloth": ("#d8cdbb", "#a9b0ad", "#93715f", "#5c6a78", "#c9b1a6", "#e6e0d4"),
}
SECOND_TONES = ("#e8e2d6", "#3f4a55", "#8c5a48", "#6d7f72")
WALLS = ("#e6e1d8", "#cfd4d1", "#b7c1b4", "#d9c6b4", "#8d9aa3", "#efece6", "#c7a58f")

ELEVATIONS = {"mugs": (10, 42), "vases": (4, 26), "lamps": (2, 18), "chairs": (8, 28)}
YAWS = {"mugs": (-70, 70), "vases": (-180, 180), "lamps": (-180, 180), "chairs": (-60, 60)}
# what the photographer makes room for, whatever of the category comes: half width and height, cm
ROOM_FOR = {"mugs": (8.2, 13.2), "vases": (9.5, 28.5), "lamps": (13.5, 45.0), "chairs": (26.0, 96)}
SHAPES = ((1.0, 1.0), (0.8, 1.0), (0.75, 1.0), (0.667, 1.0), (1.0, 0.8), (1.0, 0.75))


@dataclass(frozen=True)
class Scene:
    """One photograph's circumstances; angles in degrees, sizes in pixels, shares of 1 otherwise."""

    background: str
    tone: str
    second_tone: str
    wall: str
    clad_wall: bool
    style: int
    turn: float
    creased: float
    behind: float
    width: int
    height: int
    elevation: float
    yaw: float
    room_yaw: float
    focal: float
    fill: float
    aside: float
    raised: float
    light_azimuth: float
    light_height: float
    sharpness: float
    strength: float
    warmth: float
    window: float
    lamp: float
    exposure: float
    aperture: float
    grain: float
    quality: int
    salt: int


def drawn_scene(category: str, rng: np.random.Generator) -> Scene:
    """A photograph's circumstances; of the product they know no more than its category."""
    background = str(rng.choice(BACKGROUNDS))
    width, height = _resolution(rng)
    fill = float(rng.uniform(0.7, 0.96))
    return Scene(
        background=background,
        tone=str(rng.choice(TONES[background])),
        second_tone=str(rng.choice(SECOND_TONES)),
        wall=str(rng.choice(WALLS)),
        clad_wall=bool(rng.random() < 0.55),
        style=int(rng.integers(3)),
        turn=float(rng.choice([0.0, 90.0, 30.0, -40.0])) + float(rng.uniform(-8, 8)),
        creased=float(rng.uniform(0.3, 1.0)),
        behind=float(rng.uniform(0.9, 2.4)),
        width=width,
        height=height,
        elevation=float(rng.uniform(*ELEVATIONS[category])),
        yaw=float(rng.uniform(*YAWS[category])),
        room_yaw=float(rng.uniform(-22, 22)),
        focal=float(rng.uniform(50, 100)),
        fill=fill,
        aside=float(rng.uniform(-0.5, 0.5)) * (1.0 - fill),
        raised=float(rng.uniform(-0.35, 0.35)) * (1.0 - fill),
        light_azimuth=float(rng.choice([-1.0, 1.0]) * rng.uniform(20, 80)),
        light_height=float(rng.uniform(32, 62)),
        sharpness=float(rng.uniform(3.0, 9.0)),
        strength=float(rng.uniform(0.7, 1.3)),
        warmth=float(rng.uniform(-0.6, 1.0)),
        window=float(rng.uniform(0.4, 0.8)) if rng.random() < 0.35 else 0.0,
        lamp=float(rng.uniform(0.25, 0.9)) if rng.random() < 0.7 else 0.0,
        exposure=float(rng.uniform(0.95, 1.25)),
        aperture=float(rng.uniform(0.2, 1.0)),
        grain=float(rng.uniform(0.3, 1.0)),
        quality=int(rng.integers(72, 94)),
        salt=int(rng.integers(1, 100_000)),
    )


def _resolution(rng: np.random.Generator) -> tuple[int, int]:
    """Long side 420 to 900 pixels, more often small than large."""
    long_side = 420 + 480 * float(rng.random()) ** 2.4
    across, up = SHAPES[rng.integers(len(SHAPES))]
    return round(long_side * across), round(long_side * up)
