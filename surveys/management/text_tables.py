"""Numbers and tables as a terminal shows them."""

import math
from collections.abc import Sequence

from surveys.statistics import CrossedEstimate

Row = Sequence[str]


def statistic(letter: str, value: float, *freedom: float) -> str:
    if math.isnan(value):
        return "–"
    return f"{letter}({', '.join(f'{one:g}' for one in freedom)}) = {value:.2f}"


def number(value: float, places: int = 2) -> str:
    # z: what rounds to nothing has no sign.
    return "–" if math.isnan(value) else f"{value:z.{places}f}"


def signed(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:+z.2f}"


def p_value(value: float) -> str:
    if math.isnan(value):
        return "–"
    return "< .001" if value < 0.001 else f"{value:.3f}".removeprefix("0")


def between(found: CrossedEstimate) -> str:
    return interval(found.low, found.high)


def interval(low: float, high: float, places: int = 2) -> str:
    return "–" if math.isnan(low) else f"[{number(low, places)}, {number(high, places)}]"


def titled(title: str, header: Row, rows: Sequence[Row]) -> str:
    """A heading above columns, the first flush left and the others flush right."""
    if not rows:
        return ""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    lines = [
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (header, *rows)
    ]
    return "\n".join([title, "-" * len(title), *lines])
