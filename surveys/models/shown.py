"""What a round shows, copied from the catalogue when it opens."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.rounds import Round


class RoundMethod(models.Model):
    """A method as it was when the round opened; the random one has the last position."""

    LOW_ANCHOR = "random"

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


class ShownSetQuerySet(models.QuerySet["ShownSet"]):
    def lists(self) -> "ShownSetQuerySet":
        """The sets that methods made, in the order of their storing: a plan numbers them so."""
        return self.filter(kind=ShownSet.Kind.LIST).order_by("reference", "pk")


class ShownSet(models.Model):
    """Products that are shown together.

    A list of one or more methods (equal lists of several are one set that is credited to each), or
    a set that the round made itself, which no method is credited with.
    """

    class Kind(models.TextChoices):
        LIST = "list", _("list of methods")
        IDENTICAL = "identical", _("the reference's own group, or the reference itself")
        DIFFERENT = "different", _("products of other categories, for practice")

    reference = models.ForeignKey(Reference, models.CASCADE, related_name="sets")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.LIST)
    methods = models.ManyToManyField(RoundMethod, related_name="sets")

    objects = ShownSetQuerySet.as_manager()

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
        ]
