"""The drawn plan, stored: places in the design, waiting for people."""

from django.db import models

from surveys.models.participation import Participation
from surveys.models.rounds import Round


class SeatQuerySet(models.QuerySet["Seat"]):
    def free(self, *, simulated: bool) -> "SeatQuerySet":
        """Those that nobody of this kind holds: people and simulated are counted apart."""
        holder = Participation.objects.filter(
            round=models.OuterRef("round"),
            seat=models.OuterRef("number"),
            simulated=simulated,
            holds_seat=True,
        )
        return self.filter(~models.Exists(holder)).order_by("number")


class Seat(models.Model):
    """One place in a round's design: all trials that whoever takes the place is shown.

    Seats are drawn from the round's seed in blocks. A seat is taken by one participation at a
    time; who leaves it unfinished gives it back, and the next arrival takes the lowest free one,
    so that the references with the fewest completed and active participations come first.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="seats")
    number = models.PositiveIntegerField()
    trials = models.JSONField(
        help_text="In order; each as surveys.allocation.PlannedTrial.to_json writes it."
    )

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["round", "number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="one_seat_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.round} · {self.number}"
