"""One request's view of a round's results."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.http import urlencode

from surveys.models import Round
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
from surveys.results import Answering, Counts, Standing, counts_of, is_running
from surveys.statistics import Results


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
    def account(self) -> Account | None:
        """None before the first analysis is there."""
        if self.standing.findings is None:
            return None
        return account_of(
            round=self.round,
            answering=self.answering,
            findings=self.standing.findings,
            screened=self.screened,
        )

    @cached_property
    def counts(self) -> Counts:
        return counts_of(self.round, self.answering)

    @property
    def is_running(self) -> bool:
        return is_running(self.round)

    @property
    def summary(self) -> Results | None:
        return self.account.analysis.results if self.account else None

    @property
    def left_out(self) -> frozenset[int]:
        return self.account.findings.left_out if self.account else frozenset()

    @cached_property
    def illustrations(self) -> list[Illustration]:
        return illustrations(self.account) if self.account else []

    @cached_property
    def sized(self) -> list[Illustration]:
        """The same with the sizes of those that are drawn already."""
        if self.account is None:
            return []
        return with_sizes(self.standing.row, self.account, self.illustrations)

    def illustration(self, name: str) -> Illustration | None:
        return next((one for one in self.sized if one.name == name), None)

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
    def scores(self) -> Illustration | None:
        return self.illustration("scores")

    @property
    def methods_table(self) -> Table | None:
        return main.methods_table(self.account) if self.account else None

    @property
    def meaning(self) -> str:
        return main.meaning_of_scores(self.round)

    @property
    def contrasts(self) -> Illustration | None:
        return self.illustration("contrasts")

    @property
    def pairs(self) -> Passage | None:
        return main.contrasts_passage(self.account) if self.account else None

    @property
    def segmentation(self) -> Passage | None:
        return main.segmentation_passage(self.account) if self.account else None

    @property
    def ranking(self) -> Passage | None:
        return main.ranking_passage(self.account) if self.account else None

    @property
    def robustness(self) -> list[Passage]:
        return robustness(self.account) if self.account else []

    @property
    def quality(self) -> list[Passage]:
        return quality(self.account) if self.account else []

    @property
    def forecast(self) -> list[str]:
        return forecast(self.account) if self.account else []

    @cached_property
    def deviations(self) -> list[str]:
        return deviations(self.account) if self.account else []

    @property
    def plan(self) -> list[str]:
        return plan_sentences(self.account) if self.account else []

    @property
    def primary(self) -> list[str]:
        """The planned contrasts, in sentences."""
        if self.account is None:
            return []
        return [sentence_of(self.account, one) for one in primary_contrasts(self.account)]

    @property
    def query(self) -> str:
        return urlencode({"answering": self.answering.value, "screened": str(int(self.screened))})
