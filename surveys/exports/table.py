"""What a table of an export is: its columns, what each of them means, and where its rows are."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from surveys.exports.contents import Contents

Row = tuple[Any, ...]


class Kind(StrEnum):
    """What a column's cells are, in the words of Frictionless; each cell may be empty."""

    TEXT = "string"
    WHOLE = "integer"
    NUMBER = "number"
    TRUTH = "boolean"
    TIME = "datetime"


@dataclass(frozen=True)
class Column:
    """A column means the same in every table that has it.

    Attributes
    ----------
    name : str
    kind : Kind
    meaning : str
        One sentence, for whoever has nothing but the file.
    unit : str
    required : bool
        Whether no cell is empty.
    choices : tuple of str
        All texts that occur; empty: any.
    least : int or None
        No number is lower.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    least: int | None = None


@dataclass(frozen=True)
class Table:
    """The one declaration from which CSV, XLSX, Parquet and both descriptions are written.

    Attributes
    ----------
    name, meaning : str
    columns : tuple of Column
    rows : function from Contents to an iterator of tuples, a value or None for each column
    key : names of the columns that together are different in every row
    links : from a column to the table, and its column, in which the value is found again
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    rows: Callable[[Contents], Iterator[Row]]
    key: tuple[str, ...] = ()
    links: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)
