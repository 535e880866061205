"""One request's view of a round's results."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.http import urlencode

from surveys.models import Round, RoundAnalysis
from surveys.reporting import (
    Account,
    Illustration,
    Passage,
    Table,
    account_of,
    illustrations,
    with_sizes,
)
from surveys.reporting import main_results as main
from surveys.reporting.deviations import deviations, plan_sentences, primary_contrasts
from surveys.reporting.forecast import forecast
from surveys.reporting.quality import quality
from surveys.reporting.results_text import sentence_of
from surveys.reporting.robustness import robustness
from surveys.results import Answering, Counts, Standing, counts_of
from surveys.statistics import Results
from surveys.views import results_tables as tables


@dataclass(frozen=True)
class ResultsPage:
    """What the page shows, made when the template asks for it.

    Attributes
    ----------
    round : Round
    answering : Answering
    screened : bool
        Whether the flagged and the rejected are left out of the tables.
    tells_who_leads : bool
    standing : Standing
    """

    round: Round
    answering: Answering
    screened: bool
    tells_who_leads: bool
    standing: Standing

    @cached_property
    def analysed(self) -> "Analysed | None":
        """None before the first analysis is there."""
        if self.standing.findings is None:
            return None
        account = account_of(
            round=self.round,
            answering=self.answering,
            findings=self.standing.findings,
            screened=self.screened,
        )
        return Analysed(account, self.standing.row)

    @cached_property
    def counts(self) -> Counts:
        return counts_of(self.round, self.answering)

    @property
    def meaning(self) -> str:
        return main.meaning_of_scores(self.round)

    @property
    def query(self) -> str:
        return urlencode({"answering": self.answering.value, "screened": str(int(self.screened))})


@dataclass(frozen=True)
class Analysed:
    """What the page tells of an analysis, made when the template asks for it.

    Attributes
    ----------
    account : Account
    row : RoundAnalysis
        Whose drawings are shown.
    """

    account: Account
    row: RoundAnalysis

    @property
    def results(self) -> Results:
        return self.account.analysis.results

    @cached_property
    def illustrations(self) -> list[Illustration]:
        return illustrations(self.account)

    @cached_property
    def sized(self) -> list[Illustration]:
        """The same with the sizes of those that are drawn already."""
        return with_sizes(self.row, self.account, self.illustrations)

    @property
    def further_illustrations(self) -> list[Illustration]:
        """What tells of methods beside scores and contrasts, which have places of their own."""
        apart = {"scores", "contrasts"}
        return [one for one in self.sized if one.tells_who_leads and one.name not in apart]

    @property
    def quiet_illustrations(self) -> list[Illustration]:
        """Those that may be seen at any time."""
        return [one for one in self.sized if not one.tells_who_leads]

    @property
    def scores_figure(self) -> Illustration | None:
        return self._figure("scores")

    @property
    def contrasts_figure(self) -> Illustration | None:
        return self._figure("contrasts")

    def _figure(self, name: str) -> Illustration | None:
        return next((one for one in self.sized if one.name == name), None)

    @property
    def methods_table(self) -> Table:
        return main.methods_table(self.account)

    @cached_property
    def contrasts(self) -> Passage | None:
        return main.contrasts_passage(self.account)

    @property
    def segmentation(self) -> Passage | None:
        return main.segmentation_passage(self.account)

    @cached_property
    def ranking(self) -> Passage | None:
        return main.ranking_passage(self.account)

    @property
    def robustness(self) -> list[Passage]:
        return robustness(self.account)

    @property
    def quality(self) -> list[Passage]:
        return quality(self.account)

    @property
    def forecast(self) -> list[str]:
        return forecast(self.account)

    @cached_property
    def deviations(self) -> list[str]:
        return deviations(self.account)

    @cached_property
    def plan(self) -> list[str]:
        return plan_sentences(self.account)

    @cached_property
    def primary(self) -> list[str]:
        """The planned contrasts, in sentences."""
        return [sentence_of(self.account, one) for one in primary_contrasts(self.account)]

    @property
    def precision(self) -> list[tables.PrecisionRow]:
        return tables.precision_rows(self.account)

    @cached_property
    def not_judged(self) -> int:
        return tables.not_judged(self.account)

    @property
    def rules(self) -> list[tables.RuleRow]:
        return tables.rule_rows(self.account)

    @cached_property
    def flagged(self) -> list[tables.FlaggedRow]:
        return tables.flagged_rows(self.account)

    @cached_property
    def equal_pairs(self) -> list[tables.PairRow]:
        """Of methods that made equal lists."""
        return tables.pair_rows(self.account)
