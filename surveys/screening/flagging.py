"""Evidence held against a round's rules."""

from typing import NamedTuple

from surveys.models import Participation, Round, Trial
from surveys.screening.reading import submitted_trials
from surveys.statistics.evidence import Evidence, evidence_of
from surveys.statistics.screening import Flag, Rules, broken_rules, typical_seconds

CHECKS = (Trial.Kind.IDENTICAL, Trial.Kind.INSTRUCTED)


class Finding(NamedTuple):
    evidence: Evidence
    flags: frozenset[Flag]


def findings(round: Round, simulated: bool) -> dict[int, Finding]:
    """What speaks for and against everybody who sent a page off, by primary key.

    Failed checks and the low anchor flag anybody; consistency, no variance and speed only those
    who came to the end. People and simulated participants are held against their own typical time.
    """
    rules = Rules.from_json(round.screening)
    mine = Participation.objects.filter(round=round, simulated=simulated)
    completed = set(mine.filter(completed_at__isnull=False).values_list("pk", flat=True))
    found = {
        pk: evidence_of(trials, round.answer_format)
        for pk, trials in submitted_trials(round, participation__simulated=simulated)
    }
    typical = typical_seconds(found[pk].median_seconds for pk in completed & found.keys())
    return {
        pk: Finding(
            evidence,
            broken_rules(
                evidence,
                rules,
                answer_format=round.answer_format,
                completed=pk in completed,
                typical=typical,
            ),
        )
        for pk, evidence in found.items()
    }


def flags(round: Round, simulated: bool) -> dict[int, frozenset[Flag]]:
    """The flagged participations by primary key, each with the rules that it broke."""
    found = findings(round, simulated)
    return {pk: finding.flags for pk, finding in found.items() if finding.flags}


def failed_checks(participation: Participation) -> int:
    """How many of the checks that this participant submitted were not passed."""
    found = submitted_trials(participation.round, participation=participation, kind__in=CHECKS)
    return sum(
        evidence_of(trials, participation.round.answer_format).failed_checks
        for _pk, trials in found
    )
