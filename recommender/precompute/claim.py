"""Who may work on a chunk: claims with a lease, renewed while the work goes on.

Every change is one conditional update on the chunk's own columns whose count says whether it
held. A claim carries a number drawn for it alone, so a worker that lost its lease, even to
another process of the same name, can neither finish nor fail what is no longer its own.
"""

import logging
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import DatabaseError, connection
from django.db.models import F
from django.utils import timezone

from recommender.models import Chunk, Run
from recommender.models.computation import ChunkQuerySet

LEASE = timedelta(seconds=90)
SECONDS_BETWEEN_RENEWALS = 15
SECONDS_BETWEEN_LOOKS = 2  # so soon a worker lets go of a run that was paused or cancelled

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Claim:
    chunk: Chunk
    number: UUID
    lost: threading.Event = field(default_factory=threading.Event, compare=False)

    def row(self) -> ChunkQuerySet:
        """The chunk's row, or none once the claim was lost."""
        return Chunk.objects.claimed().filter(pk=self.chunk.pk, claim=self.number)

    def renew(self) -> None:
        if not self.row().update(lease_until=timezone.now() + LEASE):
            self.lost.set()

    def give_back(self) -> None:
        """Undo the claim of a worker that was asked to stop; it costs no attempt."""
        self.row().let_go(state=Chunk.State.WAITING, attempts=F("attempts") - 1)


def claim_chunk(chunk_pk: int, *, worker: str) -> Claim | None:
    """The claim, or None if the chunk is not to be had (any longer)."""
    if not Chunk.objects.ready().filter(pk=chunk_pk).exists():
        return None
    return _claim(chunk_pk, worker)


def claim_with_siblings(chunk_pk: int, *, worker: str) -> list[Claim]:
    """The chunk, and of other runs the chunks of the very same pictures, which are opened once.

    None of them if the chunk is not to be had. Work that already failed or cost a worker is done
    alone, so that one method which brings workers down takes no other with it.
    """
    claim = claim_chunk(chunk_pk, worker=worker)
    if claim is None:
        return []
    claims = [claim]
    if claim.chunk.stage == Chunk.Stage.FEATURES and claim.chunk.attempts == 1:
        claims += filter(None, (_claim(pk, worker) for pk in _siblings(claim.chunk)))
    return claims


def _siblings(chunk: Chunk) -> list[int]:
    """Of other runs of the same contents; equal positions are of equal pictures, but see."""
    alike = Chunk.objects.ready().filter(
        stage=chunk.stage,
        position=chunk.position,
        attempts=0,
        run__catalogue=chunk.run.catalogue,
        run__contents=chunk.run.contents,
    )
    rows = alike.values_list("pk", "products")
    return [pk for pk, products in rows if products == chunk.products]


def _claim(chunk_pk: int, worker: str) -> Claim | None:
    number, now = uuid4(), timezone.now()
    won = Chunk.objects.filter(pk=chunk_pk, state=Chunk.State.WAITING).update(
        state=Chunk.State.CLAIMED,
        worker=worker,
        claim=number,
        lease_until=now + LEASE,
        attempts=F("attempts") + 1,
    )
    if not won:
        return None
    chunk = Chunk.objects.select_related("run__catalogue", "run__previous").get(pk=chunk_pk)
    Run.objects.filter(pk=chunk.run_id, state=Run.State.PLANNED).update(
        state=Run.State.COMPUTING, started_at=now
    )
    return Claim(chunk, number)


@contextmanager
def renewed(claims: Sequence[Claim]) -> Iterator[None]:
    """Renews the leases from a thread as long as the block runs, and lets go of halted runs."""
    over = threading.Event()
    thread = threading.Thread(target=_keep_renewing, args=(claims, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _keep_renewing(claims: Sequence[Claim], over: threading.Event) -> None:
    last = time.monotonic()
    try:
        while not over.wait(min(SECONDS_BETWEEN_LOOKS, SECONDS_BETWEEN_RENEWALS)):
            held = [claim for claim in claims if not claim.lost.is_set()]
            try:
                _let_go_of_halted(held)
                if time.monotonic() - last >= SECONDS_BETWEEN_RENEWALS:
                    last = time.monotonic()
                    _renew(held)
            except DatabaseError as error:
                logger.warning("The leases of %s were not renewed: %s", held, error)
    finally:
        connection.close()


def _let_go_of_halted(claims: Sequence[Claim]) -> None:
    """Give back what belongs to runs that were paused, cancelled, or failed elsewhere."""
    runs = Run.objects.filter(pk__in=[claim.chunk.run_id for claim in claims])
    halted = set(runs.exclude(state__in=Run.GOING).values_list("pk", flat=True))
    for claim in claims:
        if claim.chunk.run_id in halted:
            claim.give_back()
            claim.lost.set()


def _renew(claims: Iterable[Claim]) -> None:
    for claim in claims:
        if not claim.lost.is_set():
            claim.renew()
