"""Counts of a balance as tables with names, and as a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from recommender import lookup
from surveys.allocation import Balance
from surveys.models import Round, Slot
from surveys.spreadsheets import csv_lines


@dataclass(frozen=True)
class Table:
    """Counts with the names of their rows and columns; `between` says the fewest and the most.

    Attributes
    ----------
    meaningful : array of bool, where a count can be more than 0 by the design
    """

    name: str
    title: str
    rows: Sequence[str]
    columns: Sequence[str]
    counts: NDArray[np.int64]
    meaningful: NDArray[np.bool_]

    @property
    def between(self) -> tuple[int, int]:
        counted = self.counts[self.meaningful]
        return (int(counted.min()), int(counted.max())) if counted.size else (0, 0)

    def lines(self) -> Iterator[tuple[str, list[int | str]]]:
        for row, counts, meaningful in zip(
            self.rows, self.counts.tolist(), self.meaningful.tolist(), strict=True
        ):
            yield (
                row,
                [count if says else "–" for count, says in zip(counts, meaningful, strict=True)],
            )


def method_tables(round: Round, found: Balance) -> list[Table]:
    labels = lookup.labels({row.key: row.label for row in round.methods.all()})
    methods = list(labels.values())
    slots = [_letter(slot) for slot in range(found.slots.shape[1])]
    everywhere = np.ones_like(found.slots, dtype=bool)
    others = ~np.eye(len(methods), dtype=bool)
    return [
        Table("method × slot", _("Method × slot"), methods, slots, found.slots, everywhere),
        Table(
            "method × predecessor",
            _("Method × the method right before it"),
            methods,
            methods,
            found.predecessors,
            others,
        ),
        Table(
            "method × method",
            _("Method × method on the same page"),
            methods,
            methods,
            found.together,
            others,
        ),
    ]


def reference_table(round: Round, found: Balance) -> Table:
    rows = list(round.references.order_by("position").values_list("identifier", flat=True))
    columns = [str(position + 1) for position in range(found.positions.shape[1])]
    return Table(
        "reference × position",
        _("Reference × position"),
        rows,
        columns,
        found.positions,
        np.ones_like(found.positions, dtype=bool),
    )


def positions_of(found: Balance) -> list[tuple[int, int, int]]:
    """Each position with the fewest and the most showings of one reference at it."""
    fewest, most = found.positions.min(axis=0), found.positions.max(axis=0)
    return [
        (number, int(low), int(high))
        for number, (low, high) in enumerate(zip(fewest, most, strict=True), start=1)
    ]


def as_csv(tables: Sequence[Table]) -> str:
    """One line a cell, so that any program can make the tables again."""
    cells = (
        (table.name, row, column, count)
        for table in tables
        for row, counts in zip(table.rows, table.counts.tolist(), strict=True)
        for column, count in zip(table.columns, counts, strict=True)
    )
    return "".join(csv_lines([("table", "row", "column", "count"), *cells]))


def _letter(position: int) -> str:
    return Slot(position=position).letter
