"""Findings that are computed once, outside of the page that shows them."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from surveys.models import Round, RoundAnalysis
from surveys.results.answering import Answering
from surveys.results.findings import Findings, find
from surveys.results.keys import Key, key_of
from surveys.results.storing import from_text, to_text

# So few answers are analysed in a fraction of a second, at once (measured in docs/results.md).
FEW_ANSWERS = 250
PATIENCE = timedelta(minutes=15)  # then a worker that said nothing is taken for dead

State = RoundAnalysis.State
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Standing:
    """The latest analysis of a round, and whether today's answers are all in it.

    Attributes
    ----------
    row : RoundAnalysis
    key : Key
        Of the answers as they are now.
    """

    row: RoundAnalysis
    key: Key

    @property
    def is_current(self) -> bool:
        return self.row.key == self.key.sha256

    @property
    def is_wanted(self) -> bool:
        """Whether somebody should compute, and nobody has been asked to."""
        if self.is_current or self.row.is_underway:
            return False
        return not (self.row.state == State.FAILED and self.row.failed_key == self.key.sha256)

    @property
    def is_small(self) -> bool:
        return self.key.answers <= FEW_ANSWERS

    @property
    def has_failed(self) -> bool:
        return self.row.state == State.FAILED and not self.is_current

    @cached_property
    def findings(self) -> Findings | None:
        """Of the last analysis, also while a newer one is computed; None before the first."""
        if not self.row.text:
            return None
        try:
            return from_text(Findings, self.row.text)
        except ValueError:
            return None  # another version of the software wrote it; its key is outdated, too


def standing_of(*, round: Round, answering: Answering) -> Standing:
    row, _new = RoundAnalysis.objects.get_or_create(
        round=round, simulated=answering.simulated, defaults={"state": State.DONE}
    )
    return Standing(row, key_of(round, answering))


def ask(standing: Standing) -> bool:
    """Let the row wait for a worker; False where somebody else did, or a worker is at it."""
    there = RoundAnalysis.objects.filter(pk=standing.row.pk, state__in=[State.DONE, State.FAILED])
    return bool(there.update(state=State.WAITING, asked_at=timezone.now(), error=""))


def work(pk: int, *, worker: str = "") -> bool:
    """Compute what waits, unless another worker is at it; running it twice computes once.

    Parameters
    ----------
    pk : int
    worker : str
        Who computes, so that a worker that died gives it back when it starts again.

    Returns
    -------
    bool
        Whether it was computed.
    """
    begun = timezone.now()
    waiting = RoundAnalysis.objects.filter(pk=pk, state=State.WAITING)
    if not waiting.update(state=State.WORKING, begun_at=begun, worker=worker):
        return False
    row = RoundAnalysis.objects.select_related("round").get(pk=pk)
    answering = Answering.SIMULATED if row.simulated else Answering.PEOPLE
    key = key_of(row.round, answering)
    mine = RoundAnalysis.objects.filter(pk=pk, state=State.WORKING, begun_at=begun)
    try:
        text = to_text(find(round=row.round, answering=answering))
    except Exception as error:
        # Whatever it is, the page must say so, and not wait for ever.
        logger.exception("The analysis of round %s failed.", row.round.slug)
        mine.update(state=State.FAILED, error=repr(error)[:1000], failed_key=key.sha256)
        return False
    return bool(
        mine.update(
            state=State.DONE,
            key=key.sha256,
            answers=key.answers,
            computed_at=timezone.now(),
            text=text,
            error="",
        )
    )


def waiting() -> Iterable[int]:
    return RoundAnalysis.objects.filter(state=State.WAITING).values_list("pk", flat=True)


def give_back(*, worker: str = "") -> None:
    """Let wait again what a dead worker of this name held, or any worker held for too long."""
    silent = Q(begun_at__lt=timezone.now() - PATIENCE)
    dead = silent | Q(worker=worker) if worker else silent
    RoundAnalysis.objects.filter(dead, state=State.WORKING).update(state=State.WAITING)
