"""A CSV with its header understood: which column is where."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from surveys.long_table import faults, own
from surveys.long_table.answers import Kind, Line
from surveys.long_table.delimited import columns_of, decoded, delimiter_of, numbered_lines
from surveys.long_table.faults import Faults, TableRefused

NEEDED = ("participant", "reference", "method")
OPTIONAL = ("slot", "category", "product", "place", "similarity")
KNOWN = {*NEEDED, *OPTIONAL, *Kind, *own.COLUMNS}


class Sheet(NamedTuple):
    """A text with a header; its lines are parsed anew whenever they are asked for."""

    text: str
    known: set[str]
    columns: Mapping[str, int]
    width: int

    @property
    def rows(self) -> Iterator[own.Row]:
        rows = numbered_lines(self.text, self.known)
        next(rows)
        return rows

    @property
    def decimal_comma(self) -> bool:
        """Whether a comma can only be one before decimals."""
        return delimiter_of(self.text, self.known) != ","

    def lines(self, rows: Iterable[own.Row], answer: str, found: Faults) -> Iterator[Line]:
        names = (*NEEDED, answer, *OPTIONAL)
        places = [self.columns.get(name, self.width) for name in names]
        # A million lines have few different texts: each is kept once.
        same: dict[str, str] = {}
        for number, values in rows:
            if len(values) == self.width:
                values.append("")
                texts = [values[place] for place in places]
                yield Line(number, *[same.setdefault(text, text) for text in texts])
            else:
                wide = {"values": len(values), "columns": self.width}
                found.add(number, faults.WIDTH, wide)


def open_sheet(data: bytes, renamed: Mapping[str, str]) -> Sheet:
    """The header is read and checked, the lines not yet.

    Parameters
    ----------
    data : bytes
    renamed : mapping from our column's name to the file's

    Raises
    ------
    TableRefused
        If the file is no CSV in UTF-8, or lacks a column.
    """
    text = decoded(data)
    known = KNOWN | {name.lower() for name in renamed.values()}
    _number, header = next(numbered_lines(text, known), (0, []))
    columns = columns_of(header, renamed)
    missing = [name for name in NEEDED if name not in columns]
    if not set(Kind) & columns.keys():
        missing.append(" / ".join(Kind))
    if missing:
        raise TableRefused(
            _(
                "The first line has to name the columns %(needed)s and one of %(answers)s; "
                "missing: %(missing)s; found: %(found)s."
            )
            % {
                "needed": ", ".join(NEEDED),
                "answers": ", ".join(Kind),
                "missing": ", ".join(missing),
                "found": ", ".join(columns)[:500] or "–",
            }
        )
    return Sheet(text, known, columns, len(header))
