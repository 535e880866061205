"""A shop's products and their pictures."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Catalogue(models.Model):
    name = models.CharField(
        _("name"), max_length=100, unique=True, help_text=_("How commands and pages call it.")
    )
    source = models.CharField(
        _("source"), max_length=500, blank=True, help_text=_("Where it was last imported from.")
    )
    drawn = models.BooleanField(
        _("drawn"), default=False, help_text=_("Made by the demo shop; no real photographs.")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("catalogue")
        verbose_name_plural = _("catalogues")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Picture(models.Model):
    """A photograph as it is compared and shown: upright, RGB, bounded, and never changed.

    Named by the sha256 of its stored file, so products with equal photographs share it, and a
    round can go on showing it when the product is gone.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    width = models.PositiveIntegerField(help_text=_("Of the stored picture, in pixels."))
    height = models.PositiveIntegerField(help_text=_("Of the stored picture, in pixels."))

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return self.sha256[:12]


class Product(models.Model):
    catalogue = models.ForeignKey(
        Catalogue, models.CASCADE, related_name="products", verbose_name=_("catalogue")
    )
    identifier = models.CharField(
        _("product id"), max_length=200, help_text=_("The shop's own id; unique in the catalogue.")
    )
    title = models.CharField(_("title"), max_length=300, blank=True)
    category = models.CharField(
        _("category"), max_length=200, help_text=_("Neighbours come from the same category.")
    )
    group = models.CharField(
        _("group"),
        max_length=200,
        blank=True,
        help_text=_("Variants of one another share a group and are never neighbours."),
    )
    attributes = models.JSONField(
        _("attributes"), default=dict, blank=True, help_text=_("Further columns of the import.")
    )
    picture = models.ForeignKey(Picture, models.PROTECT, related_name="products")
    source_sha256 = models.CharField(
        max_length=64,
        db_index=True,
        help_text=_("Of the imported file; a file that is known is not decoded again."),
    )

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["category", "identifier"]
        constraints = [
            models.UniqueConstraint(
                fields=["catalogue", "identifier"], name="one_product_per_id_in_a_catalogue"
            )
        ]
        indexes = [models.Index(fields=["catalogue", "category", "identifier"])]

    def __str__(self) -> str:
        return self.title or self.identifier


class Import(models.Model):
    """What one import did: the report that the researcher reads and can read again.

    `waiting` → `working` → `finished`; `failed` when nothing could be imported or it was stopped.
    What a worker imports (`upload`, `path`) goes on at `done` when it is started again. The
    catalogue is made together with its first products: an import without any leaves no empty one.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        WORKING = "working", _("working")
        FINISHED = "finished", _("finished")
        FAILED = "failed", _("failed")

    name = models.CharField(_("name"), max_length=100, help_text=_("Of the catalogue."))
    catalogue = models.ForeignKey(
        Catalogue, models.CASCADE, null=True, blank=True, related_name="imports"
    )
    upload = models.FileField(
        _("upload"), upload_to="uploads/", blank=True, help_text=_("Kept until it is imported.")
    )
    path = models.CharField(
        _("path on the server"),
        max_length=500,
        blank=True,
        help_text=_("What a worker reads instead of an upload."),
    )
    source = models.CharField(
        _("source"), max_length=500, blank=True, help_text=_("The folder's or file's name.")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0, help_text=_("Entries of the source dealt with."))
    total = models.PositiveIntegerField(default=0, help_text=_("Entries of the source."))
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    remarks = models.JSONField(
        default=list, help_text=_("Refused files and notices: where, what, and what to do.")
    )
    error = models.TextField(_("error"), blank=True)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.name} · {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def refusals(self) -> list[dict[str, str]]:
        """Remarks on what was not imported: `where`, `reason`."""
        return [remark for remark in self.remarks if remark["kind"] == "refused"]

    @property
    def notices(self) -> list[dict[str, str]]:
        """Remarks on what was imported all the same: `where`, `reason`."""
        return [remark for remark in self.remarks if remark["kind"] == "notice"]
