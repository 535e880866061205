"""Mean ranks on a line, with bars under methods that lie too near to be told apart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from surveys.figures.canvas import drawing, empty_axes, write, write_caption, write_small
from surveys.figures.lettering import SMALL, TEXT, plain
from surveys.figures.rows import Above, Beside, rows_of
from surveys.figures.scale import Scale
from surveys.figures.styles import INK, STYLES
from surveys.statistics.friedman import Friedman

AXIS, COLOUR = 58.0, STYLES["ssim"].colour


def cliques(ranks: Sequence[float], distance: float) -> list[tuple[int, int]]:
    """Longest runs of sorted ranks that lie within `distance`, as first and last place.

    Runs of a single method, and runs inside of others, are left out.

    Examples
    --------
    >>> cliques([1.0, 1.5, 2.2, 4.0], 1.0)
    [(0, 1), (1, 2)]
    """
    found: list[tuple[int, int]] = []
    for first, rank in enumerate(ranks):
        last = max(place for place in range(first, len(ranks)) if ranks[place] - rank <= distance)
        if last > first and (not found or last > found[-1][1]):
            found.append((first, last))
    return found


def draw_critical_differences(
    friedman: Friedman,
    *,
    axis_label: str,
    distance_label: str,
    labels: Mapping[str, str],
    width: int = 720,
) -> Figure:
    """Demšar's diagram, one row a method: rank 1, the best, at the left and on top.

    Parameters
    ----------
    friedman : Friedman
        With mean ranks; without a critical difference there are no bars and no ruler.
    axis_label, distance_label : str
        Already translated; the latter names the ruler, for example “CD = 1.2”.
    labels : mapping of str to str
        Name of each method key; a key without one is shown as it is.
    width : int
        In CSS pixels.

    Raises
    ------
    ValueError
        If `width` is below 280, or there are no mean ranks.

    References
    ----------
    Demšar (2006). Statistical comparisons of classifiers over multiple data sets. JMLR 7, 1–30.
    """
    if not friedman.mean_ranks or any(map(math.isnan, friedman.mean_ranks)):
        raise ValueError("Without mean ranks there is no diagram.")
    order = sorted(range(len(friedman.methods)), key=lambda place: friedman.mean_ranks[place])
    names = [plain(labels.get(friedman.methods[place], friedman.methods[place])) for place in order]
    ranks = [friedman.mean_ranks[place] for place in order]
    distance = friedman.nemenyi_cd
    groups = [] if math.isnan(distance) else cliques(ranks, distance)
    with drawing():
        rows = rows_of(
            names,
            width,
            top=AXIS + 16 + 12 * len(groups),
            most=0.46,
            beside=Beside(30, gap=30),
            above=Above(44, left=14, middle=32, reading=8),
        )
        figure, axes = empty_axes(width, rows.bottom + 40)
        scale = Scale(1, len(names), rows.left, width - 58)
        _draw_axis(axes, scale)
        if not math.isnan(distance):
            _draw_ruler(axes, scale, distance, distance_label)
        for number, (first, last) in enumerate(groups):
            y = AXIS + 14 + 12 * number
            ends = [scale.at(ranks[first]) - 5, scale.at(ranks[last]) + 5]
            axes.plot(ends, [y, y], color=COLOUR, lw=5, solid_capstyle="butt")
        for row, rank in enumerate(ranks):
            rows.write_name(axes, row)
            _draw_rank(axes, scale, rank, rows.middle(row))
        write_caption(axes, width / 2, rows.bottom + 20, axis_label)
    return figure


def _draw_axis(axes: Axes, scale: Scale) -> None:
    axes.plot([scale.start, scale.end], [AXIS, AXIS], color=INK, lw=1.5)
    for rank in range(1, int(scale.highest) + 1):
        x = scale.at(rank)
        axes.plot([x, x], [AXIS - 6, AXIS], color=INK, lw=1.5)
        write_small(axes, x, AXIS - 16, str(rank))


def _draw_ruler(axes: Axes, scale: Scale, distance: float, words: str) -> None:
    """As long as the critical difference, above the axis."""
    ends = [scale.start, min(scale.at(1 + distance), scale.end)]
    axes.plot(ends, [22, 22], color=INK, lw=1.5)
    for x in ends:
        axes.plot([x, x], [18, 26], color=INK, lw=1.5)
    write(axes, scale.start, 8, words, size=SMALL)


def _draw_rank(axes: Axes, scale: Scale, rank: float, y: float) -> None:
    axes.plot([scale.start, scale.end], [y, y], color=INK, lw=1, alpha=0.15)
    axes.plot(scale.at(rank), y, ls="none", marker="o", ms=10, color=COLOUR, zorder=3)
    width = axes.get_xlim()[1]
    write(axes, width, y, f"{rank:.2f}", size=TEXT, weight="bold", ha="right")
