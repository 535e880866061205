"""Foreign tables and our own export to one shape: an answer per person, reference and method."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.long_table import own, products, spellings
from surveys.long_table.answers import Answer, Answers, Kind, checked
from surveys.long_table.doubles import check_doubles, check_slots
from surveys.long_table.faults import Faults, TableRefused
from surveys.long_table.sheet import Sheet
from surveys.statistics.formats import values_of_tied_rankings
from surveys.statistics.ranking_quality import RatedLists, Recommendations


class Asked(NamedTuple):
    """How a table shall be read.

    Attributes
    ----------
    renamed : mapping from our column's name to the file's
    scale : (float, float)
        Ends of the scale of ratings; infinite where nobody has said them.
    simulated, with_flagged : bool
        Of our own export: whose answers.
    lists : Recommendations, optional
        Whose products were rated; without them, those that the table's own columns say.
    """

    renamed: Mapping[str, str] = {}
    scale: tuple[float, float] = (-math.inf, math.inf)
    simulated: bool = False
    with_flagged: bool = True
    lists: Recommendations | None = None


class Table(NamedTuple):
    """What a kind of file comes down to: one answer per participant, reference and method.

    `values` are what the answers are worth; `methods` are all, also those without an answer; an
    end of `scale` that is not known is infinite. `rated` is there where single products were rated
    and lists are known; `single` are their ratings, of which `values` are means.
    """

    kind: Kind
    answers: list[Answer]
    values: list[float]
    methods: set[str]
    categories: Mapping[str, str]
    scale: tuple[float, float]
    notices: list[str]
    rated: RatedLists | None = None
    single: Sequence[float] = ()


def foreign_table(sheet: Sheet, asked: Asked, found: Faults) -> Table:
    named = [kind for kind in Kind if kind in sheet.columns]
    read = checked(
        sheet.lines(sheet.rows, named[0], found),
        named[0],
        asked.scale,
        found,
        decimal_comma=sheet.decimal_comma,
    )
    notices = []
    if len(named) > 1:
        notices.append(
            _("The column %(taken)s is analysed, and not %(left)s.")
            % {"taken": named[0], "left": ", ".join(named[1:])}
        )
    answers = _known(read, notices)
    rated, single = None, []
    if read.kind is Kind.RATING and products.rates_products(read.answers):
        products.check_products(read.answers, found)
        rated = _rated(read.answers, asked.lists or products.lists_of(read.answers, found))
        single = [answer.value for answer in answers]
        answers = products.set_means(read.answers)
        notices.append(
            _("A method's rating is the mean of its products where all of them were rated.")
        )
    _notice_lists_unused(rated, asked, notices)
    check_doubles(answers, found)
    if read.kind is not Kind.RATING:
        check_slots(answers, found)
    methods = {answer.method for answer in read.answers}
    notices += _spellings(read)
    return Table(
        read.kind,
        answers,
        _values(read.kind, answers),
        methods,
        read.categories,
        asked.scale,
        notices,
        rated,
        single,
    )


def _spellings(read: Answers) -> Iterator[str]:
    for column in ("method", "reference", "participant"):
        names = {getattr(answer, column) for answer in read.answers}
        yield from spellings.notices_of(column, names)
    yield from spellings.notices_of("category", read.categories.values())


def own_table(sheet: Sheet, asked: Asked, found: Faults) -> Table:
    rows, notices = _own_rows(sheet, asked)
    answer_format, points = _format(sheet)
    kind = own.KINDS[answer_format]
    scale = own.scale_of(kind, points)
    if kind is Kind.RANK:
        rows = own.of_whole_rankings(rows, sheet.rows, sheet.columns)
    read = checked(
        sheet.lines(rows, "rating", found), kind, scale, found, decimal_comma=sheet.decimal_comma
    )
    answers = _known(read, notices)
    credited = own.credited(read.answers)
    methods = {answer.method for answer in credited}
    rated = None
    if answer_format == "product_rating":
        answers = products.set_means(credited, own.set_sizes(sheet.rows, sheet.columns))
        rated = _rated(read.answers, asked.lists or products.lists_of(credited, found))
    values = _values(kind, answers)
    if answer_format != "product_rating":
        values = own.per_method(answers, values)
        answers = own.credited(answers)
    _notice_lists_unused(rated, asked, notices)
    check_doubles(answers, found)
    return Table(kind, answers, values, methods, read.categories, scale, notices, rated)


def _format(sheet: Sheet) -> tuple[str, str]:
    """The answer format and the number of points that the first line of full width names.

    Where there is none, any will do: no line can be taken.
    """
    for line, values in sheet.rows:
        if len(values) == sheet.width:
            answer_format, points = (
                values[sheet.columns[name]] for name in ("answer_format", "scale_points")
            )
            if answer_format not in own.KINDS:
                raise TableRefused(
                    _("Line %(line)d: there is no answer format “%(format)s”, only %(known)s.")
                    % {"line": line, "format": answer_format, "known": ", ".join(own.KINDS)}
                )
            return answer_format, points
    return next(iter(own.KINDS)), ""


def _notice_lists_unused(rated: RatedLists | None, asked: Asked, notices: list[str]) -> None:
    if asked.lists is not None and rated is None:
        notices.append(
            _("The lists are not used: no column product names several products of a list.")
        )


def _rated(answers: Sequence[Answer], lists: Recommendations | None) -> RatedLists | None:
    return None if lists is None else RatedLists(products.ratings_of_products(answers), lists)


def _own_rows(sheet: Sheet, asked: Asked) -> tuple[Iterator[own.Row], list[str]]:
    """People's answers; where there are none, those of the simulation."""
    for simulated in (asked.simulated, True):
        rows = own.analysed(
            sheet.rows, sheet.columns, simulated=simulated, with_flagged=asked.with_flagged
        )
        first = next(rows, None)
        if first is not None:
            notices = [_("All answers analysed are simulated.")] if simulated else []
            return chain([first], rows), notices
    return iter(()), []


def _known(read: Answers, notices: list[str]) -> list[Answer]:
    """Answers that were given; half a ranking is none."""
    lacking = {
        (answer.participant, answer.reference)
        for answer in read.answers
        if math.isnan(answer.value)
    }
    known = [
        answer
        for answer in read.answers
        if not math.isnan(answer.value)
        and (read.kind is not Kind.RANK or (answer.participant, answer.reference) not in lacking)
    ]
    if missing := len(read.answers) - len(known):
        notices.append(
            ngettext(
                "%(count)d line without an answer is left out.",
                "%(count)d lines without an answer are left out.",
                missing,
            )
            % {"count": missing}
        )
    return known


def _values(kind: Kind, answers: Sequence[Answer]) -> list[float]:
    """What each answer is worth, in its order."""
    values = [answer.value for answer in answers]
    if kind is not Kind.RANK:
        return values
    trials: dict[tuple[str, str], int] = {}
    codes = [
        trials.setdefault((answer.participant, answer.reference), len(trials)) for answer in answers
    ]
    return values_of_tied_rankings(codes, values).tolist()
