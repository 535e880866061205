"""What people answered: to be read, never typed."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from surveys import screening
from surveys.admin.standing import Standing, StandingFilter, with_standing
from surveys.models import Participation, Rating
from surveys.statistics.screening import Flag, Rule


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
    """The token stays out of sight: whoever has it is the participant.

    Flags hold a way against all others of its round. So the list shows them for one round at a
    time, when it is filtered by it.
    """

    list_display = (
        "__str__",
        "state",
        "channel",
        "answered",
        "flags",
        "answered_by",
        "round",
        "consented_at",
        "completed_at",
    )
    list_filter = (
        StandingFilter,
        "simulated",
        "round",
        ("channel", admin.RelatedOnlyFieldListFilter),
    )
    list_select_related = ("round", "channel")
    fields = (
        "round",
        "number",
        "seat",
        "answered_by",
        "state",
        "channel",
        "answered",
        "why_flagged",
        "consented_at",
        "completed_at",
        "screened_out_at",
        "consent_sha256",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Participation]:
        submitted = Count("trials", filter=Q(trials__submitted_at__isnull=False))
        ways = with_standing(super().get_queryset(request).defer("round__manifest"))
        return ways.annotate(trial_count=Count("trials"), done=submitted)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """With the flags of everybody on the list, if it shows one round alone."""
        changes = super().get_changelist_instance(request)
        of_rounds = {(way.round, way.simulated) for way in changes.result_list}
        if len({round.pk for round, _simulated in of_rounds}) == 1:
            found = [screening.flags(round, simulated) for round, simulated in of_rounds]
            for way in changes.result_list:
                own = next((flags[way.pk] for flags in found if way.pk in flags), frozenset())
                way.flag_words = (
                    ", ".join(screening.label_of(rule) for rule in rules_of(own)) or "–"
                )
        return changes

    @admin.display(description=_("answered by"), ordering="simulated")
    def answered_by(self, participation: Participation) -> str:
        return str(_("SIMULATED") if participation.simulated else _("a person"))

    @admin.display(description=_("state"), ordering="standing")
    def state(self, participation: Any) -> str:
        return str(Standing(participation.standing).label)

    @admin.display(description=_("pages answered"))
    def answered(self, participation: Any) -> str:
        return f"{participation.done} / {participation.trial_count}"

    @admin.display(description=_("flags"))
    def flags(self, participation: Any) -> str:
        return getattr(participation, "flag_words", "")

    @admin.display(description=_("flags"))
    def why_flagged(self, participation: Participation) -> SafeString:
        found = screening.flags(participation.round, participation.simulated)
        own = sorted(found.get(participation.pk, frozenset()), key=lambda flag: flag.rule)
        lines = [(screening.words_of(flag),) for flag in own]
        return format_html_join("", "<div>{}</div>", lines or [("–",)])

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        if participation := context["original"]:
            trials = participation.trials.select_related("reference")
            context["trials"] = trials.prefetch_related("slots__rating")
        return super().render_change_form(request, context, *args, **kwargs)


def rules_of(flags: Iterable[Flag]) -> list[Rule]:
    """The rules that were broken, in the order in which they are fixed."""
    broken = {flag.rule for flag in flags}
    return [rule for rule in Rule if rule in broken]


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
