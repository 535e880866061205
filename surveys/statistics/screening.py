"""Rules that flag a participant, fixed before a round opens. They flag and never delete."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from statistics import median
from typing import Any

from surveys.statistics.attention import BEST_SET
from surveys.statistics.evidence import Evidence

FEWEST_REPEATED_CHOICES = 5


@dataclass(frozen=True)
class Rules:
    """What flags a participant; None (or False) turns a rule off.

    Attributes
    ----------
    failed_checks : int or None
        So many failed attention checks or more.
    low_anchor_above : int or None
        So many trials or more in which the random set was placed above the set that shows the
        reference itself or its own group.
    least_consistency : float or None
        Consistency over repeated trials below this, from −1 to 1, or undefined.
    no_variance : bool
        Every answer is the same.
    least_time_share : float or None
        Median time of a trial below this share of the median over all participants.
    """

    failed_checks: int | None = 2
    low_anchor_above: int | None = 2
    least_consistency: float | None = 0.0
    no_variance: bool = True
    least_time_share: float | None = 0.5

    def __post_init__(self) -> None:
        for name in ("failed_checks", "low_anchor_above"):
            count = getattr(self, name)
            if count is not None and not (type(count) is int and count >= 1):
                raise ValueError(f"{name} must be a whole number from 1, or none, not {count!r}.")
        if self.least_consistency is not None and not -1 <= self.least_consistency <= 1:
            raise ValueError("least_consistency must lie between -1 and 1.")
        if self.least_time_share is not None and not 0 < self.least_time_share < 1:
            raise ValueError("least_time_share must lie between 0 and 1.")

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, rules: Mapping[str, Any]) -> Rules:
        """The rules; one that is not named is off.

        Raises
        ------
        ValueError
            If a name is unknown, or a value out of bounds.
        """
        names = [field.name for field in fields(cls)]
        if unknown := sorted(set(rules) - set(names)):
            raise ValueError(f"There is no screening rule {', '.join(unknown)}.")
        off: dict[str, Any] = dict.fromkeys(names, None) | {"no_variance": False}
        return cls(**off | dict(rules))


DEFAULT_RULES = Rules()


class Rule(StrEnum):
    """The rules by their names in `Rules`."""

    FAILED_CHECKS = "failed_checks"
    LOW_ANCHOR = "low_anchor_above"
    CONSISTENCY = "least_consistency"
    NO_VARIANCE = "no_variance"
    SPEED = "least_time_share"


@dataclass(frozen=True)
class Flag:
    """A rule that somebody's answers broke.

    Attributes
    ----------
    rule : Rule
    value : float or None
        What was found, in the unit of the threshold; None where it is undefined, or is no number.
    threshold : float or None
        What the round had fixed; None for a rule that is only on or off.
    """

    rule: Rule
    value: float | None
    threshold: float | None


def typical_seconds(medians: Iterable[float]) -> float:
    """The median of the median times of those who completed; nan without any."""
    known = [seconds for seconds in medians if not math.isnan(seconds)]
    return median(known) if known else math.nan


def broken_rules(
    evidence: Evidence,
    rules: Rules,
    *,
    answer_format: str,
    completed: bool,
    typical: float,
) -> frozenset[Flag]:
    """The rules that somebody's answers break.

    | rule | flags when | asked of |
    |---|---|---|
    | failed_checks | failed checks ≥ threshold | everybody |
    | low_anchor_above | checks with `random` above the identical set ≥ threshold | everybody |
    | least_consistency | consistency < threshold, or undefined | completed, with a repeat |
    | no_variance | every main answer is the same | completed |
    | least_time_share | median time / `typical` < threshold | completed |

    What was reached by a failed check stays reached, so the first two need no completion. The
    others would judge a few answers as if they were all.

    Parameters
    ----------
    evidence : Evidence
    rules : Rules
    answer_format : str
        As `Round.AnswerFormat` has them.
    completed : bool
        Whether the participant came to the end.
    typical : float
        From `typical_seconds`, over all who completed, this participant included.

    Returns
    -------
    frozenset of Flag

    Notes
    -----
    A round without checks flags nobody by them, one without repeats nobody by consistency.
    Consistency of the best set is not held against anybody below five repeats: whether one choice
    among several is made again says too little of one person (benchmarks/screening.py). A time
    that is not known, or a typical time of 0, flags nobody.

    References
    ----------
    Meade & Craig (2012). Identifying careless responses in survey data. Psychological Methods
    17(3), 437–455. doi:10.1037/a0028085

    Leiner (2019). Too fast, too straight, too weird: non-reactive indicators for meaningless data
    in internet surveys. Survey Research Methods 13(3), 229–248. doi:10.18148/srm/2019.v13i3.7403
    (time in relation to the typical time)

    Examples
    --------
    >>> found = Evidence(
    ...     checks=2, failed_checks=2, anchors=2, anchors_above=0, repeats=1, consistency=0.8,
    ...     always_the_same=False, median_seconds=10.0,
    ... )
    >>> flags = broken_rules(
    ...     found, DEFAULT_RULES, answer_format="set_rating", completed=True, typical=12.0
    ... )
    >>> [(str(flag.rule), flag.value, flag.threshold) for flag in flags]
    [('failed_checks', 2, 2)]
    """
    flags = _by_counts(evidence, rules)
    if completed:
        flags |= _by_consistency(evidence, rules, answer_format)
        flags |= _by_speed(evidence, rules, typical)
        if rules.no_variance and evidence.always_the_same:
            flags.add(Flag(Rule.NO_VARIANCE, None, None))
    return frozenset(flags)


def _by_counts(evidence: Evidence, rules: Rules) -> set[Flag]:
    counted = (
        (Rule.FAILED_CHECKS, evidence.failed_checks, rules.failed_checks),
        (Rule.LOW_ANCHOR, evidence.anchors_above, rules.low_anchor_above),
    )
    return {
        Flag(rule, count, threshold)
        for rule, count, threshold in counted
        if threshold is not None and count >= threshold
    }


def _by_consistency(evidence: Evidence, rules: Rules, answer_format: str) -> set[Flag]:
    fewest = FEWEST_REPEATED_CHOICES if answer_format == BEST_SET else 1
    least, found = rules.least_consistency, evidence.consistency
    if least is None or evidence.repeats < fewest or found >= least:
        return set()
    return {Flag(Rule.CONSISTENCY, None if math.isnan(found) else found, least)}


def _by_speed(evidence: Evidence, rules: Rules, typical: float) -> set[Flag]:
    least, seconds = rules.least_time_share, evidence.median_seconds
    if least is None or math.isnan(seconds) or math.isnan(typical) or typical == 0:
        return set()
    share = seconds / typical
    return {Flag(Rule.SPEED, share, least)} if share < least else set()
