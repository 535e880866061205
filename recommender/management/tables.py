"""Tables in a terminal."""

from collections.abc import Sequence

from django.core.management.base import OutputWrapper


def write_table(out: OutputWrapper, rows: Sequence[Sequence[str]], *, names: int = 1) -> None:
    """The columns of names, which come first, to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for cells in rows:
        padded = [
            cell.ljust(width) if place < names else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        out.write("  ".join(padded))
