"""How intervals narrow as participants come."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from surveys.figures.canvas import QUIET, drawing, empty_axes, write, write_caption, write_small
from surveys.figures.lettering import SMALL, shortened, width_of
from surveys.figures.scale import Scale
from surveys.figures.styles import INK, STYLES, Style

TOP, BOTTOM, LEFT = 34.0, 262.0, 46.0
LINE_OF_TEXT = 18.0

Point = tuple[float, float]  # participants and half width


@dataclass(frozen=True)
class Pen:
    """How a course is drawn; without dashes its line is whole."""

    style: Style
    dashes: tuple[int, ...] = ()

    @property
    def stroke(self) -> dict[str, Any]:
        dashes = {"dashes": self.dashes} if self.dashes else {}
        return {"color": self.style.colour, "lw": 2.2} | dashes

    @property
    def marker(self) -> dict[str, Any]:
        style = self.style
        return {
            "ls": "none",
            "marker": style.marker,
            "ms": style.size * 0.65,
            "color": style.colour,
        }

    @property
    def arrow(self) -> dict[str, Any]:
        return self.marker | {"marker": "^", "ms": self.style.size, "mfc": "white", "mew": 1.8}


PENS = (Pen(STYLES["ssim"]), Pen(STYLES["efficientnet"], (6, 3)))


@dataclass(frozen=True)
class Course:
    """Half widths over numbers of participants; nan where there is no interval.

    `label` is already translated.
    """

    label: str
    widths: Sequence[float]


def draw_growth(
    participants: Sequence[int],
    courses: Sequence[Course],
    *,
    wanted: float | None,
    wanted_label: str,
    axis_label: str,
    above: str,
    width: int = 720,
) -> Figure:
    """Up to two lines, told apart by colour, marker and dashes, over the order of arrival.

    The scale ends at four times the median, so that the first few participants do not press
    everything else together. A course that comes from above it begins with an arrow at its end.

    Parameters
    ----------
    participants : ascending
    courses : up to two
    wanted : float or None
        A dashed line at this half width, if there is one.
    wanted_label, axis_label, above : str
        Already translated: what the dashed line is, the words below and above.
    width : int
        In CSS pixels.

    Raises
    ------
    ValueError
        If `width` is below 280.
    """
    key = LINE_OF_TEXT * len(courses)
    x = Scale(participants[0], participants[-1], LEFT + 8, width - 22)
    y = Scale(0, _highest(courses, wanted), BOTTOM + key, TOP + 4 + key)
    with drawing():
        figure, axes = empty_axes(width, y.start + 58)
        _draw_scales(axes, x, y)
        if wanted is not None:
            _draw_wanted(axes, y.at(wanted), y.start, wanted_label)
        for number, (course, pen) in enumerate(zip(courses, PENS, strict=False)):
            _draw_key(axes, TOP - 4 + LINE_OF_TEXT * number, course.label, pen)
            _draw_course(axes, x, y, participants, course.widths, pen)
        write_small(axes, 0, 10, shortened(above, width, SMALL), ha="left")
        write_caption(axes, (LEFT + width - 14) / 2, y.start + 42, axis_label)
    return figure


def _highest(courses: Sequence[Course], wanted: float | None) -> float:
    """Of the scale: of all widths up to four times the median, and what is wanted."""
    known = sorted(half for course in courses for half in course.widths if not math.isnan(half))
    highest = min(known[-1], 4 * known[len(known) // 2]) if known else 1.0
    return 1.08 * max(highest, wanted or 0.0)


def _draw_scales(axes: Axes, x: Scale, y: Scale) -> None:
    width = axes.get_xlim()[1]
    for tick in y.ticks(5):
        axes.plot([LEFT, width - 14], [y.at(tick)] * 2, color=INK, alpha=0.15, lw=1)
        write_small(axes, LEFT - 8, y.at(tick), f"±{tick:g}", ha="right")
    for tick in x.ticks(4 if width < 500 else 8, whole=True):
        write_small(axes, x.at(tick), y.start + 18, f"{tick:g}")


def _draw_wanted(axes: Axes, y: float, bottom: float, label: str) -> None:
    """A dashed line with its name below, or above it where that would meet the scale."""
    right = axes.get_xlim()[1] - 14
    axes.plot([LEFT, right], [y, y], color=INK, lw=1.5, dashes=(4, 3), alpha=QUIET)
    label = shortened(label, right - LEFT - 8, SMALL)
    below = y + 12 if y + 20 < bottom else y - 10
    write_small(axes, right - width_of(label, SMALL), below, label, ha="left")


def _draw_key(axes: Axes, y: float, label: str, pen: Pen) -> None:
    axes.plot([LEFT, LEFT + 34], [y, y], **pen.stroke)
    axes.plot(LEFT + 17, y, **pen.marker)
    room = axes.get_xlim()[1] - 14 - LEFT - 44
    write(axes, LEFT + 44, y, shortened(label, room, SMALL), size=SMALL)


def _draw_course(
    axes: Axes,
    x: Scale,
    y: Scale,
    participants: Sequence[int],
    widths: Sequence[float],
    pen: Pen,
) -> None:
    known = [
        (float(count), half)
        for count, half in zip(participants, widths, strict=True)
        if not math.isnan(half)
    ]
    within = [point for point in known if point[1] <= y.highest]
    crossings = [
        _crossing(one, other, y.highest)
        for one, other in pairwise(known)
        if (one[1] > y.highest) != (other[1] > y.highest)
    ]
    course = sorted(within + crossings)
    for points, look in ((course, pen.stroke), (within, pen.marker), (crossings, pen.arrow)):
        if points:
            counts, halves = zip(*points, strict=True)
            axes.plot([x.at(count) for count in counts], [y.at(half) for half in halves], **look)


def _crossing(one: Point, other: Point, highest: float) -> Point:
    """Where the straight line between two points has this height."""
    share = (one[1] - highest) / (one[1] - other[1])
    return one[0] + share * (other[0] - one[0]), highest
