"""How answers are spread where they fall on no points: boxes of quantiles."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from surveys.figures.canvas import QUIET, check_width, drawing, empty_axes, write
from surveys.figures.lettering import SMALL, TEXT, plain, shortened, width_of
from surveys.figures.picture import Picture
from surveys.figures.styles import INK, STYLES
from surveys.statistics import QUANTILES

FILL = "#cfe3f1"  # a third of the blue, on which its own line stands out


def spread_picture(
    quantiles: Mapping[str, Sequence[float]],
    *,
    lowest: float,
    highest: float,
    title: str,
    axis_label: str,
    labels: Mapping[str, str],
    width: int = 720,
) -> Picture:
    """One box a method: half of the answers inside, the median across, whiskers at 10 and 90 %.

    Parameters
    ----------
    quantiles : mapping from method key to five values
        As `surveys.statistics.QUANTILES` has them, in the order of drawing; nan without answers.
    lowest, highest : float
        Ends of the scale.
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
    names = [plain(labels.get(key, key)) for key in quantiles]
    with drawing():
        figure = _draw(list(quantiles.values()), names, (lowest, highest), axis_label, width)
    spoken = "; ".join(
        f"{name}: {_spoken(values)}" for name, values in zip(names, quantiles.values(), strict=True)
    )
    return Picture(figure, title, spoken)


def _draw(
    boxes: Sequence[Sequence[float]],
    names: Sequence[str],
    ends: tuple[float, float],
    axis_label: str,
    width: int,
) -> Figure:
    widest = max((width_of(name, TEXT) for name in names), default=0.0)
    stacked = widest > 0.4 * width
    left, right = (12.0 if stacked else widest + 26), width - 12.0
    row = 56.0 if stacked else 38.0
    bottom = 4 + row * len(boxes)
    figure, axes = empty_axes(width, bottom + 52)

    def place(value: float) -> float:
        return left + (right - left) * (value - ends[0]) / (ends[1] - ends[0])

    for tick in MaxNLocator(5).tick_values(*ends):
        if ends[0] <= tick <= ends[1]:
            x = place(tick)
            axes.plot([x, x], [4, bottom], color=INK, alpha=0.15, lw=1)
            write(axes, x, bottom + 16, f"{tick:g}", size=SMALL, ha="center", alpha=QUIET)
    for number, (values, name) in enumerate(zip(boxes, names, strict=True)):
        y = 4 + row * number
        write(
            axes,
            0,
            y + (12 if stacked else row / 2),
            shortened(name, width if stacked else widest),
            size=TEXT,
        )
        _draw_box(axes, [place(value) for value in values], y + (38 if stacked else row / 2))
    words = shortened(axis_label, width, SMALL)
    write(axes, width / 2, bottom + 38, words, size=SMALL, ha="center", alpha=QUIET)
    return figure


def _draw_box(axes: Axes, places: Sequence[float], y: float) -> None:
    if math.isnan(places[0]):
        return
    colour = STYLES["ssim"].colour
    least, quarter, half, three, most = places
    axes.plot([least, most], [y, y], color=colour, lw=2, solid_capstyle="butt")
    axes.add_patch(
        Rectangle(
            (quarter, y - 9),
            three - quarter,
            18,
            facecolor=FILL,
            edgecolor=colour,
            lw=1.5,
            zorder=2,
        )
    )
    axes.plot([half, half], [y - 9, y + 9], color=INK, lw=3, solid_capstyle="butt", zorder=3)


def _spoken(values: Sequence[float]) -> str:
    if math.isnan(values[0]):
        return "–"
    return ", ".join(
        f"{100 * share:.0f} %: {value:.2f}" for share, value in zip(QUANTILES, values, strict=True)
    )
