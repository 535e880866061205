"""Text of a CSV to lines of values, whichever program wrote it."""

import csv
import re
from collections.abc import Collection, Iterator, Mapping
from io import StringIO

from django.utils.translation import gettext as _

from surveys.long_table.faults import TableRefused

DELIMITERS = (",", ";", "\t")
# Excel's own first line, which says what separates those below it.
TOLD = re.compile(r"sep=([^\w\s\"])[\r\n]|sep=(\t)[\r\n]", re.IGNORECASE)
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def decoded(data: bytes) -> str:
    """UTF-8 with or without a byte order mark.

    Raises
    ------
    TableRefused
        If it is another encoding, or no text.
    """
    if data.startswith(UTF_16):
        raise TableRefused(
            _("The file is UTF-16, which Excel calls Unicode text: save it as “CSV UTF-8”.")
        )
    if b"\0" in data[:1000]:
        raise TableRefused(_("The file is no text, perhaps a workbook: save it as “CSV UTF-8”."))
    if b"\0" in data:
        raise TableRefused(
            _("Line %(line)d holds a NUL, which no text has: export the table anew.")
            % {"line": data.count(b"\n", 0, data.index(b"\0")) + 1}
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TableRefused(
            _(
                "Line %(line)d is not UTF-8; the file looks like Latin-1 (Windows-1252): save it "
                "as “CSV UTF-8”."
            )
            % {"line": line}
        ) from error


def numbered_lines(text: str, known: Collection[str]) -> Iterator[tuple[int, list[str]]]:
    r"""Number and values of every line that is not blank, the header first.

    The delimiter is what Excel's first line sep=… says, which is left out, or else the one that
    gives the header most of the `known` columns. Strict, because a quotation mark that is never
    closed would swallow the lines behind it.

    Examples
    --------
    >>> list(numbered_lines('Id;Title\n\n hat ;"a; b"\n', ["id"]))
    [(1, ['Id', 'Title']), (3, ['hat', 'a; b'])]
    """
    reader = csv.reader(
        StringIO(text, newline=""),
        delimiter=delimiter_of(text, known),
        strict=True,
        skipinitialspace=True,
    )
    number = 1
    try:
        if TOLD.match(text):
            next(reader)
            number = 2
        for line in reader:
            values = [value.strip() for value in line]
            if any(values):
                yield number, values
            number = reader.line_num + 1
    except csv.Error as error:
        raise TableRefused(
            _("From line %(line)d on this is no CSV (%(error)s): check its quotation marks.")
            % {"line": number, "error": error}
        ) from error


def delimiter_of(text: str, known: Collection[str]) -> str:
    """What separates the values of a line; semicolons are what Excel writes in Europe."""
    if told := TOLD.match(text):
        return told[1] or told[2]
    header = next((line for line in StringIO(text, newline="") if line.strip()), "").lower()
    return max(
        DELIMITERS,
        key=lambda sign: sum(name.strip('" \r\n') in known for name in header.split(sign)),
    )


def columns_of(header: list[str], renamed: Mapping[str, str]) -> dict[str, int]:
    """Where each column is, in lower case; `renamed` says which of the file's stands for ours.

    Raises
    ------
    TableRefused
        If a renamed column is not there, or a name occurs twice.
    """
    found = [name.strip('" ').lower() for name in header]
    for ours, theirs in renamed.items():
        if theirs.lower() not in found:
            raise TableRefused(
                _("There is no column “%(theirs)s” to take as %(ours)s; found: %(found)s.")
                % {"theirs": theirs, "ours": ours, "found": ", ".join(filter(None, found))[:500]}
            )
        found = ["" if name == ours and name != theirs.lower() else name for name in found]
        found[found.index(theirs.lower())] = ours
    if twice := sorted({name for name in found if name and found.count(name) > 1}):
        raise TableRefused(
            _("More than one column is named %(columns)s: keep one of each.")
            % {"columns": ", ".join(twice)}
        )
    return {name: place for place, name in enumerate(found) if name}
