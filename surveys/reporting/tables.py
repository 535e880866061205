"""A table as pages and reports show it, and the words of its cells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isnan

from django.utils.translation import gettext as _

from surveys.number_words import DASH, interval, number, p_value, signed
from surveys.reason_words import REASONS
from surveys.statistics import Contrast, CrossedEstimate
from surveys.statistics.reason import Reason


@dataclass(frozen=True)
class Row:
    """The first cell is the row's heading; a row without others heads those that follow."""

    heading: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """Already translated.

    Attributes
    ----------
    head : tuple of str
        One for each column, the headings' column included.
    rows : tuple of Row
    note : str
        What the columns mean.
    """

    head: tuple[str, ...]
    rows: tuple[Row, ...]
    note: str = ""


def interval_head() -> str:
    # xgettext:no-python-format
    return _("95 % interval")


def table(head: Sequence[str], rows: Iterable[Sequence[str]], note: str = "") -> Table:
    """Of rows whose first cell is their heading."""
    return Table(tuple(head), tuple(Row(first, tuple(rest)) for first, *rest in rows), note)


def why(reason: Reason | None) -> str:
    """Why there is no number; a dash where that is all that can be said."""
    return DASH if reason is None else str(REASONS[reason])


def interval_of(low: float, high: float, reason: Reason | None, places: int = 1) -> str:
    return interval(low, high, places) if not isnan(low) else why(reason)


def t_of(found: CrossedEstimate) -> str:
    """“2.31 (29)”; the number in brackets are the degrees of freedom."""
    return DASH if isnan(found.t) else f"{number(found.t, 2)} ({found.df})"


def contrast_head(first: str) -> tuple[str, ...]:
    return (
        first,
        _("Difference"),
        interval_head(),
        "t (df)",
        "p",
        _("p after Holm"),
        # xgettext:no-python-format
        _("δ with 95 % interval"),
        _("A12"),
        _("Pairs"),
    )


def contrast_cells(contrast: Contrast) -> tuple[str, ...]:
    """Effect and interval in score points before the test, then the dominance."""
    found, score, dominance = contrast.difference, contrast.score, contrast.dominance
    return (
        signed(score.value, 1),
        interval_of(score.low, score.high, found.reason),
        t_of(found),
        p_value(found.p),
        p_value(contrast.p_holm),
        f"{signed(dominance.estimate, 2)} ({interval(dominance.low, dominance.high, 2)})",
        number(contrast.a12.value, 2),
        str(found.n),
    )
