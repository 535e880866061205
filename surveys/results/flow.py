"""How many came how far, how long they took, and how alike they answered twice."""

import math
from dataclasses import dataclass

import numpy as np
from django.db.models import Count, Q, Sum

from surveys.models import Channel, Participation, Trial, Withdrawal
from surveys.results.found import RoundResults

SHARES = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True)
class Flow:
    """From the invitation to the analysis; every number is part of the one before.

    Attributes
    ----------
    opened : int or None
        How often the first page was asked for before consent; None for simulated participants.
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

    opened: int | None
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
        opened=None if simulated else _opened(found),
        consented=counts["there"] + withdrawn,
        withdrawn=withdrawn,
        allocated=allocated,
        completed=counts["completed"],
        flagged=mine.filter(completed_at__isnull=False, pk__in=found.flags).count(),
        analysed=analysed,
        analysed_screened=analysed_screened,
    )


def _opened(found: RoundResults) -> int | None:
    total = Channel.objects.filter(round=found.round).aggregate(all=Sum("openings"))["all"]
    return total or 0


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


def quantiles_of(values: list[float]) -> tuple[float, ...]:
    """At the `SHARES`, interpolated linearly; nan without values."""
    if not values:
        return (math.nan,) * len(SHARES)
    return tuple(np.quantile(values, SHARES).tolist())
