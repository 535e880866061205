"""What a round's answers say, in one piece that can be stored."""

from collections.abc import Mapping
from dataclasses import dataclass

from surveys import screening
from surveys.models import Round
from surveys.results.answering import Answering
from surveys.results.equality import EqualSets
from surveys.results.flow import (
    Flow,
    Repeats,
    Times,
    flow_of,
    repeats_of,
    times_of,
)
from surveys.results.found import round_results
from surveys.results.portion import Portion, portion_of
from surveys.statistics.screening import Flag, Rule


@dataclass(frozen=True)
class Findings:
    """Everything that is computed from answers, for people or for simulated participants.

    Attributes
    ----------
    everybody, screened : Portion
        Of all answers, and without those of the flagged and of those whom failed checks sent away.
    flags : mapping from participation to the rules that it broke
    rejected : tuple of participations that failed checks ended before the end
    equal : EqualSets
    flow : Flow
    times : Times
    repeats : Repeats
    """

    everybody: Portion
    screened: Portion
    flags: Mapping[int, tuple[Flag, ...]]
    rejected: tuple[int, ...]
    equal: EqualSets
    flow: Flow
    times: Times
    repeats: Repeats

    @property
    def left_out(self) -> frozenset[int]:
        """Whom screening leaves out: everybody flagged, and everybody rejected."""
        return frozenset(self.rejected) | self.flags.keys()

    def portion(self, *, screened: bool) -> Portion:
        return self.screened if screened else self.everybody

    def flagged_by(self, rule: Rule) -> int:
        """How many a rule flags; whoever broke several is counted for each."""
        return sum(any(flag.rule is rule for flag in broken) for broken in self.flags.values())


def find(*, round: Round, answering: Answering) -> Findings:
    """Analyse all saved answers of main trials, also of participants who have not finished."""
    judged = screening.findings(round, answering.simulated)
    found = round_results(
        round=round,
        answering=answering,
        flags={pk: one.flags for pk, one in judged.items() if one.flags},
    )
    everybody = portion_of(found)
    screened = portion_of(found.with_screening(True)) if found.left_out else everybody
    order = list(Rule)
    return Findings(
        everybody=everybody,
        screened=screened,
        flags={
            pk: tuple(sorted(broken, key=lambda flag: order.index(flag.rule)))
            for pk, broken in found.flags.items()
        },
        rejected=tuple(sorted(found.rejected)),
        equal=found.equal,
        flow=flow_of(found, analysed=_people(everybody), analysed_screened=_people(screened)),
        times=times_of(found),
        repeats=repeats_of([one.evidence.consistency for one in judged.values()]),
    )


def _people(portion: Portion) -> int:
    return portion.analysis.results.participants
