"""How many came how far, how long they took, and how alike they answered twice."""

import math
from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from surveys.models import Channel, Participation, Round, Trial, Withdrawal
from surveys.results.answering import Answering
from surveys.results.found import RoundResults
from surveys.statistics import quantiles_of


@dataclass(frozen=True)
class Flow:
    """From consent to the analysis.

    Attributes
    ----------
    consented : int
        Also those who withdrew later.
    withdrawn : int
        Erased, and in none of the numbers that follow.
    allocated : int
        Those who have a plan of trials.
    completed : int
    flagged : int
        Completed, and flagged by a screening rule.
    analysed, analysed_screened : int
        Those with a rating that counts: of everybody, also who did not finish; and without those
        flagged or sent away.
    """

    consented: int
    withdrawn: int
    allocated: int
    completed: int
    flagged: int
    analysed: int
    analysed_screened: int


@dataclass(frozen=True)
class Times:
    """Quantiles at 10, 25, 50, 75 and 90 %; nan without any.

    Attributes
    ----------
    trials : int
        Submitted main trials with known times.
    seconds : tuple of float
        From being shown to being submitted.
    participants : int
        Those who completed.
    minutes : tuple of float
        From consent to the end.
    """

    trials: int
    seconds: tuple[float, ...]
    participants: int
    minutes: tuple[float, ...]


@dataclass(frozen=True)
class Repeats:
    """Consistency over repeated trials.

    Attributes
    ----------
    participants : int
        Those whose consistency is defined.
    quantiles : tuple of float
        At 10, 25, 50, 75 and 90 % of participants; 1 is to repeat every answer, 0 is chance.
    """

    participants: int
    quantiles: tuple[float, ...]


def flow_of(found: RoundResults, *, analysed: int, analysed_screened: int) -> Flow:
    round, simulated = found.round, found.answering.simulated
    mine = Participation.objects.filter(round=round, simulated=simulated)
    counts = mine.aggregate(
        there=Count("pk"), completed=Count("pk", filter=Q(completed_at__isnull=False))
    )
    allocated = mine.filter(pk__in=Trial.objects.values("participation")).count()
    withdrawn = Withdrawal.objects.filter(round=round, simulated=simulated).count()
    return Flow(
        consented=counts["there"] + withdrawn,
        withdrawn=withdrawn,
        allocated=allocated,
        completed=counts["completed"],
        flagged=mine.filter(completed_at__isnull=False, pk__in=found.flags).count(),
        analysed=analysed,
        analysed_screened=analysed_screened,
    )


def openings_of(round: Round, answering: Answering) -> int | None:
    """How often the page that asks for consent was shown; None for simulated participants.

    In no stored finding: it grows without an answer.
    """
    if answering.simulated:
        return None
    return Channel.objects.filter(round=round).aggregate(all=Sum("openings"))["all"] or 0


def times_of(found: RoundResults) -> Times:
    ways = {"round": found.round, "simulated": found.answering.simulated}
    trials = Trial.objects.filter(
        kind=Trial.Kind.MAIN,
        **{f"participation__{name}": value for name, value in ways.items()},
    )
    pages = [
        (submitted - shown).total_seconds()
        for shown, submitted in trials.values_list("shown_at", "submitted_at")
        if shown is not None and submitted is not None
    ]
    completed = Participation.objects.filter(**ways)
    minutes = [
        (end - start).total_seconds() / 60
        for start, end in completed.values_list("consented_at", "completed_at")
        if end is not None
    ]
    return Times(len(pages), quantiles_of(pages), len(minutes), quantiles_of(minutes))


def repeats_of(consistencies: list[float]) -> Repeats:
    known = [one for one in consistencies if not math.isnan(one)]
    return Repeats(len(known), quantiles_of(known))
