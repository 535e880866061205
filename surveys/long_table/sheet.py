"""A CSV with its header understood: which column is where."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from surveys.long_table import own, wide, widths
from surveys.long_table.answers import Kind, Line
from surveys.long_table.delimited import columns_of, decoded, delimiter_of, numbered_lines
from surveys.long_table.faults import Faults, TableRefused

NEEDED = ("participant", "reference", "method")
NUMERIC = ("place", "similarity")
OPTIONAL = ("slot", "category", "product", *NUMERIC)
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
        numeric = [self.columns[name] for name in (answer, *NUMERIC) if name in self.columns]
        # A million lines have few different texts: each is kept once.
        same: dict[str, str] = {}
        for number, values in rows:
            if len(values) == self.width:
                values.append("")
                texts = [values[place] for place in places]
                yield Line(number, *[same.setdefault(text, text) for text in texts])
            else:
                wrong = widths.why_not(
                    values, self.width, numeric, decimal_comma=self.decimal_comma
                )
                found.add(number, *wrong)


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
    if unknown := sorted(renamed.keys() - KNOWN):
        raise TableRefused(
            _("There is no “%(unknown)s” here to be renamed; columns are called %(known)s.")
            % {"unknown": unknown[0], "known": ", ".join((*NEEDED, *Kind, *OPTIONAL))}
        )
    known = KNOWN | {name.lower() for name in renamed.values()}
    rows = numbered_lines(text, known)
    _number, header = next(rows, (0, []))
    columns = columns_of(header, renamed)
    missing = [name for name in NEEDED if name not in columns]
    has_answers = bool(set(Kind) & columns.keys())
    if missing == ["method"] and not has_answers:
        others = {name: place for name, place in columns.items() if name not in KNOWN}
        ids = columns["participant"], columns["reference"]
        if methods := wide.methods_of(rows, ids, others):
            raise TableRefused(wide.sentence(methods))
    if not has_answers:
        missing.append(" / ".join(Kind))
    if missing:
        raise TableRefused(_missing(missing, columns))
    return Sheet(text, known, columns, len(header))


def _missing(missing: Sequence[str], columns: Collection[str]) -> str:
    sentence = _(
        "The first line has to name the columns %(needed)s and one of %(answers)s; missing: "
        "%(missing)s; found: %(found)s."
    ) % {
        "needed": ", ".join(NEEDED),
        "answers": ", ".join(Kind),
        "missing": ", ".join(missing),
        "found": ", ".join(columns)[:500] or "–",
    }
    if not (others := [name for name in columns if name not in KNOWN]):
        return sentence
    example = f'--column "{missing[0].split(" ")[0]}={others[0]}"'
    return f"{sentence} " + _(
        "Say which column has another name, each with its own --column, for example: %(example)s"
    ) % {"example": example}
