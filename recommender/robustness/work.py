"""A worker's way with one part: claim, measure, finish."""

import logging
import time
from collections.abc import Callable

from django.db import OperationalError
from django.utils import timezone
from django.utils.translation import gettext as _

from recommender.models import RobustnessPart, RobustnessReport
from recommender.models.robustness import RobustnessPartQuerySet
from recommender.precompute.features import Interrupted
from recommender.precompute.plan import planned_method
from recommender.robustness.claim import Claim, claim_part
from recommender.robustness.conclude import conclude_report
from recommender.robustness.disturbing import as_planned
from recommender.robustness.measure import Outcome, measure
from recommender.robustness.plan import RobustnessError

MAX_ATTEMPTS = 3
RETRIED = (OSError, OperationalError, MemoryError)  # storage, database, neighbours on the machine

logger = logging.getLogger(__name__)


def work(part_pk: int, *, worker: str, stopping: Callable[[], bool] = lambda: False) -> list[int]:
    """Do the part if it is to be had; safe to call twice, or by two at once.

    Returns the primary key if the part waits again. `stopping` is asked between pictures; a worker
    that stops gives the part back, and what it computed stays in the cache.
    """
    claim = claim_part(part_pk, worker=worker)
    if claim is None:
        return []
    started = time.monotonic()
    try:
        outcome = _measure(claim, stopping)
    except RETRIED as error:
        return _try_again(claim, error)
    except Interrupted:
        claim.give_back()
        return [part_pk]
    except Exception as error:
        logger.error("%s failed", claim.part, exc_info=error)
        fail_part(claim.row(), claim.part.report_id, str(error) or repr(error))
        return []
    except BaseException:
        claim.give_back()
        raise
    _finish(claim, outcome, seconds=time.monotonic() - started)
    if not claim.part.report.parts.unfinished().exists():
        conclude_report(claim.part.report_id)
    return []


def _measure(claim: Claim, stopping: Callable[[], bool]) -> Outcome:
    part = claim.part
    method = planned_method(part.run)
    if not as_planned(part.report):
        raise RobustnessError(
            _(
                "The disturbances differ here from where the report was planned. Start it again, "
                "with the same settings for every process."
            )
        )
    return measure(part, method, stopping=claim.watched(stopping))


def _finish(claim: Claim, outcome: Outcome, *, seconds: float) -> None:
    """Everything in one statement, or nothing if the claim was lost meanwhile."""
    claim.row().let_go(
        state=RobustnessPart.State.FINISHED,
        measured=outcome.measured,
        left_out=outcome.left_out,
        computed=outcome.computed,
        seconds=seconds,
        finished_at=timezone.now(),
        error="",
    )


def _try_again(claim: Claim, error: Exception) -> list[int]:
    if claim.part.attempts >= MAX_ATTEMPTS:
        fail_part(claim.row(), claim.part.report_id, str(error) or repr(error))
        return []
    logger.warning("%s is tried again: %r", claim.part, error)
    claim.row().let_go(state=RobustnessPart.State.WAITING, error=str(error))
    return [claim.part.pk]


def fail_part(held: RobustnessPartQuerySet, report_pk: int, error: str) -> None:
    """Fail a part that is still held, and its report with it."""
    if held.let_go(state=RobustnessPart.State.FAILED, error=error):
        RobustnessReport.objects.going().filter(pk=report_pk).update(
            state=RobustnessReport.State.FAILED, error=error, finished_at=timezone.now()
        )
