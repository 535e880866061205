"""Rows of equal height, each with its name beside it or, where that takes too much room, above."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from matplotlib.axes import Axes

from surveys.figures.canvas import write
from surveys.figures.lettering import TEXT, shortened, width_of


class Beside(NamedTuple):
    """A row with its name beside it; `gap` lies between the longest name and what is drawn."""

    height: float
    gap: float


class Above(NamedTuple):
    """A row with its name above it.

    What is drawn begins at `left`; `name` and `middle` count from the row's top; at the right of
    the name so much stays free as its `reading` takes.
    """

    height: float
    left: float
    middle: float
    name: float = 12.0
    reading: float = 0.0


@dataclass(frozen=True)
class Rows:
    """Where rows and their names are, in CSS pixels from the top left corner."""

    names: Sequence[str]
    stacked: bool
    left: float
    label_width: float
    top: float
    height: float
    to_name: float
    to_middle: float

    @property
    def bottom(self) -> float:
        return self.start(len(self.names))

    def start(self, row: float) -> float:
        return self.top + self.height * row

    def middle(self, row: int) -> float:
        """Of what is drawn."""
        return self.start(row) + self.to_middle

    def name(self, row: int) -> float:
        return self.start(row) + self.to_name

    def write_name(self, axes: Axes, row: int) -> None:
        write(axes, 0, self.name(row), shortened(self.names[row], self.label_width), size=TEXT)


def rows_of(
    names: Sequence[str], width: int, *, top: float, most: float, beside: Beside, above: Above
) -> Rows:
    """Names stand above the rows where a column would take more than `most` of the width."""
    widest = max((width_of(name, TEXT) for name in names), default=0.0)
    stacked = widest > most * width
    return Rows(
        names=names,
        stacked=stacked,
        left=above.left if stacked else widest + beside.gap,
        label_width=width - above.reading if stacked else widest,
        top=top,
        height=above.height if stacked else beside.height,
        to_name=above.name if stacked else beside.height / 2,
        to_middle=above.middle if stacked else beside.height / 2,
    )
