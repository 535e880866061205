"""The CSV in which another system hands over its lists."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import NamedTuple

from django.utils.translation import gettext as _

from recommender.external.faults import ListsRefused

NEEDED = ("reference", "rank", "product")
KNOWN = (*NEEDED, "score", "method")
DELIMITERS = (",", ";", "\t")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Line(NamedTuple):
    """One place of a list as it is written; `values` is how many the line has."""

    number: int
    values: int
    reference: str
    rank: str
    product: str
    score: str
    method: str


@dataclass(frozen=True)
class Table:
    """A text with a header; its lines are parsed anew whenever they are asked for.

    Attributes
    ----------
    columns : mapping from a known column's name to its position
    width : int
        How many columns there are, the unknown ones too.
    """

    text: str
    delimiter: str
    columns: Mapping[str, int]
    width: int

    def lines(self) -> Iterator[Line]:
        """All lines below the header that are not blank.

        Raises
        ------
        ListsRefused
            If a line cannot be parsed.
        """
        reference, rank, product, score, method = (
            self.columns.get(name, self.width) for name in KNOWN
        )
        records = _records(self.text, self.delimiter)
        next(records)
        for number, values in records:
            found = [value.strip() for value in values] + [""] * (self.width + 1 - len(values))
            yield Line(
                number,
                len(values),
                found[reference],
                found[rank],
                found[product],
                found[score] if score < self.width else "",
                found[method] if method < self.width else "",
            )

    def methods(self) -> list[str]:
        """What the column method holds, in the order of the file; nothing where there is none."""
        if "method" not in self.columns:
            return []
        return list(dict.fromkeys(line.method for line in self.lines()))


def read_table(data: bytes) -> Table:
    """The table of a file; its lines are not looked at yet.

    Raises
    ------
    ListsRefused
        If the file is empty, is no UTF-8, or lacks a column.
    """
    text = _decoded(data)
    delimiter = _delimiter(text)
    _number, header = next(_records(text, delimiter), (0, []))
    if not header:
        raise ListsRefused(
            _("The file is empty: its first line names the columns %(needed)s.")
            % {"needed": ", ".join(NEEDED)}
        )
    return Table(text, delimiter, _columns(header), len(header))


def _decoded(data: bytes) -> str:
    if data.startswith(UTF_16):
        raise ListsRefused(
            _("The file is UTF-16, which Excel calls Unicode text: save it as “CSV UTF-8”.")
        )
    if b"\0" in data[:1000]:
        raise ListsRefused(_("The file is no text, perhaps a workbook: save it as “CSV UTF-8”."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ListsRefused(
            _(
                "Line %(line)d is not UTF-8; the file looks like Latin-1 (Windows-1252): save it "
                "as “CSV UTF-8”."
            )
            % {"line": line}
        ) from error


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Strict, because a quote that is never closed would swallow the lines behind it."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    try:
        for values in reader:
            if any(value and not value.isspace() for value in values):
                yield number, values
            number = reader.line_num + 1
    except csv.Error as error:
        raise ListsRefused(
            _("From line %(line)d on this is no CSV (%(error)s): check its quotation marks.")
            % {"line": number, "error": error}
        ) from error


def _delimiter(text: str) -> str:
    """The one that gives the most known columns; semicolons are what Excel writes in Europe."""
    header = _first_line(text)
    return max(
        DELIMITERS, key=lambda sign: sum(_name(column) in KNOWN for column in header.split(sign))
    )


def _first_line(text: str) -> str:
    return next((line for line in StringIO(text) if line.strip()), "")


def _name(column: str) -> str:
    return column.strip('" \r\n').lower()


def _columns(header: list[str]) -> dict[str, int]:
    names = [_name(column) for column in header]
    if missing := [name for name in NEEDED if name not in names]:
        raise ListsRefused(
            _(
                "The first line has to name the columns %(needed)s; missing: %(missing)s; "
                "found: %(found)s."
            )
            % {
                "needed": ", ".join(NEEDED),
                "missing": ", ".join(missing),
                "found": ", ".join(filter(None, names))[:500],
            }
        )
    if twice := [name for name in KNOWN if names.count(name) > 1]:
        raise ListsRefused(
            _("More than one column is named %(columns)s: keep one of each.")
            % {"columns": ", ".join(twice)}
        )
    return {name: names.index(name) for name in KNOWN if name in names}
