"""How intervals narrow as participants come."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from surveys.figures.canvas import QUIET, check_width, drawing, empty_axes, write
from surveys.figures.lettering import SMALL, plain, shortened, width_of
from surveys.figures.picture import Picture
from surveys.figures.styles import INK, STYLES, Style

HEIGHT = 320
TOP, BOTTOM, LEFT = 34.0, 262.0, 46.0
LINE_OF_TEXT = 18.0
LINES: tuple[tuple[Style, tuple[int, ...]], ...] = (
    (STYLES["ssim"], ()),
    (STYLES["efficientnet"], (6, 3)),
)


@dataclass(frozen=True)
class Course:
    """Half widths over numbers of participants; nan where there is no interval.

    `label` is already translated.
    """

    label: str
    widths: Sequence[float]


def growth_picture(
    participants: Sequence[int],
    courses: Sequence[Course],
    *,
    wanted: float | None,
    wanted_label: str,
    title: str,
    axis_label: str,
    above: str,
    width: int = 720,
) -> Picture:
    """Up to two lines, told apart by colour, marker and dashes, over the order of arrival.

    Widths above four times the median are cut, so that the first few participants do not press
    everything else together.

    Parameters
    ----------
    participants : ascending
    courses : up to two
    wanted : float or None
        A dashed line at this half width, if there is one.
    wanted_label, title, axis_label, above : str
        Already translated: what the dashed line is, the figure's name, the words below and above.
    width : int
        In CSS pixels.

    Raises
    ------
    ValueError
        If `width` is below 280.
    """
    check_width(width)
    with drawing():
        figure = _draw(participants, courses, wanted, (wanted_label, axis_label, above), width)
    spoken = [
        f"{plain(course.label)}: "
        + ", ".join(
            f"{number}: ±{half:.1f}"
            for number, half in zip(participants, course.widths, strict=True)
            if not math.isnan(half)
        )
        for course in courses
    ]
    return Picture(figure, title, "; ".join(spoken))


def _draw(
    participants: Sequence[int],
    courses: Sequence[Course],
    wanted: float | None,
    words: tuple[str, str, str],
    width: int,
) -> Figure:
    key = TOP - 6 + LINE_OF_TEXT * len(courses)
    top, bottom = key + 10, BOTTOM + LINE_OF_TEXT * len(courses)
    figure, axes = empty_axes(width, bottom + 58)
    known = sorted(half for course in courses for half in course.widths if not math.isnan(half))
    median = known[len(known) // 2] if known else 1.0
    highest = min(known[-1], 4 * median) if known else 1.0
    highest = 1.08 * max(highest, wanted or 0.0)
    first, last = participants[0], participants[-1]
    right = width - 14.0

    def x_of(number: float) -> float:
        return LEFT + 8 + (right - LEFT - 16) * (number - first) / max(last - first, 1)

    def y_of(half: float) -> float:
        return bottom - (bottom - top) * min(half, highest) / highest

    for tick in MaxNLocator(5).tick_values(0, highest):
        if 0 <= tick <= highest:
            y = y_of(tick)
            axes.plot([LEFT, right], [y, y], color=INK, alpha=0.15, lw=1)
            write(axes, LEFT - 8, y, f"±{tick:g}", size=SMALL, ha="right", alpha=QUIET)
    for tick in MaxNLocator(4 if width < 500 else 8, integer=True).tick_values(first, last):
        if first <= tick <= last:
            write(axes, x_of(tick), bottom + 18, f"{tick:g}", size=SMALL, ha="center", alpha=QUIET)
    if wanted is not None:
        y = y_of(wanted)
        axes.plot([LEFT, right], [y, y], color=INK, lw=1.5, dashes=(4, 3), alpha=QUIET)
        label = shortened(words[0], right - LEFT - 8, SMALL)
        below = y + 12 if y + 20 < bottom else y - 10
        write(axes, right - width_of(label, SMALL), below, label, size=SMALL, alpha=QUIET)
    for number, (course, (style, dashes)) in enumerate(zip(courses, LINES, strict=False)):
        places = [
            (x_of(count), y_of(half))
            for count, half in zip(participants, course.widths, strict=True)
            if not math.isnan(half)
        ]
        y = TOP - 4 + LINE_OF_TEXT * number
        _draw_line(axes, [(LEFT, y), (LEFT + 34, y)], style, dashes, every=False)
        write(axes, LEFT + 44, y, shortened(course.label, right - LEFT - 44, SMALL), size=SMALL)
        _draw_line(axes, places, style, dashes)
    write(axes, 0, 10, shortened(words[2], width, SMALL), size=SMALL, alpha=QUIET)
    write(
        axes,
        (LEFT + right) / 2,
        bottom + 42,
        shortened(words[1], width, SMALL),
        size=SMALL,
        ha="center",
        alpha=QUIET,
    )
    return figure


def _draw_line(
    axes: Axes,
    places: Sequence[tuple[float, float]],
    style: Style,
    dashes: tuple[int, ...],
    *,
    every: bool = True,
) -> None:
    if not places:
        return
    xs, ys = zip(*places, strict=True)
    options: dict[str, Any] = {"dashes": dashes} if dashes else {}
    axes.plot(xs, ys, color=style.colour, lw=2.2, **options)
    if not every:
        xs, ys = (sum(xs) / 2,), (ys[0],)
    axes.plot(xs, ys, ls="none", marker=style.marker, ms=style.size * 0.65, color=style.colour)
