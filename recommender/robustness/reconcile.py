"""Setting going again what stands still because somebody died."""

import logging

from django.utils import timezone
from django.utils.translation import gettext as _

from recommender.models import RobustnessPart, RobustnessReport
from recommender.models.robustness import RobustnessPartQuerySet
from recommender.robustness.conclude import conclude_report
from recommender.robustness.work import MAX_ATTEMPTS, fail_part

logger = logging.getLogger(__name__)


def reconcile() -> list[int]:
    """Free the parts of the dead, and draw the charts of reports that only lack them.

    Returns the primary keys of the parts that were freed.
    """
    for report in RobustnessReport.objects.worked_through():
        try:
            conclude_report(report.pk)
        except OSError as error:
            logger.warning("The charts of %s are not drawn yet: %s", report, error)
    return _free(RobustnessPart.objects.claimed().filter(lease_until__lt=timezone.now()))


def give_back_claims_of(worker: str) -> list[int]:
    """Free what a dead worker of this name held; its successor calls this when it starts."""
    return _free(RobustnessPart.objects.claimed().filter(worker=worker))


def _free(abandoned: RobustnessPartQuerySet) -> list[int]:
    """Let others try, or fail the report if the part has already cost `MAX_ATTEMPTS` workers."""
    freed = []
    for part in abandoned:
        held = RobustnessPart.objects.filter(pk=part.pk, claim=part.claim)
        if part.attempts < MAX_ATTEMPTS:
            if held.let_go(state=RobustnessPart.State.WAITING):
                freed.append(part.pk)
        else:
            error = _(
                "A worker ended %(attempts)d times in the middle of the same piece of work, "
                "perhaps for lack of memory. Start the report again to go on."
            )
            fail_part(held, part.report_id, error % {"attempts": part.attempts})
    return freed
