"""How answers are spread over the points of the scale: bars that diverge from its middle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from surveys.figures.canvas import drawing, empty_axes, write, write_caption, write_small
from surveys.figures.lettering import SMALL, plain, shortened, width_of
from surveys.figures.rows import Above, Beside, rows_of
from surveys.figures.scale import Scale
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


def draw_distribution(
    methods: Sequence[MethodSummary],
    *,
    points: Sequence[str],
    axis_label: str,
    labels: Mapping[str, str],
    width: int = 720,
) -> Figure:
    """One bar a method: answers below the middle of the scale to the left, above it to the right.

    With an odd number of points the middle one lies across the line. Shares of 6 % and more are
    written into the bar. Methods without ratings have their name and no bar.

    Parameters
    ----------
    methods : sequence of MethodSummary
        Drawn in this order; each has one count for each point, or none at all.
    points : sequence of str
        Labels of the points, the lowest first.
    axis_label : str
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
    names = [plain(labels.get(row.method, row.method)) for row in methods]
    points, look = [plain(point) for point in points], tints(len(points))
    with drawing():
        keys = _key_places(points, width)
        rows = rows_of(
            names,
            width,
            top=keys[-1][1] + 26 if keys else 6,
            most=0.34,
            beside=Beside(40, gap=20),
            above=Above(56, left=4, middle=38),
        )
        figure, axes = empty_axes(width, rows.bottom + 52)
        for (x, y), tint, words in zip(keys, look, points, strict=True):
            _box(axes, x, y - 7, 14, 14, tint)
            write(axes, x + 20, y, shortened(words, width - 24, SMALL), size=SMALL)
        below, above = _reach(methods, len(points))
        scale = Scale(-below, above, rows.left, width - 4)
        for row, summary in enumerate(methods):
            y = rows.middle(row)
            rows.write_name(axes, row)
            _draw_bar(axes, summary, look, scale, y)
            axes.plot([scale.at(0)] * 2, [y - 17, y + 17], color=INK, lw=1.2, alpha=0.6)
        _draw_scale(axes, scale, rows.bottom)
        write_caption(axes, (scale.start + scale.end) / 2, rows.bottom + 38, axis_label)
    return figure


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
    axes: Axes, summary: MethodSummary, look: Sequence[Tint], scale: Scale, y: float
) -> None:
    if not summary.n:
        return
    shares = [point.share for point in summary.distribution]
    start = -_sides(shares)[0]
    for share, tint in zip(shares, look, strict=True):
        x = scale.at(start)
        width = scale.at(start + share) - x
        _box(axes, x, y - 12, width, 24, tint)
        words = f"{100 * share:.0f}"
        if share >= 0.06 and width > width_of(words, SMALL) + 6:
            # On hatching a number needs a ground of its own.
            ground = {"facecolor": tint.fill, "edgecolor": "none", "pad": 1.2}
            write(
                axes,
                x + width / 2,
                y,
                words,
                size=SMALL,
                ha="center",
                color=tint.ink,
                bbox=ground if tint.hatch else None,
            )
        start += share


def _box(axes: Axes, x: float, y: float, width: float, height: float, tint: Tint) -> None:
    axes.add_patch(
        Rectangle(
            (x, y), width, height, facecolor=tint.fill, hatch=tint.hatch, edgecolor=INK, lw=0.6
        )
    )


def _draw_scale(axes: Axes, scale: Scale, bottom: float) -> None:
    """From zero to both sides; every 25 %, or every 50 % where these would touch."""
    step = 0.25 if scale.at(0.25) - scale.at(0) > 44 else 0.5
    for side, most in ((-1, -scale.lowest), (1, scale.highest)):
        share, last = step, scale.at(0)
        while share <= most:
            x, words = scale.at(side * share), f"{100 * share:.0f} %"
            axes.plot([x, x], [bottom, bottom + 5], color=INK, lw=1, alpha=0.5)
            # At the figure's edge a number moves inwards, as far as it meets no other.
            half = width_of(words, SMALL) / 2
            inside = min(max(x, half), axes.get_xlim()[1] - half)
            if abs(inside - last) > 2 * half:
                write_small(axes, inside, bottom + 16, words)
                last = inside
            share += step
    write_small(axes, scale.at(0), bottom + 16, "0")
