"""How far a report is, and how fast."""

from django.db.models import Max, Q, Sum
from django.utils import timezone

from recommender.lookup import MEASURED, Progress
from recommender.models import RobustnessPart, RobustnessReport


def progress(report: RobustnessReport) -> Progress:
    """Steps are disturbed pictures; the rate is that of the last two minutes."""
    finished = Q(state=RobustnessPart.State.FINISHED)
    steps = report.parts.aggregate(done=Sum("steps", filter=finished), total=Sum("steps"))
    done, total = steps["done"] or 0, steps["total"] or 0
    rate = _rate(report) if report.state == RobustnessReport.State.WORKING else None
    return Progress(done, total, rate, round((total - done) / rate) if rate else None)


def _rate(report: RobustnessReport) -> float | None:
    now = timezone.now()
    since = max(report.started_at or now, now - MEASURED)
    recent = report.parts.filter(finished_at__gte=since)
    measured = recent.aggregate(steps=Sum("steps"), last=Max("finished_at"))
    if not measured["steps"] or measured["last"] <= since:
        return None
    return float(measured["steps"] / (now - since).total_seconds())
