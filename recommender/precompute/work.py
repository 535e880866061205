"""A worker's way with one chunk: claim, compute, finish."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.db import OperationalError
from django.utils.translation import gettext as _

from recommender.methods import registry
from recommender.models import Chunk, Run
from recommender.precompute.claim import Claim, claim_chunk, renewed
from recommender.precompute.compute import compute
from recommender.precompute.features import Interrupted
from recommender.precompute.finish import Outcome, conclude_run, fail_chunk, finish_chunk
from recommender.precompute.reconcile import MAX_ATTEMPTS

RETRIED = (OSError, OperationalError, MemoryError)  # storage, database, neighbours on the machine

logger = logging.getLogger(__name__)


def work(chunk_pk: int, *, worker: str, stopping: Callable[[], bool] = lambda: False) -> list[int]:
    """Do the chunk if it is to be had; safe to call twice, or by two at once.

    Returns the primary keys of the chunks that may be claimed now and could not before. `stopping`
    is asked between pictures; a worker that stops gives the chunk back, and what it computed stays
    in the cache.
    """
    claim = claim_chunk(chunk_pk, worker=worker)
    if claim is None:
        return []
    started = time.monotonic()
    try:
        with renewed(claim):
            outcome = _compute(claim, stopping)
    except RETRIED as error:
        return _try_again(claim, error)
    except Interrupted:
        claim.give_back()
        return [chunk_pk]
    except Exception as error:
        _fail(claim, error)
        return []
    except BaseException:
        claim.give_back()
        raise
    finish_chunk(claim, outcome, seconds=time.monotonic() - started)
    return _opened_up(claim.chunk)


def _compute(claim: Claim, stopping: Callable[[], bool]) -> Outcome:
    run = claim.chunk.run
    method = registry.method(run.method, settings.METHODS)
    if reason := method.unavailable():
        raise RuntimeError(reason)
    if method.fingerprint() != run.fingerprint:
        raise RuntimeError(
            _(
                "The method's version, parameters or weights differ here from where the run was "
                "planned. Start the method again, with the same settings for every process."
            )
        )
    return compute(claim.chunk, method, stopping=lambda: stopping() or claim.lost.is_set())


def _try_again(claim: Claim, error: Exception) -> list[int]:
    if claim.chunk.attempts >= MAX_ATTEMPTS:
        _fail(claim, error)
        return []
    logger.warning("%s is tried again: %r", claim.chunk, error)
    claim.row().let_go(state=Chunk.State.WAITING, error=str(error))
    return [claim.chunk.pk]


def _fail(claim: Claim, error: Exception) -> None:
    logger.error("%s failed", claim.chunk, exc_info=error)
    fail_chunk(claim.row(), run_pk=claim.chunk.run_id, error=str(error) or repr(error))


def _opened_up(chunk: Chunk) -> list[int]:
    """The next stage, when this was the last chunk of its stage; a run that is through ends."""
    unfinished = Chunk.objects.filter(run=chunk.run_id).exclude(state=Chunk.State.FINISHED)
    if not unfinished.exists():
        conclude_run(Run.objects.select_related("catalogue").get(pk=chunk.run_id))
        return []
    if chunk.stage == Chunk.Stage.FEATURES:
        return list(
            Chunk.objects.ready()
            .filter(run=chunk.run_id, stage=Chunk.Stage.NEIGHBOURS)
            .values_list("pk", flat=True)
        )
    return []
