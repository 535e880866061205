"""How well methods stand disturbed pictures: a report, and the parts that workers do of it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from recommender.models.catalogue import Catalogue
from recommender.models.computation import Run


class RobustnessReportQuerySet(models.QuerySet["RobustnessReport"]):
    def going(self) -> "RobustnessReportQuerySet":
        """Reports that workers still have something to do for."""
        return self.filter(state__in=RobustnessReport.GOING)

    def worked_through(self) -> "RobustnessReportQuerySet":
        """Going reports of which every part is finished; only the charts are missing."""
        left = RobustnessPart.objects.filter(report=models.OuterRef("pk"))
        return self.going().exclude(
            models.Exists(left.exclude(state=RobustnessPart.State.FINISHED))
        )


class RobustnessReport(models.Model):
    """Some references of a catalogue, each disturbed in several ways, and what methods make of it.

    `waiting` → `working` → `finished`; `failed` when a part has used up its attempts. Whoever asks
    for the same references, seed and disturbances gets the same report: further methods are
    further parts of it, and a failed one goes on where it stood.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        WORKING = "working", _("working")
        FINISHED = "finished", _("finished")
        FAILED = "failed", _("failed")

    GOING = (State.WAITING, State.WORKING)

    catalogue = models.ForeignKey(
        Catalogue, models.CASCADE, related_name="robustness_reports", verbose_name=_("catalogue")
    )
    fingerprint = models.CharField(
        max_length=64,
        help_text=_("sha256 over the catalogue's contents, references, seed and disturbances."),
    )
    contents = models.CharField(
        max_length=64,
        help_text=_(
            "sha256 over the catalogue's ids, categories, groups and pictures as computed."
        ),
    )
    seed = models.BigIntegerField(
        _("seed"), help_text=_("The same seed draws the same references and disturbances.")
    )
    wanted = models.PositiveIntegerField(
        _("references"), help_text=_("How many reference products were asked for.")
    )
    references = models.JSONField(help_text=_("Ids of those drawn, by category and id."))
    disturbances = models.JSONField(
        help_text=_("What is done to the pictures: keys, versions and parameters.")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    example = models.JSONField(
        default=dict, help_text=_("One reference under every disturbance, and what was drawn.")
    )
    figures = models.CharField(
        max_length=64, blank=True, help_text=_("sha256 over what the stored charts show.")
    )
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = RobustnessReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("robustness report")
        verbose_name_plural = _("robustness reports")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["catalogue", "fingerprint"], name="one_robustness_report_per_question"
            )
        ]

    def __str__(self) -> str:
        return _("Robustness · %(catalogue)s") % {"catalogue": self.catalogue}

    @property
    def is_going(self) -> bool:
        """Whether workers still have something to do for it."""
        return self.state in self.GOING


class RobustnessPartQuerySet(models.QuerySet["RobustnessPart"]):
    def ready(self) -> "RobustnessPartQuerySet":
        """Waiting parts of going reports, the oldest report's first."""
        return self.filter(
            state=RobustnessPart.State.WAITING, report__state__in=RobustnessReport.GOING
        ).order_by("report_id", "run_id", "position")

    def unfinished(self) -> "RobustnessPartQuerySet":
        return self.exclude(state=RobustnessPart.State.FINISHED)

    def claimed(self) -> "RobustnessPartQuerySet":
        return self.filter(state=RobustnessPart.State.CLAIMED)

    def let_go(self, **changes: Any) -> int:
        """End the claims and change the rows; how many still were claimed."""
        return self.claimed().update(claim=None, lease_until=None, **changes)


class RobustnessPart(models.Model):
    """One method and some references of one category, done by one worker in a minute or less.

    `waiting` → `claimed` → `finished`; a claim whose lease ended goes back to `waiting`, and after
    too many attempts to `failed`. Whoever claims writes only while the row still carries the
    claim, state and findings in one statement.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CLAIMED = "claimed", _("claimed")
        FINISHED = "finished", _("finished")
        FAILED = "failed", _("failed")

    report = models.ForeignKey(RobustnessReport, models.CASCADE, related_name="parts")
    run = models.ForeignKey(
        Run,
        models.CASCADE,
        related_name="+",
        help_text=_("The finished run whose lists are the undisturbed ones."),
    )
    position = models.PositiveIntegerField(help_text=_("Order within the method."))
    category = models.CharField(max_length=200)
    references = models.JSONField(help_text=_("Ids, in the order of ids."))
    steps = models.PositiveIntegerField(help_text=_("Disturbed pictures."))
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    worker = models.CharField(max_length=200, blank=True, help_text=_("Who claimed it last."))
    claim = models.UUIDField(null=True, blank=True, help_text=_("Drawn anew at every claim."))
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    measured = models.JSONField(
        default=list, help_text=_("Reference, disturbance, products in common, rank of itself.")
    )
    left_out = models.JSONField(default=list, help_text=_("Reference, disturbance, reason."))
    computed = models.PositiveIntegerField(
        default=0, help_text=_("Features that were computed; the rest was already in the cache.")
    )
    seconds = models.FloatField(default=0, help_text=_("Working time of the last attempt."))
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    objects = RobustnessPartQuerySet.as_manager()

    class Meta:
        ordering = ["report_id", "run_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "run", "position"], name="one_robustness_part_per_position"
            )
        ]
        indexes = [models.Index(fields=["state", "lease_until"])]

    def __str__(self) -> str:
        return f"{self.report} · {self.run.method} #{self.position}"
