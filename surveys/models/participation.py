"""What one person was shown and answered."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from surveys.models.rounds import Round
from surveys.models.shown import Reference, ShownProduct, ShownSet


def new_token() -> str:
    """192 random bits: whoever has the link is the participant, and nobody guesses it."""
    return secrets.token_urlsafe(24)


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def with_round(self) -> "ParticipationQuerySet":
        """With round and channel, and without the manifest, which no page reads."""
        return self.select_related("round", "channel").defer("round__manifest")

    def expired(self) -> "ParticipationQuerySet":
        """Unfinished ways that still hold a seat although their lease has ended."""
        now = timezone.now()
        return self.filter(holds_seat=True, completed_at=None, lease_ends_at__lte=now)

    def renew_leases(self, *, since: datetime, minutes: int) -> int:
        """Keep the places that were kept then for another lease, and say how many these are."""
        kept = self.filter(holds_seat=True, completed_at=None, lease_ends_at__gte=since)
        return kept.update(lease_ends_at=timezone.now() + timedelta(minutes=minutes))

    def taking_places(self) -> "ParticipationQuerySet":
        """Those that a quota counts: completed, with a seat, or answering; not the screened out."""
        ended_well = models.Q(completed_at__isnull=False)
        answering = models.Q(lease_ends_at__gt=timezone.now())
        return self.filter(models.Q(holds_seat=True) | ended_well | answering, screened_out_at=None)

    def lasting(self) -> "ParticipationQuerySet":
        """Without the unfinished whose lease has ended, also where their seat is not yet back."""
        now = timezone.now()
        return self.exclude(completed_at=None, lease_ends_at__lte=now)


class Participation(models.Model):
    """One person's way through a round, found again by its token alone."""

    round = models.ForeignKey(
        Round, models.PROTECT, related_name="participations", verbose_name=_("round")
    )
    number = models.PositiveIntegerField(_("number"), help_text=_("Order of arrival."))
    token = models.CharField(max_length=43, unique=True, default=new_token)
    arrival = models.UUIDField(
        unique=True, help_text=_("Made with the consent page, so that a double click joins once.")
    )
    simulated = models.BooleanField(
        _("simulated"), default=False, help_text=_("Answered by the simulation, not by a person.")
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        help_text=_("Chosen for the pages; empty: as the browser asks."),
    )
    consent_sha256 = models.CharField(
        _("consent"), max_length=64, help_text=_("Of the consent text that was agreed to.")
    )
    consented_at = models.DateTimeField(_("consented"), auto_now_add=True)
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)
    screened_out_at = models.DateTimeField(
        _("screened out"), null=True, blank=True, help_text=_("When the checks ended the way.")
    )
    channel = models.ForeignKey(
        "surveys.Channel",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name=_("channel"),
    )
    seat = models.PositiveIntegerField(
        _("seat"), help_text=_("The place in the design that was taken.")
    )
    holds_seat = models.BooleanField(
        _("holds the seat"), default=True, help_text=_("Nobody else can have it.")
    )
    lease_ends_at = models.DateTimeField(
        _("place kept until"), help_text=_("Then the seat of an unfinished way may be given on.")
    )

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["round", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "number"], name="one_participation_per_number"
            ),
            models.UniqueConstraint(
                fields=["round", "simulated", "seat"],
                condition=models.Q(holds_seat=True),
                name="one_holder_per_seat",
            ),
        ]

    def __str__(self) -> str:
        return f"P{self.number:04d}"

    @property
    def has_ended(self) -> bool:
        return self.completed_at is not None or self.screened_out_at is not None


class Trial(models.Model):
    """One participant and one reference: the sets in their slots.

    Only trials of the kind `main` are analysed; `position` 0 is the practice.
    """

    class Kind(models.TextChoices):
        MAIN = "main", _("main")
        PRACTICE = "practice", _("practice")
        IDENTICAL = "identical", _("identical-set check")
        INSTRUCTED = "instructed", _("instructed check")
        REPEAT = "repeat", _("repeated")

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="trials")
    reference = models.ForeignKey(Reference, models.PROTECT, related_name="trials")
    position = models.PositiveIntegerField(help_text=_("1 is shown first."))
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.MAIN)
    instructed_value = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("The answer that an instructed check asks for.")
    )
    shown_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When the server first sent the page.")
    )
    submitted_at = models.DateTimeField(null=True, blank=True)

    # What the page's script says of itself, to describe and never to decide. Milliseconds count
    # from when the trial stood on the screen.
    scripted = models.BooleanField(
        null=True,
        blank=True,
        help_text=_("Whether the page's script ran: without it nothing below is known."),
    )
    pictures_ms = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("Until all pictures could be seen.")
    )
    pictures_missing = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Pictures that did not load and were answered without.")
    )
    first_answer_ms = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("Until the first answer of the trial.")
    )
    focus_losses = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("How often the page lost the focus or was hidden.")
    )
    unfocused_ms = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("How long it was without the focus, or hidden.")
    )
    hidden_ms = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("How much of that it was hidden.")
    )

    class Meta:
        ordering = ["participation", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "position"], name="one_trial_per_position"
            ),
            models.UniqueConstraint(
                fields=["participation", "reference", "kind"],
                name="a_reference_once_per_participant_and_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation} #{self.position}"


@cache  # exports ask for every answer
def letter_of(position: int) -> str:
    """A to Z, then AA, AB, …"""
    first, last = divmod(position, 26)
    return (chr(ord("A") + first - 1) if first else "") + chr(ord("A") + last)


class SlotQuerySet(models.QuerySet["Slot"]):
    def of_trial(self, participation: Participation, position: int) -> "SlotQuerySet":
        """The slots of one trial with their answers, A first."""
        own = self.filter(trial__participation=participation, trial__position=position)
        return own.select_related("trial", "rating", "shown_set").order_by("position")

    def with_pictures(self, trials: Sequence[Trial]) -> "SlotQuerySet":
        """The slots of these trials with answers and all that is shown, in two queries."""
        own = self.filter(trial__in=trials).select_related("rating", "shown_set", "shown_product")
        return own.prefetch_related("shown_set__products").order_by("trial", "position")


class Slot(models.Model):
    """One thing that is rated in a trial: a set, or, when products are rated, a product.

    Slot 0 is shown as A. A product that several sets of the trial hold has one slot, and its
    rating is credited to each of them.
    """

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="slots")
    position = models.PositiveSmallIntegerField()
    shown_set = models.ForeignKey(
        ShownSet, models.PROTECT, null=True, blank=True, related_name="slots"
    )
    shown_product = models.ForeignKey(
        ShownProduct, models.PROTECT, null=True, blank=True, related_name="slots"
    )
    product_order = models.JSONField(
        null=True,
        blank=True,
        help_text=_("Ranks of the set's products as they stood, when they were shuffled."),
    )

    objects = SlotQuerySet.as_manager()

    class Meta:
        ordering = ["trial", "position"]
        constraints = [
            models.UniqueConstraint(fields=["trial", "position"], name="one_set_per_slot"),
            models.UniqueConstraint(fields=["trial", "shown_set"], name="a_set_once_in_a_trial"),
            models.UniqueConstraint(
                fields=["trial", "shown_product"], name="a_product_once_in_a_trial"
            ),
            models.CheckConstraint(
                condition=models.Q(shown_set=None) ^ models.Q(shown_product=None),
                name="a_slot_holds_a_set_or_a_product",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trial} {self.letter}"

    @property
    def letter(self) -> str:
        return letter_of(self.position)

    @property
    def is_rated(self) -> bool:
        return hasattr(self, "rating")

    @property
    def value(self) -> int | None:
        """The answer; None before it is given, and for “I can't judge”."""
        return self.rating.value if self.is_rated else None

    @property
    def cannot_judge(self) -> bool:
        return self.is_rated and self.rating.value is None


class Rating(models.Model):
    """The answer that counts for a slot; earlier ones stay as revisions."""

    slot = models.OneToOneField(Slot, models.CASCADE, related_name="rating")
    value = models.PositiveSmallIntegerField(
        _("rating"),
        null=True,
        blank=True,
        help_text=_("On the scale; of the best set 1, of the others 0; a rank; empty: can't judge"),
    )
    saved_at = models.DateTimeField(_("saved"), help_text=_("When the server committed the value."))
    given_at = models.DateTimeField(
        _("given"),
        null=True,
        blank=True,
        help_text=_(
            "When the participant gave it, as the page says: of two answers the one given later "
            "counts. Empty: when it was saved."
        ),
    )
    answer_ms = models.PositiveIntegerField(
        _("answered after"),
        null=True,
        blank=True,
        help_text=_("Milliseconds since the trial was shown, as the page says."),
    )

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")

    def __str__(self) -> str:
        return f"{self.slot}: {self.value}"

    @property
    def counts_from(self) -> datetime:
        """An answer that was given before is not taken any more."""
        return self.given_at or self.saved_at


class Revision(models.Model):
    """An answer that the participant replaced, also one that arrived after its replacement."""

    rating = models.ForeignKey(Rating, models.CASCADE, related_name="revisions")
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    saved_at = models.DateTimeField(help_text=_("When this earlier value was committed."))
    given_at = models.DateTimeField(
        null=True, blank=True, help_text=_("As of the rating that it was.")
    )
    answer_ms = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("As of the rating that it was.")
    )

    class Meta:
        ordering = ["rating", "saved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["rating", "given_at"], name="an_earlier_answer_is_kept_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rating} ← {self.value}"
