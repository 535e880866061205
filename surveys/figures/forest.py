"""Estimates with their intervals, one below the other, around a line at zero."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from surveys.figures.canvas import QUIET, check_width, drawing, empty_axes, write
from surveys.figures.lettering import SMALL, TEXT, plain, shortened, width_of, wrapped
from surveys.figures.picture import Picture
from surveys.figures.styles import INK, STYLES

WIDE, MOST_FOR_NAMES = 560, 0.44
LINE, GAP = 18.0, 13.0  # of a row's label, and between two rows
COLOUR = STYLES["ssim"].colour


@dataclass(frozen=True)
class Bar:
    """One row.

    Attributes
    ----------
    lines : tuple of str
        Its name; long ones on several lines.
    value, low, high : float
        nan where there is none.
    reading : str
        The numbers as people read them, to stand beside it.
    filled : bool
        A filled marker says that it differs from zero, a hollow one that it may not.
    spoken : str
        All of it for those who do not see it.
    """

    lines: tuple[str, ...]
    value: float
    low: float
    high: float
    reading: str
    spoken: str
    filled: bool = True


@dataclass(frozen=True)
class Group:
    """Rows under a heading; an empty one is left out."""

    heading: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Place:
    """Where things are, in CSS pixels from the top left corner."""

    width: float
    stacked: bool
    left: float
    right: float
    label_width: float
    lowest: float
    highest: float

    def lines(self, bar: Bar) -> list[str]:
        """The bar's name in lines that fit; above the row, each of its lines stays one."""
        names = [plain(line) for line in bar.lines]
        if self.stacked:
            return [shortened(name, self.label_width) for name in names]
        parts = [part for name in names for part in wrapped(name, self.label_width, TEXT)]
        return [shortened(part, self.label_width) for part in parts]

    def x(self, value: float) -> float:
        share = (value - self.lowest) / (self.highest - self.lowest)
        return self.left + (self.right - self.left) * share


def forest_picture(
    groups: Sequence[Group],
    *,
    title: str,
    axis_label: str,
    bound: float | None = None,
    zero: bool = True,
    width: int = 720,
) -> Picture:
    """One row for every bar, the groups in their order.

    Names stand beside the rows, in several lines where they are long, or on a narrow figure above
    each row. An interval that reaches beyond `bound` is cut there and ends in an arrow.

    Parameters
    ----------
    groups : sequence of Group
    title, axis_label : str
        Already translated.
    bound : float, optional
        The scale reaches from −bound to bound at most; without it, as far as the intervals.
    zero : bool
        Whether zero is on the scale, with a line of its own.
    width : int
        In CSS pixels.

    Raises
    ------
    ValueError
        If `width` is below 280.
    """
    check_width(width)
    with drawing():
        figure = _draw(groups, axis_label, bound, zero, width)
    spoken = [
        f"{group.heading}: {bar.spoken}" if group.heading else bar.spoken
        for group in groups
        for bar in group.bars
    ]
    return Picture(figure, title, "; ".join(map(plain, spoken)))


def _draw(
    groups: Sequence[Group], axis_label: str, bound: float | None, zero: bool, width: int
) -> Figure:
    bars = [bar for group in groups for bar in group.bars]
    place = _place(bars, bound, zero, width)
    tops, bottom = _tops(groups, place)
    figure, axes = empty_axes(width, bottom + 56)
    ticks = [
        tick
        for tick in MaxNLocator(4 if place.right - place.left < 300 else 7).tick_values(
            place.lowest, place.highest
        )
        if place.lowest <= tick <= place.highest
    ]
    for tick in ticks:
        strong = zero and tick == 0
        x = place.x(tick)
        for top in tops.values():
            lines = top[2] * LINE + GAP / 2 if place.stacked else 0.0
            axes.plot(
                [x, x],
                [top[0] + lines, top[1]],
                color=INK,
                alpha=0.55 if strong else 0.15,
                lw=1.5 if strong else 1,
                solid_capstyle="butt",
            )
        write(axes, x, bottom + 16, _tick(tick), size=SMALL, ha="center", alpha=QUIET)
    for line, words in enumerate(_axis_lines(axis_label, width)):
        write(axes, width / 2, bottom + 38 + line * 16, words, size=SMALL, ha="center", alpha=QUIET)
    for group in groups:
        if group.heading and group.bars:
            y = tops[id(group.bars[0])][0] - 16
            write(axes, 0, y, plain(group.heading), size=TEXT, weight="bold")
        for bar in group.bars:
            _draw_bar(axes, place, bar, tops[id(bar)])
    return figure


def _axis_lines(words: str, width: float) -> list[str]:
    if width_of(words, SMALL) <= width:
        return [words]
    return [shortened(words, width, SMALL)]


def _place(bars: Sequence[Bar], bound: float | None, zero: bool, width: int) -> Place:
    ends = [end for bar in bars for end in (bar.value, bar.low, bar.high) if math.isfinite(end)]
    lowest, highest = min(ends, default=-1.0), max(ends, default=1.0)
    if zero:
        lowest, highest = min(lowest, 0.0), max(highest, 0.0)
    if bound is not None:
        lowest, highest = max(lowest, -bound), min(highest, bound)
    if not lowest < highest:
        lowest, highest = lowest - 1, highest + 1
    room = 0.04 * (highest - lowest)
    names = [plain(line) for bar in bars for line in bar.lines]
    widest = max((width_of(name, TEXT) for name in names), default=0.0)
    reading = max((width_of(bar.reading, SMALL) for bar in bars), default=0.0)
    stacked = widest + reading + 150 > width and width < WIDE
    column = min(widest, MOST_FOR_NAMES * width)
    return Place(
        width=width,
        stacked=stacked,
        left=10.0 if stacked else column + 22,
        right=width - 12 if stacked else width - reading - 22,
        label_width=width - reading - 12 if stacked else column,
        lowest=lowest - room,
        highest=highest + room,
    )


def _tops(
    groups: Sequence[Group], place: Place
) -> tuple[dict[int, tuple[float, float, int]], float]:
    """Top and bottom of each row, with the lines of its label; and where all rows end."""
    tops: dict[int, tuple[float, float, int]] = {}
    y = 2.0
    for group in groups:
        if group.heading and group.bars:
            y += 34
        for bar in group.bars:
            lines = len(place.lines(bar))
            height = lines * LINE + (26 if place.stacked else 0) + GAP
            tops[id(bar)] = y, y + height, lines
            y += height
    return tops, y


def _draw_bar(axes: Axes, place: Place, bar: Bar, top: tuple[float, float, int]) -> None:
    start, end, lines = top
    middle = end - GAP / 2 - 12 if place.stacked else (start + end) / 2
    first = start + GAP / 2 + LINE / 2 if place.stacked else middle - (lines - 1) * LINE / 2
    for number, words in enumerate(place.lines(bar)):
        write(axes, 0, first + number * LINE, words, size=TEXT)
    reading = first if place.stacked else middle
    write(axes, place.width, reading, bar.reading, size=SMALL, ha="right", alpha=QUIET)
    if math.isnan(bar.value):
        return
    if not math.isnan(bar.low):
        _draw_interval(axes, place, bar, middle)
    axes.plot(
        place.x(_cut(bar.value, place)),
        middle,
        ls="none",
        marker="o",
        ms=9,
        mew=2.2,
        color=COLOUR,
        mfc=COLOUR if bar.filled else "white",
        zorder=3,
    )


def _draw_interval(axes: Axes, place: Place, bar: Bar, y: float) -> None:
    ends = [_cut(end, place) for end in (bar.low, bar.high)]
    axes.plot([place.x(end) for end in ends], [y, y], color=COLOUR, lw=2.5, solid_capstyle="butt")
    for end, cut, arrow in zip((bar.low, bar.high), ends, "<>", strict=True):
        if end != cut:
            axes.plot(place.x(cut), y, ls="none", color=COLOUR, marker=arrow, ms=8, mew=0)


def _cut(value: float, place: Place) -> float:
    return min(max(value, place.lowest), place.highest)


def _tick(value: float) -> str:
    return f"{value:g}".replace("-", "\N{MINUS SIGN}")
