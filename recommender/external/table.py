"""The CSV in which another system hands over its lists."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from recommender.catalogue.delimited import numbered_lines
from recommender.external.faults import ListsRefused

NEEDED = ("reference", "rank", "product")
KNOWN = (*NEEDED, "score", "method")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Line(NamedTuple):
    """One place of a list as it is written, in the order of `KNOWN`, '' where nothing stands.

    `values` is how many the line has.
    """

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
    columns: Mapping[str, int]
    width: int

    def lines(self) -> Iterator[Line]:
        """All lines below the header that are not blank.

        Raises
        ------
        ListsRefused
            If a line cannot be parsed.
        """
        places = [self.columns.get(name, self.width) for name in KNOWN]
        lacking = [""] * (self.width + 1)
        lines = _lines(self.text)
        next(lines)
        for number, values in lines:
            found = values[: self.width] + lacking
            yield Line(number, len(values), *[found[place] for place in places])

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
    _number, header = next(_lines(text), (0, []))
    if not header:
        raise ListsRefused(
            _("The file is empty: its first line names the columns %(needed)s.")
            % {"needed": ", ".join(NEEDED)}
        )
    return Table(text, _columns(header), len(header))


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


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    return numbered_lines(text, known=KNOWN, refusal=_no_csv)


def _no_csv(line: int, error: csv.Error) -> ListsRefused:
    return ListsRefused(
        _("From line %(line)d on this is no CSV (%(error)s): check its quotation marks.")
        % {"line": line, "error": error}
    )


def _columns(header: list[str]) -> dict[str, int]:
    names = [column.strip('" ').lower() for column in header]
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
