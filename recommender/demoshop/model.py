"""A product put together: its solids, the grids of its turned profiles, and its materials."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.demoshop import materials, shapes
from recommender.demoshop.palette import BLACK, OAK, WALNUT
from recommender.demoshop.patterns import (
    AROUND,
    BANDS,
    CHECKS,
    DIP,
    DOTS,
    FLAT,
    PLAIN,
    SPECKLE,
    STRIPES,
    TRIM,
    UPRIGHT,
)  # fmt: skip
from recommender.demoshop.profile import Outline, grid
from recommender.demoshop.vectors import Triple

SPECKS = (0.16, 0.12, 0.09)

TIMBERS = {"oak legs": OAK, "walnut legs": WALNUT, "black legs": BLACK}


@dataclass
class Model:
    """Filled by the makers in `ware` and `furniture`; read by `render`. Lengths in centimetres."""

    parts: list[shapes.Part] = field(default_factory=list)
    grids: list[NDArray[np.float32]] = field(default_factory=list)
    materials: list[dict[str, Any]] = field(default_factory=list)
    lamp_y: float = 0.0

    def material(self, surface: int, base: Triple, **values: Any) -> int:
        """Add a material and return the number by which parts name it."""
        self.materials.append(materials.row(surface, base, **values))
        return len(self.materials) - 1

    def turn(
        self, material: int, outline: Outline, thickness: float, *, flutes: int = 0,
        flute: float = 0.0,
    ) -> None:  # fmt: skip
        """Add a turned wall along the outline, a list of (radius, height)."""
        margin = 0.5 * thickness + flute + 0.3
        wide = max(r for r, _ in outline) + margin
        low, high = min(y for _, y in outline) - margin, max(y for _, y in outline) + margin
        self.grids.append(grid(outline, thickness, wide=wide, low=low, high=high))
        self.parts.append(
            shapes.lathe(
                material, len(self.grids) - 1, wide=wide, low=low, high=high,
                flutes=flutes, flute=flute,
            )
        )  # fmt: skip

    def add(self, *parts: shapes.Part) -> None:
        """Add solids that need no profile."""
        self.parts += parts


def glazed(name: str, low: float, high: float, around: float) -> dict[str, Any]:
    """How a pattern is laid around a vessel between two heights; `around` is its circumference."""
    pitch = (high - low) / max(3, round((high - low) / (0.11 * around)))
    codes = {
        "plain": PLAIN,
        "striped": STRIPES,
        "dotted": DOTS,
        "banded": BANDS,
        "two-tone": DIP,
        "speckled": SPECKLE,
    }
    repeats = max(6, round(around / pitch))
    if name == "speckled":
        pitch = 0.011 * around + 0.2
    return {
        "pattern": codes[name],
        "mapping": AROUND,
        "low": low,
        "high": high,
        "pitch": pitch,
        "repeats": repeats,
    }


def woven(name: str, pitch: float) -> dict[str, Any]:
    """How a pattern lies on upholstery, one repeat every `pitch` centimetres."""
    codes = {"plain": PLAIN, "striped": UPRIGHT, "dotted": DOTS, "checked": CHECKS}
    return {"pattern": codes[name], "mapping": FLAT, "pitch": pitch}


def shaded(name: str, low: float, high: float, around: float) -> dict[str, Any]:
    """How a pattern lies around a lampshade."""
    codes = {"plain": PLAIN, "striped": UPRIGHT, "dotted": DOTS, "trimmed": TRIM, "checked": CHECKS}
    repeats = 16 if name != "striped" else 20
    pitch = around / repeats
    if name == "trimmed":
        trim = 0.1 * (high - low)
        low, high = low + trim, high - trim
    return {
        "pattern": codes[name],
        "mapping": AROUND,
        "low": low,
        "high": high,
        "pitch": pitch,
        "repeats": repeats,
    }
