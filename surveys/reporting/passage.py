"""A titled piece of an account, the same on the page and in the report."""

from dataclasses import dataclass

from surveys.reporting.illustrations import Illustration
from surveys.reporting.tables import Table


@dataclass(frozen=True)
class Passage:
    """Already translated.

    Attributes
    ----------
    name : str
        Its anchor on the page.
    title : str
    paragraphs : tuple of str
    table : Table or None
    meaning : str
        For whom and for what it holds.
    figure : Illustration or None
    """

    name: str
    title: str
    paragraphs: tuple[str, ...] = ()
    table: Table | None = None
    meaning: str = ""
    figure: Illustration | None = None
