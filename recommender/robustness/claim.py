"""Who may work on a part: claims with a lease, as for chunks of runs.

A claim carries a number drawn for it alone. The lease is renewed between two pictures and is far
longer than the longest of them takes, loading a network included; who loses it all the same writes
nothing, and whoever takes over finds what was computed in the cache.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from django.db.models import F
from django.utils import timezone

from recommender.models import RobustnessPart, RobustnessReport
from recommender.models.robustness import RobustnessPartQuerySet

LEASE = timedelta(minutes=2)
SECONDS_BETWEEN_RENEWALS = 15


@dataclass
class Claim:
    part: RobustnessPart
    number: UUID
    renewed_at: float = field(default_factory=time.monotonic)

    def row(self) -> RobustnessPartQuerySet:
        """The part's row, or none once the claim was lost."""
        return RobustnessPart.objects.claimed().filter(pk=self.part.pk, claim=self.number)

    def give_back(self) -> None:
        """Undo the claim of a worker that was asked to stop; it costs no attempt."""
        self.row().let_go(state=RobustnessPart.State.WAITING, attempts=F("attempts") - 1)

    def watched(self, stopping: Callable[[], bool]) -> Callable[[], bool]:
        """What the work asks between two pictures: whether to stop, also because all is lost."""
        return lambda: stopping() or not self._renewed()

    def _renewed(self) -> bool:
        now = time.monotonic()
        if now - self.renewed_at < SECONDS_BETWEEN_RENEWALS:
            return True
        self.renewed_at = now
        return bool(self.row().update(lease_until=timezone.now() + LEASE))


def claim_part(part_pk: int, *, worker: str) -> Claim | None:
    """The claim, or None if the part is not to be had (any longer)."""
    number, now = uuid4(), timezone.now()
    won = RobustnessPart.objects.filter(
        pk__in=RobustnessPart.objects.ready().filter(pk=part_pk).order_by().values("pk"),
        state=RobustnessPart.State.WAITING,
    ).update(
        state=RobustnessPart.State.CLAIMED,
        worker=worker,
        claim=number,
        lease_until=now + LEASE,
        attempts=F("attempts") + 1,
    )
    if not won:
        return None
    part = RobustnessPart.objects.select_related("report__catalogue", "run").get(pk=part_pk)
    waiting = RobustnessReport.objects.filter(
        pk=part.report_id, state=RobustnessReport.State.WAITING
    )
    waiting.update(state=RobustnessReport.State.WORKING, started_at=now)
    return Claim(part, number)
