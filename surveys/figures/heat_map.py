"""Methods by categories: one cell each, the darker the higher, with its number."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from surveys.figures.canvas import drawing, empty_axes, write, write_caption, write_small
from surveys.figures.lettering import SMALL, TEXT, plain, shortened, width_of, wrapped
from surveys.figures.styles import INK

# Even in lightness, and the same for colour-blind eyes: Nuñez, Anderton & Renslow (2018).
SHADES = colormaps["cividis_r"]
FROM, TO = 0.05, 0.95
DARK = 0.19  # luminance below which white is easier to read than our ink
CELL, SMALLEST_CELL = 50.0, 40.0
MOST_FOR_NAMES, LONGEST_UPRIGHT = 0.33, 210.0


def draw_heat_map(
    rows: Sequence[str],
    columns: Sequence[str],
    values: Sequence[Sequence[float]],
    *,
    axis_label: str,
    missing: str,
    width: int = 720,
) -> Figure:
    """One row a method, one column a category; a hatched cell has no number.

    Where columns would be narrower than their numbers, rows and columns change places.

    Parameters
    ----------
    rows, columns : sequence of str
        Names, already translated.
    values : sequence of rows of float
        Scores from 0 to 100; nan where there is none.
    axis_label : str
        What the numbers are, already translated.
    missing : str
        Why a cell may be hatched, already translated.
    width : int
        In CSS pixels.

    Raises
    ------
    ValueError
        If `width` is below 280.
    """
    rows, columns = [plain(name) for name in rows], [plain(name) for name in columns]
    with drawing():
        if len(columns) > len(rows) and _cell_width(rows, columns, width) < SMALLEST_CELL:
            rows, columns = columns, rows
            values = [list(line) for line in zip(*values, strict=True)]
        return _draw(rows, columns, values, axis_label, missing, width)


def _label_width(rows: Sequence[str], width: int) -> float:
    widest = max((width_of(name, TEXT) for name in rows), default=0.0)
    return min(widest + 14, MOST_FOR_NAMES * width)


def _cell_width(rows: Sequence[str], columns: Sequence[str], width: int) -> float:
    return (width - _label_width(rows, width)) / max(len(columns), 1)


def _draw(
    rows: Sequence[str],
    columns: Sequence[str],
    values: Sequence[Sequence[float]],
    axis_label: str,
    missing: str,
    width: int,
) -> Figure:
    left = _label_width(rows, width)
    cell = _cell_width(rows, columns, width)
    heads, slanted = _heads(columns, cell)
    top = 14 + 17.0 * max((len(lines) for lines in heads), default=1)
    if slanted:
        top = 16 + max(min(width_of(name, SMALL), LONGEST_UPRIGHT) for name in columns)
    known = [value for line in values for value in line if not math.isnan(value)]
    lowest, highest = min(known, default=0.0), max(known, default=1.0)
    bottom = top + CELL * len(rows)
    gaps = any(math.isnan(value) for line in values for value in line)
    figure, axes = empty_axes(width, bottom + (56 if gaps else 32))
    for place, (name, lines) in enumerate(zip(columns, heads, strict=True)):
        x = left + cell * (place + 0.5)
        if slanted:
            words = shortened(name, LONGEST_UPRIGHT, SMALL)
            write(axes, x, top - 8, words, size=SMALL, rotation=90, ha="center", va="bottom")
            continue
        for number, words in enumerate(lines):
            y = top - 12 - 17 * (len(lines) - 1 - number)
            write(axes, x, y, words, size=SMALL, ha="center")
    for number, (name, line) in enumerate(zip(rows, values, strict=True)):
        y = top + CELL * number
        _draw_name(axes, name, y + CELL / 2, left - 12)
        for place, value in enumerate(line):
            share = 0.5 if highest == lowest else (value - lowest) / (highest - lowest)
            _draw_cell(axes, (left + cell * place, y, cell), value, share)
    write_caption(axes, width / 2, bottom + 20, axis_label)
    if gaps:
        _draw_cell(axes, (4, bottom + 36, 22), math.nan, 0.5, height=16)
        words = shortened(missing, width - 36, SMALL)
        write_small(axes, 34, bottom + 44, words, ha="left")
    return figure


def _draw_name(axes: Axes, name: str, middle: float, room: float) -> None:
    """On one line, or smaller on up to three."""
    if width_of(name, TEXT) <= room:
        write(axes, 0, middle, name, size=TEXT)
        return
    lines = wrapped(name, room, SMALL)
    lines = [*lines[:2], " ".join(lines[2:])] if len(lines) > 3 else lines
    for number, words in enumerate(lines):
        y = middle + 14.5 * (number - (len(lines) - 1) / 2)
        write(axes, 0, y, shortened(words, room, SMALL), size=SMALL)


def _heads(columns: Sequence[str], cell: float) -> tuple[list[list[str]], bool]:
    """Lines of each column's name; and whether they stand upright because words do not fit."""
    widest = max((width_of(word, SMALL) for name in columns for word in name.split()), default=0.0)
    if widest > cell - 6:
        return [[name] for name in columns], True
    return [wrapped(name, cell - 6, SMALL) for name in columns], False


def _draw_cell(
    axes: Axes,
    where: tuple[float, float, float],
    value: float,
    share: float,
    height: float = CELL,
) -> None:
    x, y, width = where
    known = not math.isnan(value)
    shade = FROM + (TO - FROM) * share if known else 0.0
    axes.add_patch(
        Rectangle(
            (x + 1, y + 1),
            width - 2,
            height - 2,
            facecolor=SHADES(shade) if known else "white",
            edgecolor="none" if known else INK,
            hatch=None if known else "///",
            lw=0,
        )
    )
    if known:
        ink = "white" if _luminance(SHADES(shade)) < DARK else INK
        write(
            axes, x + width / 2, y + height / 2, f"{value:.0f}", size=TEXT, ha="center", color=ink
        )


def _luminance(colour: tuple[float, float, float, float]) -> float:
    """Relative luminance, as WCAG 2 defines it for contrasts."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3]
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
