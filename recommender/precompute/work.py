"""A worker's way with one chunk, and with its siblings: claim, compute, finish."""

import errno
import logging
import time
from collections.abc import Callable, Sequence

from django.db import DatabaseError
from django.utils.translation import gettext as _

from recommender.methods.method import Method
from recommender.models import Chunk, Run
from recommender.precompute.claim import Claim, claim_with_siblings, renewed
from recommender.precompute.compute import compute_features, compute_lists
from recommender.precompute.features import Interrupted
from recommender.precompute.finish import Outcome, conclude_run, fail_chunk, finish_chunk
from recommender.precompute.meeting import RETRIED
from recommender.precompute.plan import PrecomputeError, planned_method
from recommender.precompute.reconcile import MAX_ATTEMPTS

Stopping = Callable[[], bool]

logger = logging.getLogger(__name__)


def work(chunk_pk: int, *, worker: str, stopping: Stopping = lambda: False) -> list[int]:
    """Do the chunk if it is to be had; safe to call twice, or by two at once.

    Waiting chunks of other runs that are about the very same pictures are done with it, each
    finished or failed for itself. Returns the primary keys of the chunks that may be claimed now
    and could not before. `stopping` is asked between pictures; a worker that stops gives back what
    it holds, and what it computed stays in the cache.
    """
    claims = claim_with_siblings(chunk_pk, worker=worker)
    if not claims:
        return []
    started = time.monotonic()
    try:
        with renewed(claims):
            results = _compute(claims, stopping)
    except Interrupted:
        return _give_back(claims)
    except Exception as error:
        results = [error] * len(claims)
    except BaseException:
        _give_back(claims)
        raise
    seconds = (time.monotonic() - started) / len(claims)
    opened_up = []
    for claim, result in zip(claims, results, strict=True):
        opened_up += _settle(claim, result, seconds)
    return opened_up


def _compute(claims: Sequence[Claim], stopping: Stopping) -> list[Outcome | Exception]:
    """What comes of each claim; a method that cannot run here keeps no other back."""

    def halted() -> bool:
        return stopping() or all(claim.lost.is_set() for claim in claims)

    methods = [_method(claim) for claim in claims]
    able = [(c.chunk, m) for c, m in zip(claims, methods, strict=True) if isinstance(m, Method)]
    chunks, able_methods = [chunk for chunk, _method in able], [method for _chunk, method in able]
    results: list[Outcome | Exception] = []
    if chunks and chunks[0].stage == Chunk.Stage.FEATURES:
        results = compute_features(chunks, able_methods, stopping=halted)
    elif chunks:
        results = [compute_lists(chunks[0], able_methods[0], stopping=halted)]
    computed = iter(results)
    return [next(computed) if isinstance(method, Method) else method for method in methods]


def _method(claim: Claim) -> Method | PrecomputeError:
    try:
        return planned_method(claim.chunk.run)
    except PrecomputeError as error:
        return error


def _give_back(claims: Sequence[Claim]) -> list[int]:
    """Those that others may have at once; the rest was lost, mostly with a run that was halted."""
    for claim in claims:
        claim.give_back()
    return [claim.chunk.pk for claim in claims if not claim.lost.is_set()]


def _settle(claim: Claim, result: Outcome | Exception, seconds: float) -> list[int]:
    """Write the result or the failure; a database that takes neither lets the lease end."""
    try:
        if isinstance(result, Outcome):
            finish_chunk(claim, result, seconds=seconds)
            return _opened_up(claim.chunk)
    except DatabaseError as error:
        result = error
    try:
        return _try_again_or_fail(claim, result)
    except DatabaseError as error:
        logger.error("%s stays claimed until its lease ends: %s", claim.chunk, error)
        return []


def _try_again_or_fail(claim: Claim, error: Exception) -> list[int]:
    if isinstance(error, RETRIED) and claim.chunk.attempts < MAX_ATTEMPTS:
        logger.warning("%s is tried again: %r", claim.chunk, error)
        claim.row().let_go(state=Chunk.State.WAITING, error=str(error))
        return [claim.chunk.pk]
    logger.error("%s failed", claim.chunk, exc_info=error)
    fail_chunk(claim.row(), run_pk=claim.chunk.run_id, error=_reason(error))
    return []


def _reason(error: Exception) -> str:
    text = str(error) or repr(error)
    if _disk_is_full(error):
        return _(
            "The disk is full (%(error)s). Make room and start the method again: it goes on where "
            "it stood."
        ) % {"error": text}
    return text


def _disk_is_full(error: Exception) -> bool:
    """The storage says it by a number; SQLite and PostgreSQL only by what they write."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    said = str(error).lower()
    phrases = ("disk is full", "no space left on device", "disk quota exceeded")
    return isinstance(error, DatabaseError) and any(phrase in said for phrase in phrases)


def _opened_up(chunk: Chunk) -> list[int]:
    """Chunks of later stages, when this was the last of its own; a run that is through ends."""
    if not Chunk.objects.filter(run=chunk.run_id).exclude(state=Chunk.State.FINISHED).exists():
        conclude_run(Run.objects.select_related("catalogue", "previous").get(pk=chunk.run_id))
        return []
    later = Chunk.objects.ready().filter(run=chunk.run_id, stage__gt=chunk.stage)
    return list(later.values_list("pk", flat=True))
