"""What workers are called for: shells around the action modules, and the calling itself.

A message is a wake-up call: when it cannot be sent or is lost, the row stays and a worker that
has nothing else to do finds it (`reconcile`).
"""

import logging
from collections.abc import Iterable

from celery import Task, shared_task
from celery.worker import state
from django.db import transaction
from kombu.exceptions import OperationalError

from recommender import precompute, robustness
from recommender.catalogue import importing
from recommender.models import Chunk, Import, RobustnessPart, RobustnessReport, Run
from recommender.models.computation import ChunkQuerySet

PRIORITY_OF_FEATURES = 3  # 0 comes first: a run is finished before the next one is begun
PRIORITY_OF_ROBUSTNESS = 6  # lists that somebody waits for go before a report on them

logger = logging.getLogger(__name__)


@shared_task(bind=True)
def compute_chunk(self: Task, chunk_id: int) -> None:
    opened_up = precompute.work(chunk_id, worker=str(self.request.hostname), stopping=_stopping)
    _send_chunks(Chunk.objects.filter(pk__in=opened_up))


@shared_task(bind=True)
def measure_robustness(self: Task, part_id: int) -> None:
    worker = str(self.request.hostname)
    _send_parts(robustness.work(part_id, worker=worker, stopping=_stopping))


@shared_task
def import_catalogue(import_id: int) -> None:
    importing.run_import(import_pk=import_id)


def queue_run(run: Run) -> None:
    """Call workers for what can be done of the run, once the transaction is committed."""
    transaction.on_commit(lambda: _send_chunks(Chunk.objects.ready().filter(run=run)))


def queue_robustness(report: RobustnessReport) -> None:
    """Call workers for the report's parts, once the transaction is committed."""
    transaction.on_commit(lambda: _send_parts(_ready_parts(report=report)))


def queue_import(import_: Import) -> None:
    transaction.on_commit(lambda: _send(import_catalogue, import_.pk))


def take_over(worker: str) -> None:
    """What a worker does when it starts: free what a dead one of its name held."""
    freed = precompute.give_back_claims_of(worker)
    _send_chunks(Chunk.objects.filter(pk__in=freed))
    _send_parts(robustness.give_back_claims_of(worker))


def reconcile(*, idle: bool) -> None:
    """What a worker does every few seconds; `idle` when the queue is empty as far as it knows."""
    freed = precompute.reconcile()
    _send_chunks(Chunk.objects.ready() if idle else Chunk.objects.filter(pk__in=freed))
    freed_parts = robustness.reconcile()
    _send_parts(_ready_parts() if idle else freed_parts)
    if idle:
        for pk in _unfinished_imports():
            _send(import_catalogue, pk)


def _unfinished_imports() -> Iterable[int]:
    """Those that wait, or whose worker may be dead: importing gives way where one is not."""
    unfinished = Import.objects.filter(state__in=[Import.State.WAITING, Import.State.WORKING])
    return unfinished.exclude(upload="", path="").values_list("pk", flat=True)


def _ready_parts(**conditions: object) -> Iterable[int]:
    return RobustnessPart.objects.ready().filter(**conditions).values_list("pk", flat=True)


def _send_chunks(chunks: ChunkQuerySet) -> None:
    for chunk in chunks.only("pk", "stage"):
        priority = PRIORITY_OF_FEATURES if chunk.stage == Chunk.Stage.FEATURES else 0
        if not _send(compute_chunk, chunk.pk, priority=priority):
            break


def _send_parts(pks: Iterable[int]) -> None:
    for pk in pks:
        if not _send(measure_robustness, pk, priority=PRIORITY_OF_ROBUSTNESS):
            break


def _send(task: Task, pk: int, *, priority: int = 0) -> bool:
    try:
        task.apply_async(args=(pk,), priority=priority)
    except OperationalError as error:
        logger.warning("No worker was called, the row waits: %s", error)
        return False
    return True


def _stopping() -> bool:
    """Whether the worker was asked to end: celery's own switch, an exit code (0!) once it is."""
    asked: tuple[object, ...] = (state.should_stop, state.should_terminate)
    return any(code is not None and code is not False for code in asked)
