"""A draft's texts in other languages: a page for each, beside the round's own texts."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from surveys.admin.pages import RoundPages
from surveys.models import Round
from surveys.round_form import WordingForm
from surveys.rounds.wording import lacking_in, name_of


@dataclass(frozen=True)
class LanguageRow:
    """Another language of the interface, and whether the round speaks it."""

    code: str
    name: str
    is_there: bool
    lacking: list[str]


def language_rows(round: Round) -> list[LanguageRow]:
    """All but the round's own."""
    return [
        LanguageRow(
            code,
            name_of(code),
            code in round.translations,
            lacking_in(round, code) if code in round.translations else [],
        )
        for code, _name in settings.LANGUAGES
        if code != round.language
    ]


class WordingPages(RoundPages):
    """Who may change rounds writes; only while the round is a draft."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/texts/<str:language>/", wrap(self.texts), name="surveys_round_texts"),
            *super().get_urls(),
        ]

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    @transaction.atomic
    def texts(self, request: HttpRequest, pk: int, language: str) -> HttpResponse:
        round = self.asked_round(request, pk, "change_round")
        if language not in dict(settings.LANGUAGES) or language == round.language:
            raise Http404
        if round.is_frozen:
            messages.error(request, _("The texts of this round are frozen."))
            return self.back_to(round)
        if "remove" in request.POST:
            return self._remove(request, round, language)
        sent = request.POST if request.method == "POST" else None
        form = WordingForm(sent, round=round, language=language)
        if form.is_bound and form.is_valid():
            form.save()
            messages.success(
                request,
                _("The texts in %(language)s are saved.") % {"language": name_of(language)},
            )
            return self.back_to(round, "languages-heading")
        return self.page(
            request,
            round,
            "texts",
            title=_("Texts in %(language)s") % {"language": name_of(language)},
            language=language,
            own_language=name_of(round.language),
            form=form,
            is_there=language in round.translations,
            status=422 if form.errors else 200,
        )

    def _remove(self, request: HttpRequest, round: Round, language: str) -> HttpResponse:
        kept = {code: texts for code, texts in round.translations.items() if code != language}
        round.translations = kept
        round.save(update_fields=["translations"])
        messages.success(
            request, _("The texts in %(language)s are gone.") % {"language": name_of(language)}
        )
        return self.back_to(round, "languages-heading")
