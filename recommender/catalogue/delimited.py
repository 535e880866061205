"""The lines of a CSV, whichever program wrote it."""

import csv
from collections.abc import Callable, Collection, Iterator
from io import StringIO

DELIMITERS = (",", ";", "\t")


def numbered_lines(
    text: str, *, known: Collection[str], refusal: Callable[[int, csv.Error], Exception]
) -> Iterator[tuple[int, list[str]]]:
    r"""Number and values of every line that is not blank, the header first.

    Strict, because a quote that is never closed would swallow the lines behind it.

    Parameters
    ----------
    text : str
        With any newlines; a value may hold some, and the line has the number of its first one.
    known : collection of str
        Columns that the header may name, in lower case; they tell the delimiter.
    refusal : callable
        What is raised from the line on that cannot be parsed, of its number and the reason.

    Examples
    --------
    >>> text = 'Id;Title\n\n hat ;"a; b"\n'
    >>> list(numbered_lines(text, known=["id"], refusal=lambda line, error: error))
    [(1, ['Id', 'Title']), (3, ['hat', 'a; b'])]
    """
    delimiter = _delimiter(text, known)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    try:
        for line in reader:
            values = [value.strip() for value in line]
            if any(values):
                yield number, values
            number = reader.line_num + 1
    except csv.Error as error:
        raise refusal(number, error) from error


def _delimiter(text: str, known: Collection[str]) -> str:
    """The one that gives the most known columns; semicolons are what Excel writes in Europe."""
    header = next((line for line in StringIO(text, newline="") if line.strip()), "").lower()
    return max(
        DELIMITERS,
        key=lambda sign: sum(name.strip('" \r\n') in known for name in header.split(sign)),
    )
