"""What an import has to say about single files, and how it refuses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from unicodedata import category


@dataclass(frozen=True)
class Remark:
    """One line of an import's report.

    Attributes
    ----------
    where : str
        The file, or the line of the table; printable.
    reason : str
        A whole sentence in the language that was active.
    kind : "refused" or "notice"
        Not imported, or imported all the same.
    """

    where: str
    reason: str
    kind: Literal["refused", "notice"]


def refused(where: str, reason: str) -> Remark:
    return Remark(printable(where), printable(reason), "refused")


def notice(where: str, reason: str) -> Remark:
    return Remark(printable(where), printable(reason), "notice")


def printable(text: str) -> str:
    r"""With control characters and undecodable bytes, which file names may hold, written out.

    >>> printable("hat\x1b[31m.jpg")
    'hat\\x1b[31m.jpg'
    """
    return "".join(
        letter.encode("unicode_escape").decode() if category(letter).startswith("C") else letter
        for letter in text
    )


class PictureRefused(Exception):
    """One file cannot become a picture; the text is a sentence that says why."""


class ImportRefused(Exception):
    """Nothing can be imported; the text is one sentence, `remarks` names the refused files."""

    def __init__(self, sentence: str, remarks: Sequence[Remark] = ()) -> None:
        super().__init__(printable(sentence))
        self.remarks = list(remarks)
