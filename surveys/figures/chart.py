"""The chart of a round's results: one row a method, best on top."""

from __future__ import annotations

import math
from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from surveys.figures.canvas import drawing, empty_axes, write, write_caption, write_small
from surveys.figures.lettering import TEXT, plain
from surveys.figures.rows import Above, Beside, Rows, rows_of
from surveys.figures.scale import Scale
from surveys.figures.styles import INK, Style, algorithm_of, styles_of
from surveys.statistics import MethodSummary, Results, Score
from surveys.statistics.contrasts import SEGMENTED


def draw_scores(
    results: Results, *, axis_label: str, labels: Mapping[str, str], width: int = 720
) -> Figure:
    """Every method's score from 0 to 100, as a dot with its interval.

    Names stand in a column beside the rows, or above each row where the column would take more
    than 40 % of the width, as on a phone. A method without an interval shows its dot alone; one
    without ratings its name and a dash. An interval that reaches beyond the scale is cut there
    and ends in an arrow.

    Parameters
    ----------
    results : Results
        Drawn in the order of `results.methods`.
    axis_label : str
        Already translated.
    labels : mapping of str to str
        Name of each method key; a key without one is shown as it is.
    width : int
        In CSS pixels; text has the same size at every width. 360 suits a phone, 720 a desktop.

    Raises
    ------
    ValueError
        If `width` is below 280.
    """
    names = [plain(labels.get(row.method, row.method)) for row in results.methods]
    styles = styles_of(summary.method for summary in results.methods)
    with drawing():
        rows = rows_of(
            names,
            width,
            top=6,
            most=0.4,
            beside=Beside(44, gap=32),
            above=Above(64, left=12, middle=42.24, name=17.28, reading=44),
        )
        figure, axes = empty_axes(width, rows.bottom + 54)
        # At the right the readings, and room for half a marker or half of the number below it.
        scale = Scale(0, 100, rows.left, width - (16 if rows.stacked else 142))
        _draw_scale(axes, scale, rows)
        write_caption(axes, (scale.start + scale.end) / 2, rows.bottom + 38, axis_label)
        for row, summary in enumerate(results.methods):
            rows.write_name(axes, row)
            _write_reading(axes, summary.score, rows, row)
            if not math.isnan(summary.score.value):
                style = styles[algorithm_of(summary.method)]
                _draw_score(axes, scale, rows.middle(row), summary, style)
    return figure


def _draw_scale(axes: Axes, scale: Scale, rows: Rows) -> None:
    # Beside names the lines run through; below them each row has its own, clear of the text.
    start, stop = (0.44, 0.88) if rows.stacked else (0.0, 1.0)
    for score in (0, 25, 50, 75, 100):
        x = scale.at(score)
        for row in range(len(rows.names)):
            ends = [rows.start(row + start), rows.start(row + stop)]
            axes.plot([x, x], ends, color=INK, alpha=0.15, lw=1, solid_capstyle="butt")
        write_small(axes, x, rows.bottom + 15, str(score))


def _write_reading(axes: Axes, score: Score, rows: Rows, row: int) -> None:
    """At the right a method's score, and where there is room the ends of its interval."""
    width, y = axes.get_xlim()[1], rows.name(row)
    value, ends = _reading(score)
    x = width if rows.stacked else width - 64
    write(axes, x, y, value, size=TEXT, weight="bold", ha="right")
    if not rows.stacked:
        write_small(axes, width, y, ends, ha="right")


def _draw_score(axes: Axes, scale: Scale, y: float, summary: MethodSummary, style: Style) -> None:
    score = summary.score
    centre, hollow = scale.at(score.value), summary.method.endswith(SEGMENTED)
    # Through a hollow marker the line would be seen, so it starts at the marker's edge.
    gap = style.size / 2 + 1.5 if hollow else 0.0
    for end, side, arrow in ((score.low, -1, "<"), (score.high, 1, ">")):
        if math.isnan(end):
            continue
        start, stop = centre + side * gap, scale.at(scale.cut(end))
        if side * (stop - start) > 0:
            axes.plot([start, stop], [y, y], color=style.colour, lw=3, solid_capstyle="butt")
        if end != scale.cut(end):
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
    low, high = (min(max(end, 0.0), 100.0) for end in (score.low, score.high))
    return f"{score.value:.0f}", f"{low:.0f}–{high:.0f}"
