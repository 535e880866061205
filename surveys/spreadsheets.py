"""What a spreadsheet would run, and lines of CSV that it shows and does not run."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

# Also as East Asian keyboards write them: spreadsheets take these for the same signs.
SIGNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
CONTROLS = ("\t", "\r", "\n")


class _Echo:
    """A file that hands back what is written to it, so that csv can feed a stream."""

    def write(self, text: str) -> str:
        return text


def csv_lines(rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """One line a row; its text is made harmless, and what is no text stays as it is."""
    writer = csv.writer(_Echo(), lineterminator="\n")
    for row in rows:
        yield writer.writerow([harmless(one) if isinstance(one, str) else one for one in row])


def harmless(text: str) -> str:
    """With `'` before what a spreadsheet would run as a formula, also after spaces.

    As OWASP recommends against CSV injection. `recommender.robustness.exports` does the same, for
    neither of the two rooms may ask the other for it.
    """
    return f"'{text}" if is_formula(text) else text


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run the text if it were typed, also after spaces."""
    return text.startswith(CONTROLS) or text.lstrip().startswith(SIGNS)
