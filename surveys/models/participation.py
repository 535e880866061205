"""What one person was shown and answered."""

import secrets
from collections.abc import Sequence

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.rounds import Reference, Round, ShownSet


def new_token() -> str:
    """192 random bits: whoever has the link is the participant, and nobody guesses it."""
    return secrets.token_urlsafe(24)


class Participation(models.Model):
    """One person's way through a round, found again by its token alone."""

    round = models.ForeignKey(
        Round, models.PROTECT, related_name="participations", verbose_name=_("round")
    )
    number = models.PositiveIntegerField(
        _("number"), help_text=_("Order of arrival; decides the drawn plan.")
    )
    token = models.CharField(max_length=43, unique=True, default=new_token)
    arrival = models.UUIDField(
        unique=True, help_text=_("Made with the consent page, so that a double click joins once.")
    )
    simulated = models.BooleanField(
        _("simulated"), default=False, help_text=_("Answered by the simulation, not by a person.")
    )
    consent_sha256 = models.CharField(
        _("consent"), max_length=64, help_text=_("Of the consent text that was agreed to.")
    )
    consented_at = models.DateTimeField(_("consented"), auto_now_add=True)
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["round", "number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="one_participation_per_number")
        ]

    def __str__(self) -> str:
        return f"P{self.number:04d}"


class Trial(models.Model):
    """One participant and one reference: the sets in their slots."""

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="trials")
    reference = models.ForeignKey(Reference, models.PROTECT, related_name="trials")
    position = models.PositiveIntegerField(help_text=_("1 is shown first."))
    shown_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["participation", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "position"], name="one_trial_per_position"
            ),
            models.UniqueConstraint(
                fields=["participation", "reference"], name="a_reference_once_per_participant"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation} #{self.position}"


class SlotQuerySet(models.QuerySet["Slot"]):
    def of_trial(self, participation: Participation, position: int) -> "SlotQuerySet":
        """The slots of one trial with their answers, A first."""
        own = self.filter(trial__participation=participation, trial__position=position)
        return own.select_related("trial", "rating").order_by("position")

    def with_pictures(self, trials: Sequence[Trial]) -> "SlotQuerySet":
        """The slots of these trials with answers and all that is shown, in two queries."""
        own = self.filter(trial__in=trials).select_related("rating", "shown_set")
        return own.prefetch_related("shown_set__products").order_by("trial", "position")


class Slot(models.Model):
    """The place of a set in a trial; 0 is shown as A."""

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="slots")
    position = models.PositiveSmallIntegerField()
    shown_set = models.ForeignKey(ShownSet, models.PROTECT, related_name="slots")

    objects = SlotQuerySet.as_manager()

    class Meta:
        ordering = ["trial", "position"]
        constraints = [
            models.UniqueConstraint(fields=["trial", "position"], name="one_set_per_slot"),
            models.UniqueConstraint(fields=["trial", "shown_set"], name="a_set_once_in_a_trial"),
        ]

    def __str__(self) -> str:
        return f"{self.trial} {self.letter}"

    @property
    def letter(self) -> str:
        return chr(ord("A") + self.position)

    @property
    def is_rated(self) -> bool:
        return hasattr(self, "rating")

    @property
    def value(self) -> int | None:
        """The chosen point of the scale, from 1; None before it is chosen."""
        return self.rating.value if self.is_rated else None


class RatingQuerySet(models.QuerySet["Rating"]):
    def for_export(self, round: Round) -> "RatingQuerySet":
        """A round's ratings with all that a line of the export names, in reading order."""
        return (
            self.filter(slot__trial__participation__round=round)
            .select_related("slot__trial__participation", "slot__trial__reference")
            .prefetch_related("slot__shown_set__methods", "slot__shown_set__products")
            .order_by(
                "slot__trial__participation__number", "slot__trial__position", "slot__position"
            )
        )


class Rating(models.Model):
    """The answer that counts for a slot; earlier ones stay as revisions."""

    slot = models.OneToOneField(Slot, models.CASCADE, related_name="rating")
    value = models.PositiveSmallIntegerField(_("rating"), help_text=_("1 is the least similar."))
    saved_at = models.DateTimeField(_("saved"), help_text=_("When the server committed the value."))

    objects = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")

    def __str__(self) -> str:
        return f"{self.slot}: {self.value}"


class Revision(models.Model):
    """An answer that the participant replaced."""

    rating = models.ForeignKey(Rating, models.CASCADE, related_name="revisions")
    value = models.PositiveSmallIntegerField()
    saved_at = models.DateTimeField(help_text=_("When this earlier value was committed."))

    class Meta:
        ordering = ["rating", "saved_at"]

    def __str__(self) -> str:
        return f"{self.rating} ← {self.value}"
