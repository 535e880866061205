"""One figure: its name, what it holds for, its data, and how to draw it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from matplotlib.figure import Figure

from surveys.figures import Picture
from surveys.reporting.tables import Table

Draw = Callable[[int], Figure]


class Size(NamedTuple):
    """In CSS pixels."""

    width: int
    height: int


@dataclass(frozen=True)
class Illustration:
    """One figure.

    Attributes
    ----------
    name : str
        Part of its address and of its file.
    title : str
    meaning : str
        How to read it, and for whom and what it holds.
    data : Table
        What is drawn, as numbers.
    draw : callable
        Gives the chart in so many CSS pixels.
    tells_who_leads : bool
    columns : int or None
        So many columns of the data are told in its place; None for all.
    narrow, wide : Size or None
        Of what is stored for a phone, and for elsewhere; None where that is not known.
    """

    name: str
    title: str
    meaning: str
    data: Table
    draw: Draw
    tells_who_leads: bool = True
    columns: int | None = None
    narrow: Size | None = None
    wide: Size | None = None

    @property
    def alternative(self) -> str:
        """The figure for those who do not see it: its data, row by row."""
        rows = [row for row in self.data.rows if row.cells]
        spoken = [f"{row.heading}: {', '.join(row.cells[: self.columns])}" for row in rows]
        return f"{self.title}. {'; '.join(spoken)}"

    def picture(self, width: int) -> Picture:
        """With the same words inside, for those who open the file."""
        return Picture(self.draw(width), self.title, self.alternative)
