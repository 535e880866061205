"""Tables as one XLSX workbook: what the columns mean, then a sheet for each table."""

import math
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from surveys.exports.contents import Contents
from surveys.exports.table import Kind, Table
from surveys.exports.tables import TABLES
from surveys.models import Round
from surveys.spreadsheets import is_formula

MOST_ROWS = 1_048_576  # of a sheet, its header included
LONGEST_TEXT = 32_767  # of a cell
CHUNK = 256 * 1024
# Any other time would make two workbooks of the same answers differ.
NO_TIME = datetime(1980, 1, 1, tzinfo=UTC)


def workbook(round: Round) -> Iterator[bytes]:
    """The file in pieces. It is made on disk first, for its format allows nothing else.

    No cell holds a formula or a link. Text that a spreadsheet would run if somebody typed it
    carries the mark by which spreadsheets keep text as text. Times are UTC. A table that is longer
    than a sheet goes on in a sheet of the same name and a number; a text that is longer than a
    cell is cut and ends with `…`.
    """
    with TemporaryFile() as file:
        write_workbook(file, Contents.of(round))
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def write_workbook(
    file: IO[bytes],
    contents: Contents,
    *,
    tables: tuple[Table, ...] = TABLES,
    most: int = MOST_ROWS,
) -> None:
    """Write it; memory holds one row at a time.

    Parameters
    ----------
    file : binary file
    contents : Contents
    tables : tuple of Table
    most : int
        Rows of a sheet, its header included.
    """
    with TemporaryDirectory() as folder:
        options = {"constant_memory": True, "tmpdir": folder}
        with Workbook(file, options) as book:
            book.set_properties({"title": contents.round.title, "created": NO_TIME})
            sheets = _Sheets(book, most)
            sheets.add("columns", _EXPLAINED, _explanations(tables))
            for table in tables:
                kinds = tuple((column.name, column.kind) for column in table.columns)
                sheets.add(table.name, kinds, table.rows(contents))


_EXPLAINED = tuple((name, Kind.TEXT) for name in ("table", "column", "type", "unit", "meaning"))


def _explanations(tables: tuple[Table, ...]) -> Iterator[tuple[str, ...]]:
    for table in tables:
        yield table.name, "", "", "", table.meaning
        for column in table.columns:
            yield table.name, column.name, str(column.kind), column.unit, column.meaning


class _Sheets:
    """Sheets of one book, with the formats that their cells need."""

    def __init__(self, book: Workbook, most: int) -> None:
        self._book, self._most = book, most
        self._bold: Format = book.add_format({"bold": True})
        self._time: Format = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss.000"})
        self._as_text: Format = book.add_format({"quote_prefix": True})

    def add(
        self, name: str, columns: tuple[tuple[str, Kind], ...], rows: Iterator[tuple[Any, ...]]
    ) -> None:
        """The rows in a sheet of this name, and in further ones where they are more."""
        writers = [self._writers()[kind] for _name, kind in columns]
        sheet, place, number = self._new(name, columns), 1, 1
        for row in rows:
            if place == self._most:
                number += 1
                sheet, place = self._new(f"{name} {number}", columns), 1
            for column, (value, write) in enumerate(zip(row, writers, strict=True)):
                if value is not None:
                    write(sheet, place, column, value)
            place += 1

    def _new(self, name: str, columns: tuple[tuple[str, Kind], ...]) -> Worksheet:
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(columns) - 1, 16)
        for place, (title, _kind) in enumerate(columns):
            sheet.write_string(0, place, title, self._bold)
        return sheet

    def _writers(self) -> dict[Kind, Callable[[Worksheet, int, int, Any], Any]]:
        return {
            Kind.TEXT: self._write_text,
            Kind.WHOLE: lambda sheet, row, column, value: sheet.write_number(row, column, value),
            Kind.NUMBER: _write_number,
            Kind.TRUTH: lambda sheet, row, column, value: sheet.write_boolean(row, column, value),
            Kind.TIME: self._write_time,
        }

    def _write_text(self, sheet: Worksheet, row: int, column: int, value: str) -> None:
        text = value if len(value) <= LONGEST_TEXT else f"{value[: LONGEST_TEXT - 1]}…"
        sheet.write_string(row, column, text, self._as_text if is_formula(text) else None)

    def _write_time(self, sheet: Worksheet, row: int, column: int, value: datetime) -> None:
        whole = value.microsecond // 1000 * 1000  # milliseconds, as in the CSV
        utc = value.astimezone(UTC).replace(tzinfo=None, microsecond=whole)
        sheet.write_datetime(row, column, utc, self._time)


def _write_number(sheet: Worksheet, row: int, column: int, value: float) -> None:
    if not math.isnan(value):
        sheet.write_number(row, column, value)
