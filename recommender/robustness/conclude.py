"""A report's last word."""

from django.utils import timezone

from recommender.models import RobustnessReport
from recommender.robustness.drawings import draw_example, draw_figures


def conclude_report(report_pk: int) -> None:
    """Draw the charts and the example of a report whose parts are all finished.

    Safe to run twice, even at once: what is stored is named by what it shows.
    """
    through = RobustnessReport.objects.worked_through().filter(pk=report_pk)
    report = through.select_related("catalogue").first()
    if report is None:
        return
    drawn = {"figures": draw_figures(report), "example": draw_example(report)}
    through.update(
        state=RobustnessReport.State.FINISHED, error="", finished_at=timezone.now(), **drawn
    )
