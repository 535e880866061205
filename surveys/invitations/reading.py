"""Whom a researcher's file names, line by line."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext

HEADERS = {"address", "e-mail", "email", "mail", "token", "id", "adresse", "code"}
LONGEST_TOKEN = 200


@dataclass(frozen=True)
class Invitee:
    """A line of the file: an address, for which a token is made, or a token."""

    line: int
    address: str = ""
    token: str = ""

    @property
    def key(self) -> str:
        return self.address.casefold() or self.token


@dataclass(frozen=True)
class Fault:
    """Why a line cannot be used, as a sentence for the researcher."""

    line: int
    text: str
    reason: str

    def __str__(self) -> str:
        about = {"line": self.line, "text": self.text[:80], "reason": self.reason}
        return gettext("Line %(line)d, “%(text)s”: %(reason)s") % about


def read_invitees(text: str) -> tuple[list[Invitee], list[Fault]]:
    """Whom a CSV names, in one column, with or without a header; and every line with a fault."""
    invitees: list[Invitee] = []
    faults: list[Fault] = []
    first_lines: dict[str, int] = {}
    for line, cells in _lines(text):
        try:
            invitee = _invitee(line, cells)
            if invitee.key in first_lines:
                same = {"line": first_lines[invitee.key]}
                raise ValidationError(gettext("the same as line %(line)d.") % same)
        except ValidationError as error:
            faults.append(Fault(line, ", ".join(cells), " ".join(error.messages)))
        else:
            first_lines[invitee.key] = line
            invitees.append(invitee)
    return invitees, faults


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines that say something, with their numbers; a header is left out."""
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.reader(text.splitlines(), delimiter=delimiter)
    is_first = True
    for row in reader:
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if not (is_first and cells[0].casefold() in HEADERS):
            yield reader.line_num, [cell for cell in cells if cell]
        is_first = False


def _invitee(line: int, cells: Sequence[str]) -> Invitee:
    if len(cells) > 1:
        raise ValidationError(gettext("there is more than one column."))
    (cell,) = cells
    if "@" in cell:
        validate_email(cell)
        return Invitee(line, address=cell)
    if len(cell) > LONGEST_TOKEN:
        most = {"most": LONGEST_TOKEN}
        raise ValidationError(gettext("a token has at most %(most)d characters.") % most)
    if not cell.isprintable() or " " in cell:
        raise ValidationError(gettext("a token has no spaces; or is an address without “@”?"))
    return Invitee(line, token=cell)
