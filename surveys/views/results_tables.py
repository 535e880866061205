"""The rows of the results page's tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from recommender import lookup
from surveys import screening
from surveys.models import Participation, Round
from surveys.results import RoundResults
from surveys.statistics import Contrast, CrossedEstimate, MethodSummary, Score, quantiles
from surveys.statistics.screening import Rule, Rules

Format = Round.AnswerFormat
MEANINGS = {
    Format.SET_RATING: _(
        "How similar people found each method's products, from 0 (the lowest answer) to 100 (the "
        "highest)."
    ),
    Format.PRODUCT_RATING: _(
        "How similar people found each method's products, from 0 (the lowest answer) to 100 (the "
        "highest): the mean over the products of a set, where all of them were rated."
    ),
    Format.BEST_SET: _(
        "On how many of 100 pages each method's set was chosen as the best; sets that several "
        "methods share count for each of them."
    ),
    Format.SET_RANKING: _(
        "How many of 100 other sets on the same page each method's set was ranked before: 100 "
        "always first, 0 always last."
    ),
}


@dataclass(frozen=True)
class MethodRow:
    label: str
    summary: MethodSummary
    not_judged: int
    quantiles: tuple[float, ...]


@dataclass(frozen=True)
class ContrastRow:
    label: str
    contrast: Contrast


@dataclass(frozen=True)
class ComparisonRow:
    """One method with everybody, and without the flagged."""

    label: str
    key: str
    everybody: MethodSummary
    screened: MethodSummary

    @property
    def change(self) -> float:
        return self.screened.score.value - self.everybody.score.value


@dataclass(frozen=True)
class PrecisionRow:
    """How wide an interval is, with everybody and without the flagged, and nothing of where."""

    label: str
    everybody: "Width"
    screened: "Width"
    not_judged: int = 0


@dataclass(frozen=True)
class Width:
    """Half of an interval's width, in points of the score."""

    n: int
    half: float
    estimate: CrossedEstimate

    @classmethod
    def of(cls, score: Score, estimate: CrossedEstimate) -> "Width":
        return cls(estimate.n, (score.high - score.low) / 2, estimate)


@dataclass(frozen=True)
class RuleRow:
    label: str
    condition: str
    flagged: int


@dataclass(frozen=True)
class FlaggedRow:
    participant: Participation
    reasons: list[str]


@dataclass(frozen=True)
class PairRow:
    labels: tuple[str, str]
    references: int
    share: float


def method_rows(found: RoundResults) -> list[MethodRow]:
    """Best first."""
    return [
        MethodRow(
            found.labels[row.method],
            row,
            found.not_judged[row.method],
            quantiles(found.ratings, row.method),
        )
        for row in found.summary.methods
    ]


def contrast_rows(found: RoundResults) -> list[ContrastRow]:
    return [ContrastRow(found.labels[row.baseline], row) for row in found.summary.segmentation]


def comparison_rows(everybody: RoundResults, screened: RoundResults) -> list[ComparisonRow]:
    """Best first, by everybody's answers."""
    other = {row.method: row for row in screened.summary.methods}
    return [
        ComparisonRow(everybody.labels[row.method], row.method, row, other[row.method])
        for row in everybody.summary.methods
    ]


def precision_rows(everybody: RoundResults, screened: RoundResults) -> list[PrecisionRow]:
    """In the round's order, so that the order tells nothing."""
    rows, other = (
        {row.method: Width.of(row.score, row.mean) for row in found.summary.methods}
        for found in (everybody, screened)
    )
    return [
        PrecisionRow(label, rows[key], other[key], everybody.not_judged[key])
        for key, label in everybody.labels.items()
    ]


def effect_precision_rows(everybody: RoundResults, screened: RoundResults) -> list[PrecisionRow]:
    return [
        PrecisionRow(
            everybody.labels[one.baseline],
            Width.of(one.score, one.difference),
            Width.of(other.score, other.difference),
        )
        for one, other in zip(
            everybody.summary.segmentation, screened.summary.segmentation, strict=True
        )
    ]


def rule_rows(found: RoundResults) -> list[RuleRow]:
    """The rules that the round had fixed; one that is off has no condition."""
    rules = Rules.from_json(found.round.screening)
    return [
        RuleRow(
            screening.label_of(rule), screening.condition_of(rule, rules), found.flagged_by[rule]
        )
        for rule in Rule
    ]


def flagged_rows(found: RoundResults) -> list[FlaggedRow]:
    flagged = Participation.objects.filter(round=found.round, pk__in=found.flags)
    order = list(Rule)
    return [
        FlaggedRow(
            one,
            [
                screening.words_of(flag)
                for flag in sorted(found.flags[one.pk], key=lambda flag: order.index(flag.rule))
            ],
        )
        for one in flagged.order_by("number")
    ]


def pair_rows(found: RoundResults) -> list[PairRow]:
    return [
        PairRow((found.labels[first], found.labels[second]), pair.references, pair.share)
        for pair in found.equal.pairs
        for first, second in [pair.methods]
    ]


def absent_methods(found: RoundResults) -> Sequence[lookup.MethodState]:
    """Methods that neither the round holds nor this place can compute, each with its reason."""
    if found.round.catalogue is None:
        return []
    states = lookup.method_states(found.round.catalogue)
    return [state for state in states if state.reason_unavailable and state.key not in found.labels]
