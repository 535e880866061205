"""What workers computed of a round's answers, and what they drew of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.rounds import Round


class RoundAnalysis(models.Model):
    """The latest analysis of one round: `done` ⇄ `waiting` → `working` → `done` or `failed`.

    One row for people and one for simulated participants. While a newer analysis is waited for,
    the text of the last one stays. `key` names what it was computed from; another key of today's
    answers says that it is out of date.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        WORKING = "working", _("being computed")
        DONE = "done", _("computed")
        FAILED = "failed", _("failed")

    round = models.ForeignKey(Round, models.CASCADE, related_name="analyses")
    simulated = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(auto_now_add=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=255, blank=True)
    error = models.TextField(blank=True)
    failed_key = models.CharField(
        max_length=64, blank=True, help_text="Of the answers that could not be analysed."
    )
    key = models.CharField(max_length=64, blank=True)
    answers = models.PositiveIntegerField(default=0)
    computed_at = models.DateTimeField(null=True, blank=True)
    text = models.TextField(blank=True, help_text="As surveys.results.storing writes it.")

    class Meta:
        ordering = ["round", "simulated"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "simulated"], name="one_analysis_of_people_and_one_of_simulation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.get_state_display()}"

    @property
    def is_underway(self) -> bool:
        return self.state in {self.State.WAITING, self.State.WORKING}


class StoredFigure(models.Model):
    """A drawn figure, kept as long as the analysis that it shows."""

    analysis = models.ForeignKey(RoundAnalysis, models.CASCADE, related_name="figures")
    key = models.CharField(max_length=64, help_text="Of the analysis that was drawn.")
    name = models.CharField(
        max_length=80, help_text="Which figure, of whom, how wide, in which language and format."
    )
    content = models.BinaryField()

    class Meta:
        ordering = ["analysis", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["analysis", "key", "name"], name="a_figure_once_per_analysis"
            )
        ]

    def __str__(self) -> str:
        return self.name
