"""The computing of neighbours: a run, its chunks, what came out and what went wrong."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from recommender.models.catalogue import Catalogue, Product


class RunQuerySet(models.QuerySet["Run"]):
    def going(self) -> "RunQuerySet":
        """Runs that workers still have something to do for."""
        return self.filter(state__in=Run.GOING)

    def worked_through(self) -> "RunQuerySet":
        """Going runs of which every chunk is finished; only the last word is missing."""
        left = Chunk.objects.filter(run=models.OuterRef("pk")).exclude(state=Chunk.State.FINISHED)
        return self.going().exclude(models.Exists(left))


class Run(models.Model):
    """One computation of one method over one catalogue.

    `planned` → `computing` → `finished`; `failed` when a chunk has used up its attempts. A going
    run can be `paused` and resumed, or `cancelled`. A halted run that is started again goes on
    where it stood. The method's identity is the fingerprint.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        COMPUTING = "computing", _("computing")
        PAUSED = "paused", _("paused")
        FINISHED = "finished", _("finished")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    GOING = (State.PLANNED, State.COMPUTING)
    HALTED = (State.PAUSED, State.FAILED, State.CANCELLED)

    catalogue = models.ForeignKey(
        Catalogue, models.CASCADE, related_name="runs", verbose_name=_("catalogue")
    )
    method = models.CharField(_("method"), max_length=100, help_text=_("Its key."))
    fingerprint = models.CharField(
        max_length=64, help_text=_("sha256 over version, parameters and weights of the method.")
    )
    parameters = models.JSONField(help_text=_("All that the fingerprint is made of."))
    contents = models.CharField(
        max_length=64,
        help_text=_(
            "sha256 over the catalogue's ids, categories, groups and pictures as computed."
        ),
    )
    k = models.PositiveSmallIntegerField(default=5, help_text=_("Products in a list."))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    done = models.PositiveIntegerField(
        default=0, help_text=_("Steps done: features, comparisons and lists.")
    )
    total = models.PositiveIntegerField(default=0, help_text=_("Steps planned."))
    computed = models.PositiveIntegerField(
        default=0, help_text=_("Features that were computed; the rest was already in the cache.")
    )
    lists = models.PositiveIntegerField(
        default=0, help_text=_("Lists written; counted at the end.")
    )
    previous = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The finished run whose lists are taken over where nothing changed."),
    )
    changed = models.PositiveIntegerField(
        default=0, help_text=_("Lists that are not those of the previous run.")
    )
    seconds = models.FloatField(
        default=0, help_text=_("Working time of its chunks, over all workers and attempts.")
    )
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("runs")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["catalogue", "fingerprint", "contents", "k"],
                name="one_run_per_method_and_contents",
            )
        ]

    def __str__(self) -> str:
        return f"{self.method} · {self.catalogue}"

    @property
    def is_going(self) -> bool:
        """Whether workers still have something to do for it."""
        return self.state in self.GOING

    @property
    def pictures(self) -> int:
        """How many pictures it reads, each of them once; none where the method reads none."""
        features = self.chunks.filter(stage=Chunk.Stage.FEATURES)
        return int(features.aggregate(pictures=models.Sum("steps"))["pictures"] or 0)


class ChunkQuerySet(models.QuerySet["Chunk"]):
    def ready(self) -> "ChunkQuerySet":
        """Waiting chunks that nothing stands before, the oldest run's first."""
        earlier = Chunk.objects.filter(
            run=models.OuterRef("run"), stage__lt=models.OuterRef("stage")
        ).exclude(state=Chunk.State.FINISHED)
        return self.filter(
            ~models.Exists(earlier), state=Chunk.State.WAITING, run__in=Run.objects.going()
        ).order_by("run_id", "position")

    def claimed(self) -> "ChunkQuerySet":
        return self.filter(state=Chunk.State.CLAIMED)

    def let_go(self, **changes: Any) -> int:
        """End the claims and change the rows; how many still were claimed."""
        return self.claimed().update(claim=None, lease_until=None, **changes)


class Chunk(models.Model):
    """A piece of a run that one worker does in about a minute or less.

    `waiting` → `claimed` → `finished`; a claim whose lease ended goes back to `waiting`, and after
    too many attempts to `failed`. Chunks of a later stage wait until the earlier stage is done.
    Whoever claims writes only while the row still carries the claim.
    """

    class Stage(models.IntegerChoices):
        FEATURES = 1, _("features")
        PAIRS = 2, _("pairs")
        NEIGHBOURS = 3, _("neighbours")

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CLAIMED = "claimed", _("claimed")
        FINISHED = "finished", _("finished")
        FAILED = "failed", _("failed")

    run = models.ForeignKey(Run, models.CASCADE, related_name="chunks")
    stage = models.PositiveSmallIntegerField(choices=Stage)
    position = models.PositiveIntegerField(help_text=_("Order within the run."))
    category = models.CharField(max_length=200, blank=True)
    products = models.JSONField(default=list, help_text=_("Primary keys, in the order of ids."))
    columns = models.JSONField(
        default=list,
        help_text=_("Of a pairs chunk: who else is compared with; empty for one another."),
    )
    found = models.BinaryField(
        null=True, help_text=_("Of a finished pairs chunk: its best, until they are merged.")
    )
    members = models.JSONField(
        default=dict,
        help_text=_("Of a finished neighbours chunk: who was compared, and as what."),
    )
    steps = models.PositiveIntegerField(
        help_text=_("Pictures, products that are compared, or products that get a list.")
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    worker = models.CharField(max_length=200, blank=True, help_text=_("Who claimed it last."))
    claim = models.UUIDField(null=True, blank=True, help_text=_("Drawn anew at every claim."))
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    objects = ChunkQuerySet.as_manager()

    class Meta:
        ordering = ["run", "position"]
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="one_chunk_per_position")
        ]
        indexes = [models.Index(fields=["state", "lease_until"])]

    def __str__(self) -> str:
        return f"{self.run} #{self.position}"


class Neighbour(models.Model):
    """One place in a list: the product at `rank` among the most similar to `reference`."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="neighbours")
    reference = models.ForeignKey(Product, models.CASCADE, related_name="neighbours")
    rank = models.PositiveSmallIntegerField(help_text=_("1 is the most similar."))
    product = models.ForeignKey(Product, models.CASCADE, related_name="+")
    score = models.FloatField(help_text=_("The method's own similarity; larger is more similar."))

    class Meta:
        ordering = ["run", "reference", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "reference", "rank"], name="one_neighbour_per_rank"
            ),
            models.UniqueConstraint(
                fields=["run", "reference", "product"], name="a_product_once_in_a_list"
            ),
            models.CheckConstraint(
                condition=~models.Q(reference=models.F("product")), name="never_its_own_neighbour"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.rank}. {self.product}"


class Problem(models.Model):
    """A product that a run could not treat as planned, and what was done about it."""

    class Kind(models.TextChoices):
        LEFT_OUT = "left_out", _("left out")
        ORIGINAL_USED = "original_used", _("segmentation failed, original used")

    run = models.ForeignKey(Run, models.CASCADE, related_name="problems")
    product = models.ForeignKey(Product, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    reason = models.TextField()

    class Meta:
        verbose_name = _("problem")
        verbose_name_plural = _("problems")
        ordering = ["run", "product"]
        constraints = [
            models.UniqueConstraint(fields=["run", "product"], name="one_problem_per_product")
        ]

    def __str__(self) -> str:
        return f"{self.product}: {self.get_kind_display()}"
