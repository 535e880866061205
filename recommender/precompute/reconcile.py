"""Setting going again what stands still because somebody died."""

from django.utils import timezone
from django.utils.translation import gettext as _

from recommender.models import Chunk, Run
from recommender.models.computation import ChunkQuerySet
from recommender.precompute.finish import conclude_run, fail_chunk

MAX_ATTEMPTS = 3


def reconcile() -> list[int]:
    """Free the chunks of the dead, and say the last word on runs that only lack it.

    Returns the primary keys of the chunks that were freed.
    """
    for run in Run.objects.worked_through().select_related("catalogue"):
        conclude_run(run)
    return _free(Chunk.objects.claimed().filter(lease_until__lt=timezone.now()))


def give_back_claims_of(worker: str) -> list[int]:
    """Free what a dead worker of this name held; its successor calls this when it starts."""
    return _free(Chunk.objects.claimed().filter(worker=worker))


def _free(abandoned: ChunkQuerySet) -> list[int]:
    """Let others try, or fail the run if the chunk has already cost `MAX_ATTEMPTS` workers."""
    freed = []
    for chunk in abandoned:
        held = Chunk.objects.filter(pk=chunk.pk, claim=chunk.claim)
        if chunk.attempts < MAX_ATTEMPTS:
            if held.let_go(state=Chunk.State.WAITING):
                freed.append(chunk.pk)
        else:
            fail_chunk(
                held,
                run_pk=chunk.run_id,
                error=_(
                    "A worker ended %(attempts)d times in the middle of the same piece of work, "
                    "perhaps for lack of memory. Start the method again to go on."
                )
                % {"attempts": chunk.attempts},
            )
    return freed
