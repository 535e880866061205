"""How answers are spread where they fall on no points: boxes of quantiles."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from surveys.figures.canvas import drawing, empty_axes, write_caption, write_small
from surveys.figures.lettering import plain
from surveys.figures.rows import Above, Beside, rows_of
from surveys.figures.scale import Scale
from surveys.figures.styles import INK, STYLES

FILL = "#cfe3f1"  # a third of the blue, on which its own line stands out


def draw_spread(
    quantiles: Mapping[str, Sequence[float]],
    *,
    lowest: float,
    highest: float,
    axis_label: str,
    labels: Mapping[str, str],
    width: int = 720,
) -> Figure:
    """One box a method: half of the answers inside, the median across, whiskers at 10 and 90 %.

    Parameters
    ----------
    quantiles : mapping from method key to five values
        As `surveys.statistics.QUANTILES` has them, in the order of drawing; nan without answers.
    lowest, highest : float
        Ends of the scale.
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
    names = [plain(labels.get(key, key)) for key in quantiles]
    with drawing():
        rows = rows_of(
            names,
            width,
            top=4,
            most=0.4,
            beside=Beside(38, gap=26),
            above=Above(56, left=12, middle=38),
        )
        figure, axes = empty_axes(width, rows.bottom + 52)
        scale = Scale(lowest, highest, rows.left, width - 12)
        for tick in scale.ticks(5):
            x = scale.at(tick)
            axes.plot([x, x], [rows.top, rows.bottom], color=INK, alpha=0.15, lw=1)
            write_small(axes, x, rows.bottom + 16, f"{tick:g}")
        for row, values in enumerate(quantiles.values()):
            rows.write_name(axes, row)
            _draw_box(axes, [scale.at(value) for value in values], rows.middle(row))
        write_caption(axes, width / 2, rows.bottom + 38, axis_label)
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
