"""A file of answers to what statistics take."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.long_table import own
from surveys.long_table.answers import Kind
from surveys.long_table.faults import Faults, TableRefused
from surveys.long_table.sheet import open_sheet
from surveys.long_table.table import Asked, Table, foreign_table, own_table
from surveys.statistics import Ratings
from surveys.statistics.ranking_quality import RatedLists


@dataclass(frozen=True, eq=False)
class LongTable:
    """A table that holds.

    Attributes
    ----------
    kind : Kind
    ratings : Ratings
        A choice is worth 1 or 0; a rank (k − rank)/(k − 1).
    answers : tuple of float
        As they were written, one per rating: the rating, 1 or 0, or the rank.
    slots : tuple of str, or None
        One per rating; None where there are none.
    categories : tuple of str, or None
        One per reference; None where there are none.
    knows_scale : bool
        False where all ratings are equal and nobody has said both ends of the scale: then there
        is no score from 0 to 100, and no highest answer.
    guesses_scale : bool
        Whether an end of the scale is taken from the ratings.
    notices : tuple of str
        Sentences about what was decided on the way.
    rated : RatedLists or None
        Where single products were rated and lists are known.
    """

    kind: Kind
    ratings: Ratings
    answers: tuple[float, ...]
    slots: tuple[str, ...] | None
    categories: tuple[str, ...] | None
    knows_scale: bool
    guesses_scale: bool
    notices: tuple[str, ...]
    rated: RatedLists | None


def read_long_table(data: bytes, asked: Asked) -> LongTable:
    """Read, check every line, and only then hand on.

    Raises
    ------
    TableRefused
        If the file as a whole or any line of it cannot be taken; it names the first
        faults of each kind and counts all.
    """
    sheet = open_sheet(data, asked.renamed)
    found = Faults()
    if own.is_own(sheet.columns):
        table = own_table(sheet, asked, found)
    else:
        table = foreign_table(sheet, asked, found)
    if found.count:
        raise TableRefused(
            ngettext(
                "%(count)d line cannot be taken.", "%(count)d lines cannot be taken.", found.count
            )
            % {"count": found.count},
            found.told,
            found.count,
        )
    if not table.answers:
        raise TableRefused(_("There are no answers in this file."))
    return _finished(table)


def _finished(table: Table) -> LongTable:
    lowest, highest = _ends(table)
    answers = table.answers
    ratings = Ratings.from_columns(
        [answer.participant for answer in answers],
        [answer.reference for answer in answers],
        [answer.method for answer in answers],
        table.values,
        lowest=lowest,
        highest=highest if lowest < highest else lowest + 1,
        methods_order=sorted(table.methods),
    )
    slots = tuple(answer.slot for answer in answers)
    categories = tuple(table.categories.get(str(key), "") for key in ratings.references)
    return LongTable(
        kind=table.kind,
        ratings=ratings,
        answers=tuple(answer.value for answer in answers),
        slots=slots if all(slots) else None,
        categories=categories if all(categories) else None,
        knows_scale=lowest < highest,
        guesses_scale=_guesses_scale(table),
        notices=(*table.notices, *_guessed(table, lowest, highest)),
        rated=table.rated,
    )


def _guesses_scale(table: Table) -> bool:
    return table.kind is Kind.RATING and not all(map(math.isfinite, table.scale))


def _ends(table: Table) -> tuple[float, float]:
    """Of what answers are worth; an end of ratings that nobody said is guessed from them."""
    if table.kind is not Kind.RATING:
        return 0.0, 1.0
    if not _guesses_scale(table):
        return table.scale
    given = table.single or table.values
    least, most = min(given), max(given)
    if least == most:
        return least, most
    lowest, highest = table.scale
    return (
        lowest if math.isfinite(lowest) else least,
        highest if math.isfinite(highest) else most,
    )


def _guessed(table: Table, lowest: float, highest: float) -> Iterator[str]:
    """The sentence about a scale, from `lowest` to `highest`, that nobody said."""
    if not _guesses_scale(table):
        return
    if lowest == highest:
        sentence = _(
            "All ratings are %(lowest)g, which does not tell the scale: without --lowest and "
            "--highest there are neither scores from 0 to 100 nor a top box."
        )
    elif math.isfinite(table.scale[0]):
        sentence = _(
            "The scale is taken to end at %(highest)g, the highest rating: say where it ends with "
            "--highest."
        )
    elif math.isfinite(table.scale[1]):
        sentence = _(
            "The scale is taken to begin at %(lowest)g, the lowest rating: say where it begins "
            "with --lowest."
        )
    else:
        sentence = _(
            "The scale is taken as %(lowest)g to %(highest)g, the lowest and the highest rating: "
            "say what it is with --lowest and --highest."
        )
    yield sentence % {"lowest": lowest, "highest": highest}
