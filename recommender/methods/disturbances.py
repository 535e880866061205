"""What may differ between two photographs of one product, done to a picture on purpose.

Each disturbance is a fixed change with recorded parameters; what it draws comes from a generator
that its caller seeds, so that the same seed disturbs the same product in the same way.
"""

import hashlib
import io
import json
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from recommender.methods import backdrops
from recommender.methods.segmentation import cut_out

Colour = tuple[int, int, int]
Corners = NDArray[np.float64]


class Undisturbable(Exception):
    """A picture cannot be disturbed in one way, and the text says why."""


@dataclass(frozen=True)
class Disturbed:
    """A disturbed RGB picture, and what was drawn for it, as JSON."""

    picture: Image.Image
    drawn: dict[str, Any]


class Disturbance(ABC):
    """One way of disturbing a picture.

    Attributes
    ----------
    key : str
        Its name in files and addresses.
    version : int
        Part of what disturbed pictures are kept under: another number, and nothing is taken over.
    parameters : dict
        All that is fixed about it, as JSON.
    needs_mask : bool
        Whether it must know where the product is.
    """

    key: ClassVar[str]
    version: ClassVar[int] = 1
    parameters: ClassVar[dict[str, Any]] = {}
    needs_mask: ClassVar[bool] = False

    @abstractmethod
    def apply(
        self, picture: Image.Image, mask: Image.Image | None, generator: np.random.Generator
    ) -> Disturbed:
        """The picture disturbed; `mask` is an 'L' image of its size where `needs_mask`.

        Raises
        ------
        Undisturbable
            If the mask shows no product, or no background.
        """


class OtherBackground(Disturbance):
    """The product in front of a drawn background; the mask says, softly, where it shows."""

    key = "background"
    parameters = {
        "kinds": list(backdrops.KINDS),
        "saturation": list(backdrops.SATURATION),
        "brightness": list(backdrops.BRIGHTNESS),
        "boards": list(backdrops.BOARDS),
        "blend": "the mask's own values",
    }
    needs_mask = True

    def apply(
        self, picture: Image.Image, mask: Image.Image | None, generator: np.random.Generator
    ) -> Disturbed:
        if mask is None:
            raise ValueError("A background is exchanged with a mask.")
        if failure := cut_out(picture, mask).failure:
            raise Undisturbable(failure)
        backdrop, kind = backdrops.backdrop(picture.size, generator)
        return Disturbed(Image.composite(picture, backdrop, mask), {"kind": kind})


class Rotated(Disturbance):
    """Turned about the middle of an unchanged frame."""

    key = "rotated"
    parameters = {"degrees": [8, 20], "either_way": True, "exposed": "edge colour"}

    def apply(
        self, picture: Image.Image, mask: Image.Image | None, generator: np.random.Generator
    ) -> Disturbed:
        degrees = generator.uniform(*self.parameters["degrees"]) * generator.choice([-1, 1])
        fill = edge_colour(picture)
        turned = picture.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=fill)
        return Disturbed(turned, {"degrees": round(float(degrees), 2)})


class Perspective(Disturbance):
    """Seen aslant: one side of the picture is further away, and so smaller and further in."""

    key = "perspective"
    parameters = {"shorter_by": [0.15, 0.3], "sides": 4, "exposed": "edge colour"}

    def apply(
        self, picture: Image.Image, mask: Image.Image | None, generator: np.random.Generator
    ) -> Disturbed:
        shorter = generator.uniform(*self.parameters["shorter_by"])
        side = int(generator.integers(self.parameters["sides"]))
        unit = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], dtype=np.float64)
        corners = (unit + _further_away(side, shorter)) * picture.size
        return Disturbed(
            projected(picture, corners),
            {"side": ("top", "left", "bottom", "right")[side], "shorter": round(shorter, 3)},
        )


class Scaled(Disturbance):
    """Smaller, and somewhere else in an unchanged frame."""

    key = "scaled"
    parameters = {"factor": [0.6, 0.8], "place": "anywhere in the frame", "exposed": "edge colour"}

    def apply(
        self, picture: Image.Image, mask: Image.Image | None, generator: np.random.Generator
    ) -> Disturbed:
        factor = float(generator.uniform(*self.parameters["factor"]))
        width, height = (max(1, round(side * factor)) for side in picture.size)
        left = int(generator.integers(picture.width - width + 1))
        top = int(generator.integers(picture.height - height + 1))
        frame = Image.new("RGB", picture.size, edge_colour(picture))
        frame.paste(picture.resize((width, height), Image.Resampling.BICUBIC), (left, top))
        return Disturbed(frame, {"factor": round(factor, 3), "left": left, "top": top})


class Coarse(Disturbance):
    """A quarter of the width and of the height, stored as a JPEG of low quality."""

    key = "coarse"
    parameters = {"divisor": 4, "jpeg_quality": 20, "subsampling": "4:2:0"}

    def apply(
        self, picture: Image.Image, mask: Image.Image | None, generator: np.random.Generator
    ) -> Disturbed:
        size = [max(1, side // self.parameters["divisor"]) for side in picture.size]
        small = picture.resize((size[0], size[1]), Image.Resampling.BICUBIC)
        file = io.BytesIO()
        quality, subsampling = self.parameters["jpeg_quality"], self.parameters["subsampling"]
        small.save(file, "JPEG", quality=quality, subsampling=subsampling)
        return Disturbed(Image.open(file).convert("RGB"), {"width": size[0], "height": size[1]})


class Light(Disturbance):
    """All values times one gain, cut off at white."""

    def apply(
        self, picture: Image.Image, mask: Image.Image | None, generator: np.random.Generator
    ) -> Disturbed:
        gain = self.parameters["gain"]
        values = [min(255, round(value * gain)) for value in range(256)]
        return Disturbed(picture.point(values * 3), {"gain": gain})


class Brighter(Light):
    key = "brighter"
    parameters = {"gain": 1.4}


class Darker(Light):
    key = "darker"
    parameters = {"gain": 0.6}


DISTURBANCES: tuple[Disturbance, ...] = (
    OtherBackground(),
    Rotated(),
    Perspective(),
    Scaled(),
    Coarse(),
    Brighter(),
    Darker(),
)


def generator_of(*, seed: int, identifier: str, key: str) -> np.random.Generator:
    """The generator of one product and one disturbance, independent of all others."""
    named = json.dumps([seed, identifier, key]).encode()
    return np.random.default_rng(int.from_bytes(hashlib.sha256(named).digest()))


def edge_colour(picture: Image.Image) -> Colour:
    """The median of the outermost pixels, channel by channel: with it exposed places are filled."""
    pixels = np.asarray(picture)
    frame = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    red, green, blue = np.median(frame, axis=0).astype(int).tolist()
    return red, green, blue


def projected(picture: Image.Image, corners: Corners) -> Image.Image:
    """The picture with its corners brought to other places of an unchanged frame.

    Parameters
    ----------
    picture : RGB image
    corners : float64 array (4, 2)
        Where the upper left, upper right, lower right and lower left corners go, as (x, y) in
        pixels; no three on a line.

    Notes
    -----
    Each target (x, y) is read at ((ax + by + c) / (gx + hy + 1), (dx + ey + f) / (gx + hy + 1)).
    The four corners give eight linear equations for a … h (Heckbert 1989, Fundamentals of texture
    mapping and image warping, UCB/CSD-89-516, section 2.2.3).
    """
    width, height = picture.size
    sources = [(0, 0), (width, 0), (width, height), (0, height)]
    equations, values = [], []
    for (x, y), (u, v) in zip(corners.tolist(), sources, strict=True):
        equations += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    coefficients = np.linalg.solve(np.array(equations), np.array(values)).tolist()
    return picture.transform(
        picture.size,
        Image.Transform.PERSPECTIVE,
        coefficients,
        Image.Resampling.BICUBIC,
        fillcolor=edge_colour(picture),
    )


def _further_away(side: int, shorter: float) -> Corners:
    """How a unit square's corners move; side 0 is the top, the next ones follow anticlockwise."""
    steps = np.array([[1, 1], [-1, 1], [0, 0], [0, 0]]) * shorter / 2
    for _quarter in range(side):
        steps = np.roll(np.stack([steps[:, 1], -steps[:, 0]], axis=1), -1, axis=0)
    return steps
