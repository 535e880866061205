"""Where the rows of a forest stand: their names take as many lines as they need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from surveys.figures.lettering import SMALL, TEXT, plain, shortened, width_of, wrapped

WIDE, MOST_FOR_NAMES = 560, 0.44
LINE, GAP = 18.0, 13.0  # of a row's label, and between two rows


@dataclass(frozen=True)
class Bar:
    """One estimate.

    Attributes
    ----------
    lines : tuple of str
        Its name; long ones on several lines.
    value, low, high : float
        nan where there is none.
    reading : str
        The value as people read it, to stand beside it.
    filled : bool
        A filled marker says that it differs from zero, a hollow one that it may not.
    """

    lines: tuple[str, ...]
    value: float
    low: float
    high: float
    reading: str
    filled: bool = True


@dataclass(frozen=True)
class Group:
    """Bars under a heading; an empty one is left out."""

    heading: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Columns:
    """How the width is shared, in CSS pixels: names, bars, and readings at the right.

    Where it is `stacked`, names and readings stand above their bars.
    """

    stacked: bool
    label_width: float
    left: float
    right: float


@dataclass(frozen=True)
class Row:
    """A bar at its height, below the heading of the group that it begins, if it does."""

    bar: Bar
    lines: list[str]
    heading: str
    stacked: bool
    top: float

    @property
    def bottom(self) -> float:
        return self.top + len(self.lines) * LINE + (26 if self.stacked else 0) + GAP

    @property
    def middle(self) -> float:
        """Of the bar."""
        return self.bottom - GAP / 2 - 12 if self.stacked else (self.top + self.bottom) / 2

    @property
    def first_line(self) -> float:
        """The middle of the name's first line."""
        if self.stacked:
            return self.top + GAP / 2 + LINE / 2
        return self.middle - (len(self.lines) - 1) * LINE / 2

    @property
    def clear_of_name(self) -> float:
        """From where on lines run down to the bottom without crossing the name."""
        return self.top + len(self.lines) * LINE + GAP / 2 if self.stacked else self.top


def columns_of(bars: Sequence[Bar], width: int) -> Columns:
    names = [plain(line) for bar in bars for line in bar.lines]
    widest = max((width_of(name, TEXT) for name in names), default=0.0)
    reading = max((width_of(bar.reading, SMALL) for bar in bars), default=0.0)
    stacked = widest + reading + 150 > width and width < WIDE
    column = min(widest, MOST_FOR_NAMES * width)
    return Columns(
        stacked=stacked,
        label_width=width - reading - 12 if stacked else column,
        left=10.0 if stacked else column + 22,
        right=width - 12 if stacked else width - reading - 22,
    )


def rows_of(groups: Sequence[Group], columns: Columns) -> Iterator[Row]:
    """From top to bottom."""
    y = 2.0
    for group in groups:
        for place, bar in enumerate(group.bars):
            heading = "" if place else plain(group.heading)
            y += 34 if heading else 0
            row = Row(bar, _lines(bar, columns), heading, columns.stacked, y)
            yield row
            y = row.bottom


def _lines(bar: Bar, columns: Columns) -> list[str]:
    """The bar's name in lines that fit; above the bar, each of its lines stays one."""
    lines = [plain(line) for line in bar.lines]
    if not columns.stacked:
        lines = [part for line in lines for part in wrapped(line, columns.label_width, TEXT)]
    return [shortened(line, columns.label_width) for line in lines]
