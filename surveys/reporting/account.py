"""A round's findings with the names that people read: what tables, figures and texts tell of."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from recommender import lookup
from surveys.analysis_plans import AnalysisPlan
from surveys.models import Round
from surveys.results import Answering, Findings, Portion, wished_half_width
from surveys.statistics.analysis import Analysis
from surveys.statistics.contrasts import SEGMENTED, Contrast


@dataclass(frozen=True)
class Account:
    """One round, of whom, and with or without the flagged.

    Attributes
    ----------
    round : Round
        With its texts in the reader's language.
    answering : Answering
    labels : mapping from method key to the name that the round stored, in the round's order
    findings : Findings
    screened : bool
    """

    round: Round
    answering: Answering
    labels: Mapping[str, str]
    findings: Findings
    screened: bool

    @property
    def portion(self) -> Portion:
        return self.findings.portion(screened=self.screened)

    @property
    def analysis(self) -> Analysis:
        return self.portion.analysis

    def with_screening(self, screened: bool) -> "Account":
        return replace(self, screened=screened)

    def name(self, method: str) -> str:
        return self.labels.get(method, method)

    def pair(self, contrast: Contrast) -> str:
        """“A − B”, for segmented minus original the algorithm's name."""
        if contrast.method == contrast.baseline + SEGMENTED:
            return self.name(contrast.baseline)
        return self.difference(contrast.method, contrast.baseline)

    def difference(self, method: str, baseline: str) -> str:
        """“A − B”."""
        return f"{self.name(method)} − {self.name(baseline)}"

    def effect(self, contrast: Contrast) -> str:
        """The algorithm whose lists were made without the background, or that it is all of them."""
        if contrast is self.analysis.segmentation.pooled:
            return _("Mean of the algorithms")
        return self.pair(contrast)

    @property
    def plan(self) -> AnalysisPlan:
        """What was fixed before the opening; without anything in it, where nothing was."""
        return AnalysisPlan.from_json(self.round.analysis_plan)

    @property
    def wished_half_width(self) -> float | None:
        """In points of the score; None where nobody wished for one."""
        return wished_half_width(self.round)

    @property
    def rates_sets(self) -> bool:
        """Whether every value is one answer; else it is a mean of products, a choice or a rank."""
        return self.round.answer_format == Round.AnswerFormat.SET_RATING

    @property
    def has_points(self) -> bool:
        """Whether every answer is one of a few labelled points."""
        is_set_rating = self.round.answer_format == Round.AnswerFormat.SET_RATING
        return is_set_rating and not self.round.has_slider

    @property
    def points(self) -> list[str]:
        """What the points of the scale are called, with their numbers."""
        return [f"{number} {words}" for number, words in enumerate(self.round.scale_labels, 1)]


def account_of(
    *, round: Round, answering: Answering, findings: Findings, screened: bool = False
) -> Account:
    return Account(
        round=round.read_in(get_language() or ""),
        answering=answering,
        labels=lookup.labels({method.key: method.label for method in round.methods.all()}),
        findings=findings,
        screened=screened,
    )
