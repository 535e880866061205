"""What workers are called for: analyses of rounds. The row is the truth, a message a wake-up call.

A message that is lost leaves the row waiting, and an idle worker finds it (`reconcile`).
"""

import logging

from celery import Task, shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from surveys import reporting, results
from surveys.models import Round, RoundAnalysis
from surveys.results import Answering, Standing

PRIORITY = 1  # somebody looks at a page and waits, but a run's lists go first

logger = logging.getLogger(__name__)


@shared_task(bind=True)
def analyse_round(self: Task, analysis_id: int) -> None:
    if results.work(analysis_id, worker=str(self.request.hostname)):
        reporting.draw_all(RoundAnalysis.objects.get(pk=analysis_id))


def up_to_date(*, round: Round, answering: Answering) -> Standing:
    """The latest analysis; where answers came since, a newer one is computed or asked for.

    Few answers are analysed here and now, more of them by a worker: the caller never waits long.
    """
    standing = results.standing_of(round=round, answering=answering)
    if not standing.is_wanted or not results.ask(standing):
        return standing
    if standing.is_small:
        results.work(standing.row.pk)
    else:
        queue_analysis(standing.row.pk)
    standing.row.refresh_from_db()
    return standing


def queue_analysis(pk: int) -> None:
    """Call a worker, once the transaction is committed."""
    transaction.on_commit(lambda: _send(pk))


def take_over(worker: str) -> None:
    """What a worker does when it starts: free what a dead one of its name held."""
    results.give_back(worker=worker)


def reconcile(*, idle: bool) -> None:
    """What a worker does every few seconds; `idle` when the queue is empty as far as it knows."""
    results.give_back()
    if idle:
        for pk in results.waiting():
            _send(pk)


def _send(pk: int) -> None:
    try:
        analyse_round.apply_async(args=(pk,), priority=PRIORITY)
    except OperationalError as error:
        logger.warning("No worker was called, the row waits: %s", error)
