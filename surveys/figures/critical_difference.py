"""Mean ranks on a line, with bars under methods that lie too near to be told apart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from surveys.figures.canvas import QUIET, check_width, drawing, empty_axes, write
from surveys.figures.lettering import SMALL, TEXT, plain, shortened, width_of
from surveys.figures.picture import Picture
from surveys.figures.styles import INK, STYLES
from surveys.statistics.friedman import Friedman

AXIS, MOST_FOR_NAMES = 58.0, 0.46


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


def critical_difference_picture(
    friedman: Friedman,
    *,
    title: str,
    axis_label: str,
    distance_label: str,
    labels: Mapping[str, str],
    width: int = 720,
) -> Picture:
    """Demšar's diagram, one row a method: rank 1, the best, at the left and on top.

    Parameters
    ----------
    friedman : Friedman
        With mean ranks; without a critical difference there are no bars and no ruler.
    title, axis_label, distance_label : str
        Already translated; the last names the ruler, for example “CD = 1.2”.
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
    check_width(width)
    if not friedman.mean_ranks or any(map(math.isnan, friedman.mean_ranks)):
        raise ValueError("Without mean ranks there is no diagram.")
    order = sorted(range(len(friedman.methods)), key=lambda place: friedman.mean_ranks[place])
    names = [plain(labels.get(friedman.methods[place], friedman.methods[place])) for place in order]
    ranks = [friedman.mean_ranks[place] for place in order]
    with drawing():
        figure = _draw(names, ranks, friedman.nemenyi_cd, axis_label, distance_label, width)
    spoken = "; ".join(f"{name}: {rank:.2f}" for name, rank in zip(names, ranks, strict=True))
    groups = [
        " = ".join(names[first : last + 1]) for first, last in _groups(ranks, friedman.nemenyi_cd)
    ]
    return Picture(figure, title, "; ".join([spoken, distance_label, *groups]))


def _groups(ranks: Sequence[float], distance: float) -> list[tuple[int, int]]:
    return [] if math.isnan(distance) else cliques(ranks, distance)


def _draw(
    names: Sequence[str],
    ranks: Sequence[float],
    distance: float,
    axis_label: str,
    distance_label: str,
    width: int,
) -> Figure:
    k, groups = len(names), _groups(ranks, distance)
    widest = max(width_of(name, TEXT) for name in names)
    stacked = widest > MOST_FOR_NAMES * width
    left, right = (14.0 if stacked else widest + 30), width - 58.0
    below = AXIS + 16 + 12 * len(groups)
    row = 44.0 if stacked else 30.0
    bottom = below + row * k
    figure, axes = empty_axes(width, bottom + 40)

    def place(rank: float) -> float:
        return left + (right - left) * (rank - 1) / (k - 1)

    _draw_axis(axes, [place(rank) for rank in range(1, k + 1)])
    if not math.isnan(distance):
        _draw_ruler(axes, left, min(place(1 + distance), right), distance_label)
    for number, (first, last) in enumerate(groups):
        y = AXIS + 14 + 12 * number
        ends = [place(ranks[first]) - 5, place(ranks[last]) + 5]
        axes.plot(ends, [y, y], color=STYLES["ssim"].colour, lw=5, solid_capstyle="butt")
    for number, (name, rank) in enumerate(zip(names, ranks, strict=True)):
        y = below + row * number
        middle, x = y + (32 if stacked else row / 2), place(rank)
        write(axes, 0, y + 12 if stacked else middle, shortened(name, width - 8), size=TEXT)
        axes.plot([left, right], [middle, middle], color=INK, lw=1, alpha=0.15)
        axes.plot(x, middle, ls="none", marker="o", ms=10, color=STYLES["ssim"].colour, zorder=3)
        write(axes, width, middle, f"{rank:.2f}", size=TEXT, weight="bold", ha="right")
    words = shortened(axis_label, width, SMALL)
    write(axes, width / 2, bottom + 20, words, size=SMALL, ha="center", alpha=QUIET)
    return figure


def _draw_axis(axes: Axes, places: Sequence[float]) -> None:
    axes.plot([places[0], places[-1]], [AXIS, AXIS], color=INK, lw=1.5)
    for rank, x in enumerate(places, start=1):
        axes.plot([x, x], [AXIS - 6, AXIS], color=INK, lw=1.5)
        write(axes, x, AXIS - 16, str(rank), size=SMALL, ha="center", alpha=QUIET)


def _draw_ruler(axes: Axes, left: float, right: float, words: str) -> None:
    """As long as the critical difference, above the axis."""
    axes.plot([left, right], [22, 22], color=INK, lw=1.5)
    for x in (left, right):
        axes.plot([x, x], [18, 26], color=INK, lw=1.5)
    write(axes, left, 8, words, size=SMALL)
