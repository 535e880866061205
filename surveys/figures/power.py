"""The chart of a planning: how often surveys of each size find the difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from surveys.figures.canvas import QUIET, drawing, empty_axes, svg_of, write, write_small
from surveys.figures.lettering import SMALL, width_of
from surveys.figures.styles import FURTHER_STYLES, INK, STYLES, Style
from surveys.figures.svg import self_contained

LINES: tuple[Style, ...] = (
    STYLES["ssim"],
    STYLES["efficientnet"],
    STYLES["clip"],
    *FURTHER_STYLES[:2],
)
HEIGHT = 320
TOP, BOTTOM, LEFT = 34.0, 262.0, 52.0
LINE_OF_TEXT = 19.0


@dataclass(frozen=True)
class Line:
    """The power of rounds with the same number of references.

    Attributes
    ----------
    label : str
        Already translated: how many references.
    shares, errors : sequence of float
        Power from 0 to 1 for each number of participants, and its Monte Carlo standard error.
    """

    label: str
    shares: Sequence[float]
    errors: Sequence[float]


def power_figure(
    lines: Sequence[Line],
    participants: Sequence[int],
    *,
    wanted: float,
    title: str,
    axis_label: str,
    above: str,
    width: int = 720,
) -> bytes:
    """SVG of one line for every number of references over the numbers of participants.

    Participants stand on a logarithmic scale. Whiskers are 95 % Monte Carlo intervals, a dashed
    line is the power that is wanted, and each line is named at its end. Shape and colour both
    tell lines apart; ink is `currentColor`.

    Parameters
    ----------
    lines : up to five
    participants : ascending
    wanted : share from 0 to 1
    title, axis_label, above : str
        Already translated: the name of the figure for those who do not see it, the words below
        and above the scales.
    width : int
        In CSS pixels, at least 280.

    Raises
    ------
    ValueError
        If `width` is below 280, or there are more than five lines.
    """
    if len(lines) > len(LINES):
        raise ValueError(f"The figure has room for {len(LINES)} lines, not {len(lines)}.")
    with drawing():
        figure, axes = empty_axes(width, HEIGHT)
        room = max((width_of(line.label, SMALL) for line in lines), default=0.0)
        places = _places(participants, width - room - 22)
        _draw_scales(axes, participants, places, wanted, (axis_label, above))
        for line, style, end in zip(lines, LINES, _ends(lines), strict=False):
            _draw_line(axes, line, style, places, end)
        svg = svg_of(figure)
    return self_contained(svg, title, "; ".join(_spoken(line, participants) for line in lines))


def _places(participants: Sequence[int], right: float) -> list[float]:
    """Where each number stands, by its logarithm; a single one in the middle."""
    logs = np.log(np.asarray(participants, dtype=np.float64))
    span = logs[-1] - logs[0]
    shares = (logs - logs[0]) / span if span else np.full(len(logs), 0.5)
    return [float(LEFT + 14 + (right - LEFT - 28) * share) for share in shares]


def _height(share: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * share


def _draw_scales(
    axes: Axes,
    participants: Sequence[int],
    places: Sequence[float],
    wanted: float,
    words: tuple[str, str],
) -> None:
    right = places[-1] + 14
    for share in (0, 0.25, 0.5, 0.75, 1):
        y = _height(share)
        axes.plot([LEFT, right], [y, y], color=INK, alpha=0.15, lw=1, solid_capstyle="butt")
        write_small(axes, LEFT - 8, y, f"{100 * share:.0f} %", ha="right")
    y = _height(wanted)
    axes.plot([LEFT, right], [y, y], color=INK, alpha=QUIET, lw=1.5, dashes=(4, 3))
    for number, x in zip(participants, places, strict=True):
        write_small(axes, x, BOTTOM + 18, str(number))
    write_small(axes, (LEFT + right) / 2, BOTTOM + 42, words[0])
    write_small(axes, 0, 12, words[1], ha="left")


def _draw_line(axes: Axes, line: Line, style: Style, places: Sequence[float], end: float) -> None:
    heights = [_height(share) for share in line.shares]
    axes.plot(places, heights, color=style.colour, lw=2.5, solid_joinstyle="round")
    for x, share, error in zip(places, line.shares, line.errors, strict=True):
        ends = [_height(min(max(share + side * 1.96 * error, 0), 1)) for side in (-1, 1)]
        axes.plot([x, x], ends, color=style.colour, lw=1.5, solid_capstyle="butt")
    axes.plot(
        places, heights, ls="none", color=style.colour, marker=style.marker, ms=style.size * 0.75
    )
    write(axes, places[-1] + 18, end, line.label, size=SMALL)


def _ends(lines: Sequence[Line]) -> list[float]:
    """Heights of the names beside the lines' ends, apart from one another."""
    wished = [_height(line.shares[-1]) for line in lines]
    ends = list(wished)
    lowest = BOTTOM
    for place in sorted(range(len(lines)), key=lambda place: -wished[place]):
        ends[place] = min(wished[place], lowest)
        lowest = ends[place] - LINE_OF_TEXT
    return ends


def _spoken(line: Line, participants: Sequence[int]) -> str:
    readings = (
        f"{number}: {100 * share:.0f} %"
        for number, share in zip(participants, line.shares, strict=True)
    )
    return f"{line.label}: {', '.join(readings)}"
