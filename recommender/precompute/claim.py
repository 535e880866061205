"""Who may work on a chunk: claims with a lease, renewed while the work goes on.

Every change is one conditional update on the chunk's own columns whose count says whether it
held. A claim carries a number drawn for it alone, so a worker that lost its lease, even to
another process of the same name, can neither finish nor fail what is no longer its own.
"""

import logging
import threading
from collections.abc import Iterator
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

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Claim:
    chunk: Chunk
    number: UUID
    lost: threading.Event = field(default_factory=threading.Event)

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
    chunk = Chunk.objects.select_related("run__catalogue").get(pk=chunk_pk)
    Run.objects.filter(pk=chunk.run_id, state=Run.State.PLANNED).update(
        state=Run.State.COMPUTING, started_at=now
    )
    return Claim(chunk, number)


@contextmanager
def renewed(claim: Claim) -> Iterator[None]:
    """Renews the lease from a thread as long as the block runs."""
    over = threading.Event()
    thread = threading.Thread(target=_keep_renewing, args=(claim, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _keep_renewing(claim: Claim, over: threading.Event) -> None:
    try:
        while not over.wait(SECONDS_BETWEEN_RENEWALS):
            try:
                claim.renew()
            except DatabaseError as error:
                logger.warning("The lease of %s was not renewed: %s", claim.chunk, error)
    finally:
        connection.close()
