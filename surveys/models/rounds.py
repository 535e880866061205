"""A round and all that it shows, copied from the catalogue when it opens."""

import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from recommender.models import Catalogue

SCALE_SIZES = (5, 7)
LONGEST_LABEL = 60


def new_seed() -> int:
    """Short enough to be copied by hand, and large enough that two rounds never share it."""
    return secrets.randbits(32)


def check_method_keys(keys: object) -> None:
    if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
        raise ValidationError(_("Methods are a list of keys."))
    if len(set(keys)) < len(keys):
        raise ValidationError(_("The same method is named twice."))


def check_scale_labels(labels: object) -> None:
    if not isinstance(labels, list) or len(labels) not in SCALE_SIZES:
        raise ValidationError(_("A scale has 5 or 7 points: give that many labels."))
    if not all(isinstance(label, str) and label.strip() for label in labels):
        raise ValidationError(_("Every point of the scale needs a label of its own."))
    if len({label.strip().casefold() for label in labels}) < len(labels):
        raise ValidationError(_("Two points of the scale have the same label."))
    if max(map(len, labels)) > LONGEST_LABEL:
        raise ValidationError(
            _("A label of the scale has at most %(most)d characters."),
            params={"most": LONGEST_LABEL},
        )


class RoundQuerySet(models.QuerySet["Round"]):
    def on_the_home_page(self) -> "RoundQuerySet":
        """Those that can be taken now and those that are being prepared, the newest first."""
        return self.exclude(state=Round.State.CLOSED).defer("manifest")


class Round(models.Model):
    """One survey: `draft` → `open` → `closed`.

    Opening freezes it: everything that `manifest` holds is then fixed, and references, sets and
    methods are rows of its own that no later run, import or deletion in the catalogue touches.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    slug = models.SlugField(
        _("address"),
        unique=True,
        help_text=_(
            "The last part of the survey's link; participants see it, name no method in it."
        ),
    )
    title = models.CharField(
        _("title"), max_length=200, help_text=_("Participants see it; name no method in it.")
    )
    catalogue = models.ForeignKey(
        Catalogue, models.SET_NULL, null=True, related_name="rounds", verbose_name=_("catalogue")
    )
    method_keys = models.JSONField(
        _("methods"),
        default=list,
        validators=[check_method_keys],
        error_messages={"blank": _("Choose at least one method.")},
    )
    references_count = models.PositiveIntegerField(
        _("number of references"),
        default=60,
        validators=[MinValueValidator(1), MaxValueValidator(2000)],
        help_text=_("Products to compare with, in the whole round; 60 to 100 make good results."),
    )
    trials_per_participant = models.PositiveIntegerField(
        _("references per participant"),
        default=15,
        validators=[MinValueValidator(1), MaxValueValidator(200)],
        help_text=_("How many of them one participant sees; 12 to 20 take about ten minutes."),
    )
    question = models.CharField(_("question"), max_length=300)
    scale_labels = models.JSONField(
        _("scale"),
        validators=[check_scale_labels],
        help_text=_("The labels of the points, from the least to the most similar."),
    )
    welcome_text = models.TextField(_("welcome"), blank=True)
    consent_text = models.TextField(_("consent"))
    seed = models.PositiveBigIntegerField(
        _("seed"), default=new_seed, help_text=_("Everything random in the round is drawn from it.")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    manifest = models.TextField(
        blank=True,
        editable=False,
        help_text=_("All that was frozen, as JSON; text, so that its sha256 holds everywhere."),
    )
    manifest_sha256 = models.CharField(_("manifest"), max_length=64, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        verbose_name=_("created by"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        asked, there = self.trials_per_participant, self.references_count
        if asked is not None and there is not None and asked > there:
            raise ValidationError(
                {
                    "trials_per_participant": _(
                        "One participant cannot see %(asked)d references when the round has "
                        "%(there)d: nobody sees a reference twice."
                    )
                    % {"asked": asked, "there": there}
                }
            )

    @property
    def is_frozen(self) -> bool:
        """Whether it was ever opened: then nothing that participants see may be edited."""
        return self.state != self.State.DRAFT

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def scale_points(self) -> int:
        return len(self.scale_labels)


class RoundMethod(models.Model):
    """A method as it was when the round opened."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="methods")
    key = models.CharField(max_length=100)
    label = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    parameters = models.JSONField()
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["round", "position"]
        constraints = [
            models.UniqueConstraint(fields=["round", "key"], name="a_method_once_in_a_round")
        ]

    def __str__(self) -> str:
        return self.key


class Shown(models.Model):
    """A product as participants see it, copied so that it stays when the catalogue changes."""

    identifier = models.CharField(max_length=200)
    title = models.CharField(max_length=300, blank=True)
    picture_sha256 = models.CharField(max_length=64)
    picture_width = models.PositiveIntegerField()
    picture_height = models.PositiveIntegerField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title or self.identifier


class Reference(Shown):
    round = models.ForeignKey(Round, models.CASCADE, related_name="references")
    position = models.PositiveIntegerField()
    category = models.CharField(max_length=200)

    class Meta:
        ordering = ["round", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "position"], name="one_reference_per_position"
            ),
            models.UniqueConstraint(
                fields=["round", "identifier"], name="a_reference_once_in_a_round"
            ),
        ]


class ShownSet(models.Model):
    """A list as shown; equal lists of several methods are one set that is credited to each."""

    reference = models.ForeignKey(Reference, models.CASCADE, related_name="sets")
    methods = models.ManyToManyField(RoundMethod, related_name="sets")

    class Meta:
        ordering = ["reference", "pk"]

    def __str__(self) -> str:
        return f"{self.reference} · {self.pk}"


class ShownProduct(Shown):
    shown_set = models.ForeignKey(ShownSet, models.CASCADE, related_name="products")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["shown_set", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["shown_set", "rank"], name="one_product_per_rank"),
            models.UniqueConstraint(
                fields=["shown_set", "identifier"], name="a_product_once_in_a_set"
            ),
        ]
