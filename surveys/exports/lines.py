"""Rows to lines of CSV, one at a time."""

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from itertools import chain
from typing import Any

from surveys.models import Slot
from surveys.spreadsheets import csv_lines


def lines(columns: Sequence[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """The header and one line per row.

    Times are UTC in ISO 8601, truth is yes or no, and what is undefined is empty. Text that a
    spreadsheet would run as a formula starts with `'`.
    """
    return csv_lines(chain([columns], (map(_cell, row) for row in rows)))


def pseudonym(number: int) -> str:
    """A participant's name in every file, as `Participation.__str__` has it."""
    return f"P{number:04d}"


@cache
def letter(position: int) -> str:
    """A slot's letter, as `Slot.letter` has it; a model for every line would cost a third more."""
    return Slot(position=position).letter


def _cell(value: Any) -> Any:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds")
    if isinstance(value, int | float):
        return value
    return str(value)
