"""The report of a round: chapters of passages, with numbered tables and figures."""

import base64
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from surveys.figures import Kind
from surveys.models import RoundAnalysis
from surveys.reporting.account import Account
from surveys.reporting.deviations import deviations, plan_sentences
from surveys.reporting.forecast import forecast
from surveys.reporting.illustrations import Illustration, illustrations
from surveys.reporting.limits import limits
from surveys.reporting.methods_text import methods_text
from surveys.reporting.passage import Passage
from surveys.reporting.quality import quality
from surveys.reporting.results_text import results_text, summary
from surveys.reporting.robustness import robustness
from surveys.reporting.sources import sources
from surveys.reporting.stored_figures import WIDE, figure_bytes
from surveys.reporting.tables import Table
from surveys.results import is_running


@dataclass(frozen=True)
class Numbered:
    """A passage with the numbers that its table and its figure have in this report.

    Attributes
    ----------
    passage : Passage
    table, figure : int or None
    source : str
        The figure as a data URI.
    """

    passage: Passage
    table: int | None
    figure: int | None
    source: str


@dataclass(frozen=True)
class Chapter:
    title: str
    passages: tuple[Numbered, ...]


@dataclass(frozen=True)
class Report:
    """Already translated.

    Attributes
    ----------
    account : Account
    made_at : datetime
    computed_at : datetime
    summary : tuple of str
    chapters : tuple of Chapter
    sources : tuple of str
    """

    account: Account
    made_at: object
    computed_at: object
    summary: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    sources: tuple[str, ...]

    @property
    def title(self) -> str:
        return str(self.account.round.title)


def report_of(row: RoundAnalysis, account: Account) -> Report:
    """The whole report in the language of the moment; figures that are not stored are drawn."""
    drawn = {one.name: one for one in illustrations(account)}

    def source(figure: Illustration) -> str:
        svg = figure_bytes(row, account, figure, width=WIDE, kind=Kind.SVG)
        return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"

    number = _Numbering(source)
    chapters = [
        Chapter(title, tuple(map(number, passages)))
        for title, passages in _chapters(account, drawn)
        if passages
    ]
    return Report(
        account=account,
        made_at=timezone.now(),
        computed_at=row.computed_at,
        summary=tuple(summary(account)),
        chapters=tuple(chapters),
        sources=tuple(sources(rates=account.round.rates)),
    )


def _chapters(
    account: Account, drawn: dict[str, Illustration]
) -> Iterator[tuple[str, Sequence[Passage]]]:
    # Not those that were compared, but how the study was done.
    yield pgettext("chapter of a report", "Methods"), [*methods_text(account), _plan(account)]
    if account.analysis.results.n:
        yield _("Results"), results_text(account, drawn)
        passages = [one for one in robustness(account) if one.name != "category-test"]
        yield _("Robustness"), [_with_figure(one, drawn) for one in passages]
    further = [
        Passage(one.name, one.title, _about(account, name), one.data, figure=one)
        for name in ("slots", "growth")
        if (one := drawn.get(name)) is not None
    ]
    yield _("Quality of the data"), [*quality(account), *further]
    yield _("Limits"), [Passage("limits", "", tuple(limits(account)))]


def _plan(account: Account) -> Passage:
    planned = plan_sentences(account)
    went = deviations(account) or [_("There are no deviations.")]
    if account.round.analysis_plan_sha256:
        planned.append(
            _("This plan was sealed at the opening under the SHA-256 hash %(hash)s.")
            % {"hash": account.round.analysis_plan_sha256}
        )
    return Passage("plan", _("Plan and deviations"), (" ".join(planned), *went))


def _about(account: Account, figure: str) -> tuple[str, ...]:
    return tuple(forecast(account)) if figure == "growth" and is_running(account.round) else ()


def _with_figure(passage: Passage, drawn: dict[str, Illustration]) -> Passage:
    """Ranks have their diagram beside them."""
    figure = drawn.get("critical-differences") if passage.name == "ranks" else None
    if figure is None:
        return passage
    return Passage(
        passage.name, passage.title, passage.paragraphs, passage.table, passage.meaning, figure
    )


class _Numbering:
    """Counts tables and figures through the report."""

    def __init__(self, source: Callable[[Illustration], str]) -> None:
        self.source, self.tables, self.figures = source, count(1), count(1)

    def __call__(self, passage: Passage) -> Numbered:
        return Numbered(
            passage=passage,
            table=next(self.tables) if _has_rows(passage.table) else None,
            figure=next(self.figures) if passage.figure is not None else None,
            source=self.source(passage.figure) if passage.figure is not None else "",
        )


def _has_rows(table: Table | None) -> bool:
    return table is not None and bool(table.rows)
