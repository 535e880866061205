"""Rows to CSV, one at a time."""

import math
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from surveys.exports.contents import Contents
from surveys.exports.table import Kind, Row, Table
from surveys.spreadsheets import csv_lines

CHUNK = 64 * 1024


def csv_chunks(table: Table, contents: Contents) -> Iterator[bytes]:
    """The table as UTF-8, in pieces of some size: header first, then one line a row.

    Times are UTC in ISO 8601, truth is yes or no, and what is undefined is empty. Text that a
    spreadsheet would run as a formula starts with `'`.
    """
    written = [_WRITTEN.get(column.kind) for column in table.columns]
    rows = (_cells(row, written) for row in table.rows(contents))
    return _in_chunks(csv_lines(chain([table.names], rows)))


def _cells(row: Row, written: list[Callable[[Any], Any] | None]) -> list[Any]:
    return [
        value if how is None or value is None else how(value)
        for value, how in zip(row, written, strict=True)
    ]


def _in_chunks(lines: Iterable[str]) -> Iterator[bytes]:
    kept: list[str] = []
    size = 0
    for line in lines:
        kept.append(line)
        size += len(line)
        if size >= CHUNK:
            yield "".join(kept).encode()
            kept, size = [], 0
    if kept:
        yield "".join(kept).encode()


_WRITTEN: dict[Kind, Callable[[Any], Any]] = {
    Kind.NUMBER: lambda value: None if math.isnan(value) else value,
    Kind.TRUTH: {True: "yes", False: "no"}.__getitem__,
    Kind.TIME: lambda value: value.isoformat(timespec="milliseconds"),
}
