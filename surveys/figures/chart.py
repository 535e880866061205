"""The chart of a round's results: one row a method, best on top, as a self-contained SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from surveys.figures.canvas import QUIET, check_width, drawing, empty_axes, write
from surveys.figures.lettering import HEADING, SMALL, TEXT, plain, shortened, width_of, wrapped
from surveys.figures.picture import Picture
from surveys.figures.styles import INK, Style, algorithm_of, styles_of
from surveys.statistics import MethodSummary, Results, Score
from surveys.statistics.contrasts import SEGMENTED


@dataclass(frozen=True)
class Layout:
    """Where things are, in CSS pixels from the top left corner."""

    width: float
    stacked: bool
    left: float
    right: float
    label_width: float
    top: float
    row_height: float
    rows: int

    @property
    def bottom(self) -> float:
        return self.top + self.row_height * self.rows

    @property
    def height(self) -> float:
        return self.bottom + 54

    def x(self, score: float) -> float:
        return self.left + (self.right - self.left) * score / 100

    def y(self, row: int, share: float) -> float:
        return self.top + self.row_height * (row + share)


def scores_picture(
    results: Results,
    *,
    title: str,
    axis_label: str,
    labels: Mapping[str, str],
    width: int = 720,
) -> Picture:
    """Picture of every method's score from 0 to 100, as a dot with its interval.

    Names stand in a column beside the rows, or above each row where the column would take more
    than 40 % of the width, as on a phone. A method without an interval shows its dot alone; one
    without ratings its name and a dash. An interval that reaches beyond the scale is cut there
    and ends in an arrow. Ink is `currentColor`: dark in an <img>, the page's colour inline. No
    style element or attribute is used, so that a strict content security policy lets it pass.

    Parameters
    ----------
    results : Results
        Drawn in the order of `results.methods`.
    title, axis_label : str
        Already translated. An empty title is left out.
    labels : mapping of str to str
        Name of each method key; a key without one is shown as it is.
    width : int
        In CSS pixels; text has the same size at every width. 360 suits a phone, 720 a desktop.

    Raises
    ------
    ValueError
        If `width` is below 280.
    """
    check_width(width)
    names = [plain(labels.get(row.method, row.method)) for row in results.methods]
    with drawing():
        figure = _draw(results.methods, names, title, axis_label, width)
    readings = [" ".join(_reading(summary.score)).strip() for summary in results.methods]
    spoken = [f"{name}: {reading}" for name, reading in zip(names, readings, strict=True)]
    return Picture(figure, title or axis_label, "; ".join(spoken))


def _draw(
    methods: tuple[MethodSummary, ...],
    names: list[str],
    title: str,
    axis_label: str,
    width: int,
) -> Figure:
    heading = wrapped(title, width)
    layout = _layout(names, len(heading), width)
    figure, axes = empty_axes(layout.width, layout.height)
    for number, line in enumerate(heading):
        write(axes, 0, 14 + number * HEADING * 1.35, line, size=HEADING, weight="bold")
    _draw_scale(axes, layout, axis_label)
    styles = styles_of(summary.method for summary in methods)
    for row, (summary, name) in enumerate(zip(methods, names, strict=True)):
        _draw_name(axes, layout, row, name, summary.score)
        _draw_score(axes, layout, row, summary, styles[algorithm_of(summary.method)])
    return figure


def _layout(names: list[str], heading_lines: int, width: int) -> Layout:
    widest = max((width_of(name, TEXT) for name in names), default=0.0)
    stacked = widest > 0.4 * width
    readings = 44.0 if stacked else 118.0
    return Layout(
        width=width,
        stacked=stacked,
        # Room for half a marker or half of the number below it.
        left=12 if stacked else widest + 32,
        right=width - (16 if stacked else readings + 24),
        label_width=width - readings if stacked else widest,
        top=heading_lines * HEADING * 1.35 + 20 if heading_lines else 6,
        row_height=64 if stacked else 44,
        rows=len(names),
    )


def _draw_scale(axes: Axes, layout: Layout, axis_label: str) -> None:
    # Beside names the lines run through; below them each row has its own, clear of the text.
    start, stop = (0.44, 0.88) if layout.stacked else (0.0, 1.0)
    for score in (0, 25, 50, 75, 100):
        x = layout.x(score)
        for row in range(layout.rows):
            ends = [layout.y(row, start), layout.y(row, stop)]
            axes.plot([x, x], ends, color=INK, alpha=0.15, lw=1, solid_capstyle="butt")
        write(axes, x, layout.bottom + 15, str(score), size=SMALL, ha="center", alpha=QUIET)
    middle = (layout.left + layout.right) / 2
    write(axes, middle, layout.bottom + 38, axis_label, size=SMALL, ha="center", alpha=QUIET)


def _draw_name(axes: Axes, layout: Layout, row: int, name: str, score: Score) -> None:
    """The method's name at the left; at the right its score, and where there is room the ends."""
    y = layout.y(row, 0.27 if layout.stacked else 0.5)
    write(axes, 0, y, shortened(name, layout.label_width), size=TEXT)
    value, ends = _reading(score)
    x = layout.width if layout.stacked else layout.width - 64
    write(axes, x, y, value, size=TEXT, weight="bold", ha="right")
    if not layout.stacked:
        write(axes, layout.width, y, ends, size=SMALL, ha="right", alpha=QUIET)


def _draw_score(axes: Axes, layout: Layout, row: int, summary: MethodSummary, style: Style) -> None:
    score, y = summary.score, layout.y(row, 0.66 if layout.stacked else 0.5)
    if math.isnan(score.value):
        return
    centre, hollow = layout.x(score.value), summary.method.endswith(SEGMENTED)
    # Through a hollow marker the line would be seen, so it starts at the marker's edge.
    gap = style.size / 2 + 1.5 if hollow else 0.0
    for end, side, arrow in ((score.low, -1, "<"), (score.high, 1, ">")):
        start, stop = centre + side * gap, layout.x(_cut(end))
        if side * (stop - start) > 0:
            axes.plot([start, stop], [y, y], color=style.colour, lw=3, solid_capstyle="butt")
        if end < 0 or end > 100:
            axes.plot(stop, y, ls="none", color=style.colour, marker=arrow, ms=9, mew=0)
    axes.plot(
        centre,
        y,
        ls="none",
        color=style.colour,
        marker=style.marker,
        ms=style.size,
        mew=2.5,
        mfc="none" if hollow else style.colour,
    )


def _reading(score: Score) -> tuple[str, str]:
    """The score and its interval as whole numbers, for example ("72", "65–78")."""
    if math.isnan(score.value):
        return "–", ""
    if math.isnan(score.low):
        return f"{score.value:.0f}", ""
    return f"{score.value:.0f}", f"{_cut(score.low):.0f}–{_cut(score.high):.0f}"


def _cut(score: float) -> float:
    return score if math.isnan(score) else min(max(score, 0.0), 100.0)
