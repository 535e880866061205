"""Estimates with their intervals, one below the other, around a line at zero."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from surveys.figures.canvas import drawing, empty_axes, write, write_caption, write_small
from surveys.figures.forest_rows import LINE, Bar, Columns, Group, Row, columns_of, rows_of
from surveys.figures.lettering import TEXT
from surveys.figures.scale import Scale
from surveys.figures.styles import INK, STYLES

COLOUR = STYLES["ssim"].colour


def draw_forest(
    groups: Sequence[Group], *, axis_label: str, bound: float, width: int = 720
) -> Figure:
    """One row for every bar, the groups in their order, with zero on the scale.

    Names stand beside the rows, in several lines where they are long, or on a narrow figure above
    each row. An interval that reaches beyond `bound` is cut there and ends in an arrow.

    Parameters
    ----------
    groups : sequence of Group
    axis_label : str
        Already translated.
    bound : float
        The scale reaches as far as the intervals, but not beyond −bound and bound.
    width : int
        In CSS pixels.

    Raises
    ------
    ValueError
        If `width` is below 280.
    """
    bars = [bar for group in groups for bar in group.bars]
    with drawing():
        columns = columns_of(bars, width)
        scale = _scale(bars, columns, bound)
        rows = list(rows_of(groups, columns))
        bottom = rows[-1].bottom if rows else 2.0
        figure, axes = empty_axes(width, bottom + 56)
        for tick in scale.ticks(4 if columns.right - columns.left < 300 else 7):
            _draw_tick(axes, scale, tick, rows)
            words = f"{tick:g}".replace("-", "\N{MINUS SIGN}")
            write_small(axes, scale.at(tick), bottom + 16, words)
        write_caption(axes, width / 2, bottom + 38, axis_label)
        for row in rows:
            _draw_row(axes, scale, row)
    return figure


def _scale(bars: Sequence[Bar], columns: Columns, bound: float) -> Scale:
    known = [end for bar in bars for end in (bar.value, bar.low, bar.high) if math.isfinite(end)]
    ends = [0.0, *known]
    lowest, highest = max(min(ends), -bound), min(max(ends), bound)
    if lowest == highest:
        lowest, highest = -1.0, 1.0
    room = 0.04 * (highest - lowest)
    return Scale(lowest - room, highest + room, columns.left, columns.right)


def _draw_tick(axes: Axes, scale: Scale, tick: float, rows: Sequence[Row]) -> None:
    """Through all bars; the line at zero is stronger."""
    alpha, lw = (0.15, 1.0) if tick else (0.55, 1.5)
    for row in rows:
        xs, ys = [scale.at(tick)] * 2, [row.clear_of_name, row.bottom]
        axes.plot(xs, ys, color=INK, alpha=alpha, lw=lw, solid_capstyle="butt")


def _draw_row(axes: Axes, scale: Scale, row: Row) -> None:
    bar, y = row.bar, row.middle
    if row.heading:
        write(axes, 0, row.top - 16, row.heading, size=TEXT, weight="bold")
    for number, words in enumerate(row.lines):
        write(axes, 0, row.first_line + number * LINE, words, size=TEXT)
    beside = row.first_line if row.stacked else y
    write_small(axes, axes.get_xlim()[1], beside, bar.reading, ha="right")
    if math.isnan(bar.value):
        return
    if not math.isnan(bar.low):
        _draw_interval(axes, scale, bar, y)
    axes.plot(
        scale.at(scale.cut(bar.value)),
        y,
        ls="none",
        marker="o",
        ms=9,
        mew=2.2,
        color=COLOUR,
        mfc=COLOUR if bar.filled else "white",
        zorder=3,
    )


def _draw_interval(axes: Axes, scale: Scale, bar: Bar, y: float) -> None:
    ends = [scale.at(scale.cut(end)) for end in (bar.low, bar.high)]
    axes.plot(ends, [y, y], color=COLOUR, lw=2.5, solid_capstyle="butt")
    for value, end, arrow in zip((bar.low, bar.high), ends, "<>", strict=True):
        if value != scale.cut(value):
            axes.plot(end, y, ls="none", color=COLOUR, marker=arrow, ms=8, mew=0)
