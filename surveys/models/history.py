"""What happened to a round, and what was erased from it."""

import secrets
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.rounds import Round

RECEIPT_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 that are not mistaken for one another


def new_receipt() -> str:
    """80 random bits."""
    return "".join(secrets.choice(RECEIPT_LETTERS) for _place in range(16))


def receipt_of(token: str) -> str:
    """80 bits out of a participation's token, which only its participant has kept.

    So whoever clicks twice finds the same receipt, and no row says whose it is.
    """
    digest = sha256(f"withdrawal of {token}".encode()).digest()
    return "".join(RECEIPT_LETTERS[byte % 32] for byte in digest[:16])


class RoundEvent(models.Model):
    """A line of a round's log: who did what, and when."""

    class Kind(models.TextChoices):
        CREATED = "created", _("created")
        COPIED = "copied", _("copied from another round")
        PLANNED = "planned", _("results planned")
        OPENED = "opened", _("opened")
        PAUSED = "paused", _("paused")
        RESUMED = "resumed", _("opened again")
        CLOSED = "closed", _("closed")
        ARCHIVED = "archived", _("archived")
        CHANNEL = "channel", _("channel changed")
        LEADER = "leader", _("results looked at while open")
        IDS_PURGED = "ids purged", _("external ids erased")
        ANSWERS_PURGED = "answers purged", _("answers erased")

    round = models.ForeignKey(Round, models.CASCADE, related_name="events")
    kind = models.CharField(_("what"), max_length=20, choices=Kind)
    detail = models.CharField(_("detail"), max_length=300, blank=True)
    happened_at = models.DateTimeField(_("when"), auto_now_add=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("who"),
        help_text=_("Empty: a command in the terminal."),
    )

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("log")
        ordering = ["round", "happened_at", "pk"]

    def __str__(self) -> str:
        return f"{self.round}: {self.get_kind_display()}"


class Withdrawal(models.Model):
    """That somebody withdrew, and nothing about who: the receipt is theirs alone."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="withdrawals")
    receipt = models.CharField(max_length=16, unique=True, default=new_receipt)
    simulated = models.BooleanField(default=False)
    had_completed = models.BooleanField()
    answers = models.PositiveIntegerField(help_text=_("How many were erased."))
    withdrawn_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["round", "withdrawn_at"]

    def __str__(self) -> str:
        return self.receipt
