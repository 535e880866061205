"""The page of a round: a draft to be written, then a frozen survey to be watched."""

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join, linebreaks
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from recommender import lookup
from surveys import logos, rounds
from surveys.admin.balance import BalancePages
from surveys.admin.erasing import ErasingPages
from surveys.admin.fieldsets import SHOWN, WRITTEN
from surveys.admin.inviting import InvitingPages
from surveys.admin.life import LifePages
from surveys.admin.pages import who
from surveys.admin.panels import counted, panels, scale_presets
from surveys.admin.picking import PickingPages
from surveys.admin.planning import PlanningPages
from surveys.admin.rules import rules_in_words
from surveys.admin.shades import said_of
from surveys.admin.wording import WordingPages
from surveys.models import Identity, Round
from surveys.models.wording import TRANSLATED
from surveys.round_form import RoundForm
from surveys.rounds.wording import name_of


@admin.register(Round)
class RoundAdmin(
    LifePages,
    PickingPages,
    WordingPages,
    InvitingPages,
    BalancePages,
    ErasingPages,
    PlanningPages,
):
    list_display = ("title", "slug", "state", "catalogue", "started", "completed", "created_at")
    list_filter = ("state", "catalogue")
    list_select_related = ("catalogue",)
    search_fields = ("title", "slug")
    prepopulated_fields = {"slug": ("title",)}
    radio_fields = {
        "reference_choice": admin.VERTICAL,
        "product_order": admin.VERTICAL,
        "answer_format": admin.VERTICAL,
        "scale_kind": admin.VERTICAL,
        "changes_until": admin.VERTICAL,
    }

    class Media:
        js = (
            "django_htmx/htmx-2.min.js",
            forms.Script("js/copy.js", type="module"),
            forms.Script("js/admin-scale.js", defer=True),
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Round]:
        people = Q(participations__simulated=False)
        ended = people & Q(participations__completed_at__isnull=False)
        return (
            super()
            .get_queryset(request)
            .annotate(
                started=Count("participations", filter=people),
                completed=Count("participations", filter=ended),
            )
        )

    @admin.display(description=gettext_lazy("people started"), ordering="started")
    def started(self, round: Any) -> int:
        return int(round.started)

    @admin.display(description=gettext_lazy("people completed"), ordering="completed")
    def completed(self, round: Any) -> int:
        return int(round.completed)

    # A draft is a form; once opened, the same page only shows.

    def has_change_permission(self, request: HttpRequest, obj: Round | None = None) -> bool:
        frozen = obj is not None and obj.is_frozen
        return not frozen and super().has_change_permission(request, obj)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Round | None:
        """Locked while it is written, so that no edit follows an opening of the same moment."""
        round = super().get_object(request, object_id, from_field)
        if round is not None and request.method == "POST":
            round.refresh_from_db(from_queryset=Round.objects.select_for_update())
        return round

    def _is_editable(self, request: HttpRequest, round: Round | None) -> bool:
        if round is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, round)

    def get_fieldsets(self, request: HttpRequest, obj: Round | None = None) -> Any:
        return WRITTEN if self._is_editable(request, obj) else SHOWN

    def get_readonly_fields(self, request: HttpRequest, obj: Round | None = None) -> Any:
        return [] if self._is_editable(request, obj) else flatten_fieldsets(SHOWN)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Round | None = None) -> Any:
        return self.prepopulated_fields if self._is_editable(request, obj) else {}

    def get_form(
        self, request: HttpRequest, obj: Round | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if not self._is_editable(request, obj):
            return super().get_form(request, obj, change, form=forms.ModelForm, **kwargs)
        form = cast(
            "type[RoundForm]", super().get_form(request, obj, change, form=RoundForm, **kwargs)
        )
        form.asked = request.GET
        return form

    def save_model(self, request: HttpRequest, obj: Round, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = who(request)
        super().save_model(request, obj, form, change)
        if "accent" in form.changed_data and (said := said_of(obj.accent)):
            messages.info(request, said)
        if not change:
            rounds.begin_draft(round=obj, by=obj.created_by)

    @admin.display(description=gettext_lazy("methods"))
    def compared_methods(self, round: Round) -> SafeString:
        methods = round.methods.all()
        labels = lookup.labels({method.key: method.label for method in methods})
        rows = [(labels[method.key], method.fingerprint) for method in methods]
        return format_html_join(
            "",
            '<div>{} <code class="quiet">{}</code></div>',
            rows or [(key, "") for key in round.method_keys],
        )

    @admin.display(description=gettext_lazy("scale"))
    def shown_scale(self, round: Round) -> SafeString:
        points = (0, 100) if round.has_slider else range(1, len(round.scale_labels) + 1)
        labels = zip(points, round.scale_labels, strict=False)
        return format_html_join("", "<div>{}. {}</div>", labels)

    @admin.display(description=gettext_lazy("logo"))
    def shown_logo(self, round: Round) -> SafeString | str:
        if not round.logo:
            return "–"
        return format_html(
            '<img class="thumbnail" src="{}" width="{}" height="{}" alt="{}">',
            logos.url(round.logo["sha256"]),
            round.logo["width"],
            round.logo["height"],
            round.asked_by,
        )

    @admin.display(description=gettext_lazy("colour"))
    def shown_accent(self, round: Round) -> str:
        return said_of(round.accent) or "–"

    @admin.display(description=gettext_lazy("texts in other languages"))
    def shown_translations(self, round: Round) -> SafeString | str:
        """As the form shows them, one language after the other."""
        return (
            format_html_join(
                "",
                '<details><summary>{}</summary><div lang="{}">{}</div></details>',
                (
                    (name_of(code), code, format_html_join("", "{}", _texts_in(round, code)))
                    for code in round.translations
                ),
            )
            or "–"
        )

    @admin.display(description=gettext_lazy("screening rules"))
    def shown_rules(self, round: Round) -> SafeString:
        return format_html_join("", "<div>{}</div>", ((line,) for line in rules_in_words(round)))

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Round | None = None,
    ) -> HttpResponse:
        """The page, or to htmx the counts alone."""
        counts_alone = obj is not None and request.headers.get("HX-Target") == "counts"
        context["scale_presets"] = scale_presets()
        if obj is not None:
            context |= counted(obj)
        if obj is not None and not counts_alone:
            context |= panels(obj, request) | {
                "may_change": super().has_change_permission(request, obj),
                "may_copy": self.has_add_permission(request),
                "may_erase_ids": request.user.has_perm("surveys.delete_identity"),
            }
        response = super().render_change_form(request, context, add, change, form_url, obj)
        if counts_alone and isinstance(response, TemplateResponse):
            response.template_name = "admin/surveys/round/change_form.html#counts"
        return response

    # Deleting: only drafts are, since nothing hangs on them.

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """How many drafts go, or the reasons why rounds stay."""
        kept = [why for round in objs if (why := why_kept(round))]
        return [str(round) for round in objs], {_("rounds"): len(objs)}, set(), kept


def _texts_in(round: Round, language: str) -> Iterator[tuple[SafeString]]:
    for name in TRANSLATED:
        text = round.translations[language][name]
        words = text if isinstance(text, str) else "\n".join(text)
        if words:
            yield (SafeString(linebreaks(words, autoescape=True)),)


def why_kept(round: Round) -> str:
    """Why a round cannot be deleted, or ''.

    What was opened stays as a record: what people were shown, who did what, and the receipts of
    those who withdrew. A draft goes, unless somebody may already hold a link to it.
    """
    if round.is_frozen:
        return _(
            "“%(title)s” was opened, and what was opened is never deleted: people may have seen "
            "it, and its manifest and log prove what. Close it and archive it instead."
        ) % {"title": round.title}
    invited = Identity.objects.filter(channel__round=round).count()
    if not invited:
        return ""
    return ngettext(
        "“%(title)s” has invited %(count)d person, who may hold a link. Erase the external ids "
        "first.",
        "“%(title)s” has invited %(count)d people, who may hold links. Erase the external ids "
        "first.",
        invited,
    ) % {"title": round.title, "count": invited}
