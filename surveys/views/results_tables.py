"""The rows of the results page's own tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

from django.utils.translation import gettext as _

from recommender import lookup
from surveys import screening
from surveys.models import Participation, Round
from surveys.reporting import Account
from surveys.statistics import CrossedEstimate, Score
from surveys.statistics.reason import Reason
from surveys.statistics.screening import Rule, Rules


@dataclass(frozen=True)
class PrecisionRow:
    """How wide the widest of several intervals is, with everybody and without the flagged.

    One for all: near an end of the scale ratings lie closer together, so that widths by method
    would tell who leads.
    """

    label: str
    everybody: "Width"
    screened: "Width"


@dataclass(frozen=True)
class Width:
    """Half of an interval's width, in points of the score; nan with a reason."""

    half: float
    reason: Reason | None

    @classmethod
    def of_widest(cls, found: Sequence[tuple[Score, CrossedEstimate]]) -> "Width":
        """Of those that have an interval; where none has, the first says why."""
        known = [score.half_width for score, estimate in found if estimate.reason is None]
        return cls(max(known), None) if known else cls(nan, found[0][1].reason)


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


def precision_rows(account: Account) -> list[PrecisionRow]:
    portions = (account.findings.everybody.analysis, account.findings.screened.analysis)
    kinds = {
        _("Score of a method"): [
            [(one.score, one.mean) for one in analysis.results.methods] for analysis in portions
        ],
        _("Difference of two methods"): [
            [(one.score, one.difference) for one in analysis.contrasts] for analysis in portions
        ],
        _("Segmented minus original"): [
            [(one.score, one.difference) for one in analysis.segmentation.per_algorithm]
            for analysis in portions
        ],
    }
    return [
        PrecisionRow(label, Width.of_widest(everybody), Width.of_widest(screened))
        for label, (everybody, screened) in kinds.items()
        if everybody and screened
    ]


def not_judged(account: Account) -> int:
    """How many answers were “I can't judge”, over all methods."""
    return sum(account.findings.everybody.not_judged.values())


def rule_rows(account: Account) -> list[RuleRow]:
    """The rules that the round had fixed; one that is off has no condition."""
    rules = Rules.from_json(account.round.screening)
    return [
        RuleRow(
            screening.label_of(rule),
            screening.condition_of(rule, rules),
            account.findings.flagged_by(rule),
        )
        for rule in Rule
    ]


def flagged_rows(account: Account) -> list[FlaggedRow]:
    flags = account.findings.flags
    flagged = Participation.objects.filter(round=account.round, pk__in=flags)
    return [
        FlaggedRow(one, [screening.words_of(flag) for flag in flags[one.pk]])
        for one in flagged.order_by("number")
    ]


def pair_rows(account: Account) -> list[PairRow]:
    return [
        PairRow((account.name(first), account.name(second)), pair.references, pair.share)
        for pair in account.findings.equal.pairs
        for first, second in [pair.methods]
    ]


def absent_methods(round: Round) -> Sequence[lookup.MethodState]:
    """Methods that neither the round holds nor this place can compute, each with its reason."""
    if round.catalogue is None:
        return []
    held = {method.key for method in round.methods.all()}
    states = lookup.method_states(round.catalogue)
    return [state for state in states if state.reason_unavailable and state.key not in held]
