"""How answers are spread over the points of the scale: bars that diverge from its middle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from surveys.figures.canvas import QUIET, check_width, drawing, empty_axes, write
from surveys.figures.lettering import SMALL, TEXT, plain, shortened, width_of
from surveys.figures.picture import Picture
from surveys.figures.styles import INK
from surveys.statistics import MethodSummary

# From dissimilar to similar: Okabe & Ito's vermilion and blue, paler towards the middle. The low
# side is hatched, for on grey paper both look alike.
LOW, MIDDLE, HIGH = (213, 94, 0), (222, 222, 218), (0, 114, 178)
HATCHES = ("////", "///", "//")


@dataclass(frozen=True)
class Tint:
    """What one point of the scale is filled with."""

    fill: str
    hatch: str
    ink: str


def distribution_picture(
    methods: Sequence[MethodSummary],
    *,
    points: Sequence[str],
    title: str,
    axis_label: str,
    labels: Mapping[str, str],
    width: int = 720,
) -> Picture:
    """One bar a method: answers below the middle of the scale to the left, above it to the right.

    With an odd number of points the middle one lies across the line. Shares of 6 % and more are
    written into the bar. Methods without ratings have their name and no bar.

    Parameters
    ----------
    methods : sequence of MethodSummary
        Drawn in this order; each has one count for each point, or none at all.
    points : sequence of str
        Labels of the points, the lowest first.
    title, axis_label : str
        Already translated.
    labels : mapping of str to str
        Name of each method key; a key without one is shown as it is.
    width : int
        In CSS pixels.

    Raises
    ------
    ValueError
        If `width` is below 280.
    """
    check_width(width)
    names = [plain(labels.get(row.method, row.method)) for row in methods]
    with drawing():
        figure = _draw(methods, names, [plain(point) for point in points], axis_label, width)
    spoken = "; ".join(
        f"{name}: {_spoken(row, points)}" for name, row in zip(names, methods, strict=True)
    )
    return Picture(figure, title, spoken)


def tints(count: int) -> list[Tint]:
    """From the lowest point to the highest."""
    half = count // 2
    low = [
        Tint(_mixed(LOW, 1 - place / max(half, 1)), HATCHES[min(place, 2)], INK)
        for place in range(half)
    ]
    high = [
        Tint(_mixed(HIGH, (place + 1) / max(half, 1)), "", "white" if 3 * place > half else INK)
        for place in range(half)
    ]
    middle = [Tint(_mixed(MIDDLE, 1), "", INK)] if count % 2 else []
    return [*low, *middle, *high]


def _mixed(colour: tuple[int, int, int], share: float) -> str:
    """With white, never less than a third of the colour."""
    strength = 0.33 + 0.67 * share
    return "#" + "".join(f"{round(255 + (part - 255) * strength):02x}" for part in colour)


def _draw(
    methods: Sequence[MethodSummary],
    names: Sequence[str],
    points: Sequence[str],
    axis_label: str,
    width: int,
) -> Figure:
    widest = max((width_of(name, TEXT) for name in names), default=0.0)
    stacked = widest > 0.34 * width
    left, right = (4.0 if stacked else widest + 20), width - 4.0
    keys = _key_places(points, width)
    top = keys[-1][1] + 26 if keys else 6.0
    row, bottom = (56.0 if stacked else 40.0), 0.0
    bottom = top + row * len(methods)
    figure, axes = empty_axes(width, bottom + 52)
    look = tints(len(points))
    for (x, y), tint, words in zip(keys, look, points, strict=True):
        _box(axes, x, y - 7, 14, 14, tint)
        write(axes, x + 20, y, shortened(words, width - 24, SMALL), size=SMALL)
    reach = _reach(methods, len(points))
    middle = left + (right - left) * reach[0] / sum(reach)
    unit = (right - left) / sum(reach)
    for number, (summary, name) in enumerate(zip(methods, names, strict=True)):
        y = top + row * number
        write(
            axes,
            0,
            y + (12 if stacked else row / 2),
            shortened(name, width if stacked else widest),
            size=TEXT,
        )
        centre = y + (38 if stacked else row / 2)
        _draw_bar(axes, summary, look, (middle, unit, centre))
        axes.plot([middle] * 2, [centre - 17, centre + 17], color=INK, lw=1.2, alpha=0.6)
    _draw_scale(axes, middle, unit, reach, bottom)
    words = shortened(axis_label, width, SMALL)
    write(axes, (left + right) / 2, bottom + 38, words, size=SMALL, ha="center", alpha=QUIET)
    return figure


def _key_places(points: Sequence[str], width: int) -> list[tuple[float, float]]:
    """Where each point's box of the key stands, wrapped into lines."""
    places: list[tuple[float, float]] = []
    x, y = 0.0, 12.0
    for words in points:
        needed = 20 + min(width_of(words, SMALL), width - 24)
        if x and x + needed > width:
            x, y = 0.0, y + 22
        places.append((x, y))
        x += needed + 16
    return places


def _reach(methods: Sequence[MethodSummary], count: int) -> tuple[float, float]:
    """How far the longest bars go to the left and to the right, in shares of all answers."""
    sides = [_sides([point.share for point in one.distribution]) for one in methods if one.n]
    left = max((side[0] for side in sides), default=0.5)
    right = max((side[1] for side in sides), default=0.5)
    return max(left, 0.1) + 0.02, max(right, 0.1) + 0.02


def _sides(shares: Sequence[float]) -> tuple[float, float]:
    half = len(shares) // 2
    across = shares[half] / 2 if len(shares) % 2 else 0.0
    return sum(shares[:half]) + across, sum(shares[len(shares) - half :]) + across


def _draw_bar(
    axes: Axes, summary: MethodSummary, look: Sequence[Tint], where: tuple[float, float, float]
) -> None:
    if not summary.n:
        return
    middle, unit, y = where
    shares = [point.share for point in summary.distribution]
    x = middle - unit * _sides(shares)[0]
    for share, tint in zip(shares, look, strict=True):
        _box(axes, x, y - 12, unit * share, 24, tint)
        words = f"{100 * share:.0f}"
        if share >= 0.06 and unit * share > width_of(words, SMALL) + 6:
            # On hatching a number needs a ground of its own.
            ground = (
                {"facecolor": tint.fill, "edgecolor": "none", "pad": 1.2} if tint.hatch else None
            )
            options = {"bbox": ground} if ground else {}
            colour = tint.ink
            write(
                axes,
                x + unit * share / 2,
                y,
                words,
                size=SMALL,
                ha="center",
                color=colour,
                **options,
            )
        x += unit * share


def _box(axes: Axes, x: float, y: float, width: float, height: float, tint: Tint) -> None:
    axes.add_patch(
        Rectangle(
            (x, y), width, height, facecolor=tint.fill, hatch=tint.hatch, edgecolor=INK, lw=0.6
        )
    )


def _draw_scale(
    axes: Axes, middle: float, unit: float, reach: tuple[float, float], bottom: float
) -> None:
    step = 0.25 if unit * 0.25 > 44 else 0.5
    for side, most in ((-1, reach[0]), (1, reach[1])):
        share = step
        while share <= most:
            x = middle + side * unit * share
            axes.plot([x, x], [bottom, bottom + 5], color=INK, lw=1, alpha=0.5)
            write(
                axes, x, bottom + 16, f"{100 * share:.0f} %", size=SMALL, ha="center", alpha=QUIET
            )
            share += step
    write(axes, middle, bottom + 16, "0", size=SMALL, ha="center", alpha=QUIET)


def _spoken(summary: MethodSummary, points: Sequence[str]) -> str:
    if not summary.n:
        return "–"
    return ", ".join(
        f"{words} {100 * point.share:.0f} % ({point.count})"
        for words, point in zip(points, summary.distribution, strict=True)
    )
