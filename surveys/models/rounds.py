"""A round: what a researcher decides about one survey."""

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from recommender.models import Catalogue
from surveys.models.consistency import contradictions
from surveys.models.validation import (
    check_accent,
    check_identifiers,
    check_logo,
    check_method_keys,
    check_scale_labels,
    check_screening,
)
from surveys.models.wording import check_translations, read_in
from surveys.statistics.screening import DEFAULT_RULES

if TYPE_CHECKING:
    from surveys.models.participation import Trial

OPEN_LINK = "open"  # the slug of the channel that a round's own link stands for


def new_seed() -> int:
    """Short enough to be copied by hand, and large enough that two rounds never share it."""
    return secrets.randbits(32)


def default_screening() -> dict[str, float | bool | None]:
    return DEFAULT_RULES.to_json()


class RoundQuerySet(models.QuerySet["Round"]):
    def on_the_home_page(self) -> "RoundQuerySet":
        """Those that anybody may take, the newest first."""
        by_link = models.Q(channels__slug=OPEN_LINK, channels__is_active=True)
        shown = self.filter(by_link, state__in=[Round.State.OPEN, Round.State.PAUSED])
        return shown.defer("manifest")


class Round(models.Model):
    """One survey: `draft` → `open` ⇄ `paused` → `closed` → `archived`.

    Opening freezes it: everything that `manifest` holds is then fixed, and references, sets,
    methods and seats are rows of its own that no later run, import or deletion in the catalogue
    touches.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        OPEN = "open", _("open")
        PAUSED = "paused", _("paused")
        CLOSED = "closed", _("closed")
        ARCHIVED = "archived", _("archived")

    class ReferenceChoice(models.TextChoices):
        STRATIFIED = "stratified", _("at random, every category by its share")
        RANDOM = "random", _("at random over all categories")
        CHOSEN = "chosen", _("chosen by hand")

    class ProductOrder(models.TextChoices):
        RANK = "rank", _("as ranked, the best first")
        SHUFFLED = "shuffled", _("shuffled for every participant")

    class AnswerFormat(models.TextChoices):
        SET_RATING = "set_rating", _("a rating for every set")
        PRODUCT_RATING = "product_rating", _("a rating for every product")
        BEST_SET = "best_set", _("the best set of a trial")
        SET_RANKING = "set_ranking", _("a ranking of the sets")

    class ScaleKind(models.TextChoices):
        POINTS = "points", _("labelled points")
        SLIDER = "slider", _("a slider from 0 to 100")

    class ChangesUntil(models.TextChoices):
        END = "end", _("until the end of the survey")
        TRIAL = "trial", _("only until they continue to the next comparison")

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
    reference_choice = models.CharField(
        _("choice of references"),
        max_length=10,
        choices=ReferenceChoice,
        default=ReferenceChoice.STRATIFIED,
    )
    chosen_references = models.JSONField(
        _("chosen references"),
        default=list,
        blank=True,
        validators=[check_identifiers],
        help_text=_("Product ids; used when the references are chosen by hand."),
    )
    disagreement_weight = models.FloatField(
        _("weight of disagreement"),
        default=1.0,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
        help_text=_(
            "A product whose methods share no recommendation is drawn this many times as readily "
            "as one for which all methods agree; 1 treats all alike."
        ),
    )
    sets_per_trial = models.PositiveSmallIntegerField(
        _("sets per page"),
        null=True,
        blank=True,
        validators=[MinValueValidator(2), MaxValueValidator(26)],
        help_text=_(
            "Empty: every method on every page. With fewer, each page shows a part of them, "
            "balanced over the round."
        ),
    )
    product_order = models.CharField(
        _("order within a set"),
        max_length=10,
        choices=ProductOrder,
        default=ProductOrder.RANK,
    )
    participants_per_reference = models.PositiveIntegerField(
        _("participants per reference"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(10_000)],
        help_text=_(
            "Every reference is completed by exactly so many, and then the round is full; empty: "
            "as many as come."
        ),
    )
    lease_minutes = models.PositiveIntegerField(
        _("minutes a place is kept"),
        default=120,
        validators=[MinValueValidator(5), MaxValueValidator(43_200)],
        help_text=_(
            "After so many minutes without an answer somebody else may take the place of whoever "
            "left; what was answered stays."
        ),
    )
    question = models.CharField(_("question"), max_length=300)
    answer_format = models.CharField(
        _("answer"), max_length=15, choices=AnswerFormat, default=AnswerFormat.SET_RATING
    )
    scale_kind = models.CharField(
        _("kind of scale"), max_length=10, choices=ScaleKind, default=ScaleKind.POINTS
    )
    scale_labels = models.JSONField(
        _("scale"),
        validators=[check_scale_labels],
        help_text=_(
            "The labels of the points, from the least to the most similar; of a slider, its two "
            "ends."
        ),
    )
    allows_cannot_judge = models.BooleanField(
        _("“I can't judge”"),
        default=False,
        help_text=_("Whether participants may say so instead of answering."),
    )
    changes_until = models.CharField(
        _("answers can be changed"),
        max_length=10,
        choices=ChangesUntil,
        default=ChangesUntil.END,
        help_text=_(
            "Participants can always go back and look at what they answered. The practice can be "
            "repeated in any case, and every change is kept with its time."
        ),
    )
    practice = models.BooleanField(
        _("practice"),
        default=True,
        help_text=_("Begin with a trial that explains itself; its answers count nowhere."),
    )
    identical_checks = models.PositiveSmallIntegerField(
        _("identical-set checks"),
        default=2,
        validators=[MaxValueValidator(5)],
        help_text=_(
            "Extra trials with a set that shows the reference itself or its own group, which must "
            "get the top answer."
        ),
    )
    instructed_checks = models.PositiveSmallIntegerField(
        _("instructed checks"),
        default=0,
        validators=[MaxValueValidator(3)],
        help_text=_("Extra trials whose question says which answer to give."),
    )
    repeated_trials = models.PositiveSmallIntegerField(
        _("repeated trials"),
        default=2,
        validators=[MaxValueValidator(5)],
        help_text=_("Trials that are shown a second time, to see whether answers are consistent."),
    )
    reject_after_failed_checks = models.PositiveSmallIntegerField(
        _("end after failed checks"),
        null=True,
        blank=True,
        validators=[MinValueValidator(2), MaxValueValidator(8)],
        help_text=_(
            "Ends the way of a participant who failed so many checks, with the outcome “screened "
            "out”; empty: nobody is sent away. Panels demand at least two."
        ),
    )
    screening = models.JSONField(
        _("screening rules"),
        default=default_screening,
        validators=[check_screening],
        help_text=_("What flags a participant; results are shown with and without the flagged."),
    )
    smallest_difference = models.FloatField(
        _("smallest difference of interest"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0.1), MaxValueValidator(100)],
        help_text=_("Between two methods, in points of the score from 0 to 100."),
    )
    shows_leader_while_open = models.BooleanField(
        _("show results while open"),
        default=False,
        help_text=_("Looking at who leads before the end is written into the log."),
    )
    retention_until = models.DateField(
        _("answers are kept until"),
        null=True,
        blank=True,
        help_text=_("After this day `manage.py purge` erases answers and ids; empty: no limit."),
    )
    welcome_text = models.TextField(_("welcome"), blank=True)
    consent_text = models.TextField(
        _("consent"),
        help_text=_(
            "An empty line begins a paragraph, “- ” at the beginning of a line an item of a list."
        ),
    )
    asked_by = models.CharField(
        _("who asks"),
        max_length=200,
        blank=True,
        help_text=_("A name or an institution; it stands above the welcome."),
    )
    contact = models.CharField(
        _("whom to ask"),
        max_length=200,
        blank=True,
        help_text=_(
            "An e-mail address or a line with one; it stands on every page, also where somebody "
            "cannot go on."
        ),
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
        help_text=_("Of these texts. Texts in other languages have a page of their own."),
    )
    translations = models.JSONField(
        _("texts in other languages"),
        default=dict,
        blank=True,
        validators=[check_translations],
        help_text=_("From a language to the round's texts in it, all of them."),
    )
    logo = models.JSONField(
        _("logo"),
        default=dict,
        blank=True,
        validators=[check_logo],
        help_text=_("The sha256 of the stored picture, its width and its height; empty: none."),
    )
    accent = models.CharField(
        _("colour"),
        max_length=7,
        blank=True,
        validators=[check_accent],
        help_text=_(
            "Of buttons and links, as #0f5c4f. Light and dark pages show it in a shade on which "
            "text stays readable. Empty: SimSurvey's own."
        ),
    )
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
    analysis_plan = models.JSONField(
        _("plan of the analysis"),
        default=dict,
        blank=True,
        editable=False,
        help_text=_("What was fixed before the opening about the results; empty: nothing."),
    )
    analysis_plan_sha256 = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="Of the plan and of the manifest's hash together, as it was when it opened.",
    )
    parent = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="copies",
        verbose_name=_("copy of"),
    )
    arrivals = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="How many participations were ever numbered; a number is never given again.",
    )
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
        if self.reference_choice == self.ReferenceChoice.CHOSEN and self.chosen_references:
            self.references_count = len(self.chosen_references)
        if found := dict(contradictions(self)):
            raise ValidationError(found)

    @property
    def is_frozen(self) -> bool:
        """Whether it was ever opened: then nothing that participants see may be edited."""
        return self.state != self.State.DRAFT

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def has_slider(self) -> bool:
        return self.rates and self.scale_kind == self.ScaleKind.SLIDER

    @property
    def rates(self) -> bool:
        """Whether answers are ratings on the scale, not choices among sets."""
        return self.answer_format in {
            self.AnswerFormat.SET_RATING,
            self.AnswerFormat.PRODUCT_RATING,
        }

    @property
    def languages(self) -> list[str]:
        """Those that the round has texts in, its own first."""
        return [self.language, *(one for one in self.translations if one != self.language)]

    def read_in(self, language: str) -> "Round":
        """The round with its texts in this language, or as it is if it has none in it.

        For pages: what is given back lives in memory and is never saved.
        """
        return read_in(self, language)

    @property
    def is_limited(self) -> bool:
        """Whether the design has an end: so many participants for every reference."""
        return self.participants_per_reference is not None

    def takes_changes(self, trial: "Trial") -> bool:
        """Whether answers to a trial may be changed after it was submitted."""
        return self.changes_until == self.ChangesUntil.END or trial.kind == trial.Kind.PRACTICE

    def value_bounds(self, slots: int) -> tuple[int, int]:
        """The lowest and the highest answer of one slot in a trial of so many slots.

        A rating lies on the scale; the best set has 1 and the others 0; ranks count from 1, which
        is the most similar.
        """
        if self.answer_format == self.AnswerFormat.BEST_SET:
            return 0, 1
        if self.answer_format == self.AnswerFormat.SET_RANKING:
            return 1, slots
        return (0, 100) if self.has_slider else (1, len(self.scale_labels))
