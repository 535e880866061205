"""Screening rules, and whom they caught, in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from surveys import screening
from surveys.models import Round
from surveys.statistics.screening import Rule, Rules

SENTENCES: dict[Rule, Promise] = {
    Rule.FAILED_CHECKS: _("failed attention checks: %(value)s or more"),
    Rule.LOW_ANCHOR: _("random set above the reference's own: in %(value)s trials or more"),
    Rule.CONSISTENCY: _("consistency over repeated trials: below %(value)s, or undefined"),
    Rule.NO_VARIANCE: _("always the same answer"),
    Rule.SPEED: _("median time: below %(value)s %% of the median over all participants"),
}


@dataclass(frozen=True)
class Caught:
    """A rule in words, and how many it flagged."""

    words: str
    participants: int


def rules_in_words(round: Round) -> list[str]:
    """One line for every rule that is on."""
    return list(_words(round).values())


def caught(round: Round, *, simulated: bool) -> tuple[list[Caught], int]:
    """For every rule that is on how many it flagged, and how many were flagged by any."""
    flagged = [flags for flags in screening.flags(round, simulated).values() if flags]
    rows = [
        Caught(words, sum(any(flag.rule == rule for flag in flags) for flags in flagged))
        for rule, words in _words(round).items()
    ]
    return rows, len(flagged)


def _words(round: Round) -> dict[Rule, str]:
    rules = Rules.from_json(round.screening).to_json()
    on = {rule: rules[rule.value] for rule in Rule if _is_on(rules[rule.value])}
    return {
        rule: str(SENTENCES[rule]) % {"value": _shown(rule, value)} for rule, value in on.items()
    }


def _shown(rule: Rule, value: Any) -> str:
    return f"{100 * value if rule is Rule.SPEED else value:g}"


def _is_on(value: Any) -> bool:
    """A threshold of 0 is on."""
    return value is not None and value is not False
