"""How many came, and how their ways stand."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from surveys.models import Participation, Round, Withdrawal
from surveys.results.answering import Answering


@dataclass(frozen=True)
class Counts:
    """Ways through a round, of people or of simulated participants.

    Attributes
    ----------
    started : int
        All that are stored; `completed`, `active`, `left` and `screened_out` are its parts.
    active : int
        Unfinished, and the place is kept; nobody is once the round is closed.
    left : int
        Unfinished, and the place was given back.
    screened_out : int
        Ended by failed checks before the end.
    withdrawn : int
        Erased, and so not among `started`.
    """

    started: int
    completed: int
    active: int
    left: int
    screened_out: int
    withdrawn: int


def counts_of(round: Round, answering: Answering) -> Counts:
    mine = Participation.objects.filter(round=round, simulated=answering.simulated)
    unfinished = Q(completed_at=None, screened_out_at=None)
    found = mine.aggregate(
        started=Count("pk"),
        completed=Count("pk", filter=Q(completed_at__isnull=False)),
        screened_out=Count("pk", filter=Q(screened_out_at__isnull=False)),
        active=Count("pk", filter=unfinished & Q(lease_ends_at__gt=timezone.now())),
        unfinished=Count("pk", filter=unfinished),
    )
    active = found["active"] if is_running(round) else 0
    return Counts(
        started=found["started"],
        completed=found["completed"],
        active=active,
        left=found["unfinished"] - active,
        screened_out=found["screened_out"],
        withdrawn=Withdrawal.objects.filter(round=round, simulated=answering.simulated).count(),
    )


def is_running(round: Round) -> bool:
    """Whether answers may still come in."""
    return round.state in {Round.State.OPEN, Round.State.PAUSED}
