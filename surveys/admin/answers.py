"""What people answered: to be read, never typed."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from surveys.models import Participation, Rating


class AnswersAdmin(admin.ModelAdmin):
    """Answers come from participants alone, and stay as they gave them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Participation)
class ParticipationAdmin(AnswersAdmin):
    """The token stays out of sight: whoever has it is the participant."""

    list_display = ("__str__", "round", "answered_by", "answered", "consented_at", "completed_at")
    list_filter = ("simulated", "round")
    list_select_related = ("round",)
    fields = (
        "round",
        "number",
        "answered_by",
        "answered",
        "consented_at",
        "completed_at",
        "consent_sha256",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Participation]:
        submitted = Count("trials", filter=Q(trials__submitted_at__isnull=False))
        return super().get_queryset(request).annotate(trial_count=Count("trials"), done=submitted)

    @admin.display(description=_("answered by"), ordering="simulated")
    def answered_by(self, participation: Participation) -> str:
        return str(_("SIMULATED") if participation.simulated else _("a person"))

    @admin.display(description=_("references answered"))
    def answered(self, participation: Any) -> str:
        return f"{participation.done} / {participation.trial_count}"

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        if participation := context["original"]:
            trials = participation.trials.select_related("reference")
            context["trials"] = trials.prefetch_related("slots__rating")
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(Rating)
class RatingAdmin(AnswersAdmin):
    """Without methods: which set is whose stands in the export."""

    list_display = ("participation", "answered_by", "reference", "letter", "value", "saved_at")
    list_filter = (
        "slot__trial__participation__simulated",
        "slot__trial__participation__round",
    )
    list_select_related = ("slot__trial__participation", "slot__trial__reference")
    fields = ("participation", "answered_by", "reference", "letter", "value", "saved_at")
    ordering = ("-saved_at", "-pk")

    @admin.display(description=_("participant"))
    def participation(self, rating: Rating) -> Participation:
        return rating.slot.trial.participation

    @admin.display(description=_("answered by"))
    def answered_by(self, rating: Rating) -> str:
        simulated = rating.slot.trial.participation.simulated
        return str(_("SIMULATED") if simulated else _("a person"))

    @admin.display(description=_("reference"))
    def reference(self, rating: Rating) -> str:
        return rating.slot.trial.reference.identifier

    @admin.display(description=_("set"))
    def letter(self, rating: Rating) -> str:
        return rating.slot.letter
