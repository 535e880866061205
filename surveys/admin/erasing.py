"""Erasing the external ids of a round, and nothing else of it; asked twice."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from surveys.admin.pages import RoundPages, who
from surveys.participation.purging import RoundStillRuns, purge, purgeable


class ErasingPages(RoundPages):
    """Needs the right to delete identities, besides the one to change rounds."""

    def get_urls(self) -> list[URLPattern]:
        erase = self.admin_site.admin_view(self.erase_ids)
        return [
            path("<int:pk>/erase-ids/", erase, name="surveys_round_erase_ids"),
            *super().get_urls(),
        ]

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def erase_ids(self, request: HttpRequest, pk: int) -> HttpResponse:
        round = self.asked_round(request, pk, "change_round", "delete_identity")
        try:
            if request.method == "POST":
                erased = purge(round=round, ids_only=True, by=who(request))
                messages.success(request, _erased(erased.identities))
                return self.back_to(round)
            would = purgeable(round=round, ids_only=True)
        except RoundStillRuns as refusal:
            messages.error(request, str(refusal))
            return self.back_to(round)
        return self.page(
            request,
            round,
            "confirm",
            title=_("Erase the external ids?"),
            label=_("Erase the external ids"),
            meaning=_(
                "Erases what panels call the participants, invitations and e-mail addresses of "
                "all channels, for good. Answers and results stay, and nobody can tell any more "
                "whose they are. Pay panels before: afterwards nobody can be found by an id."
            ),
            cautions=[_would_erase(would.identities)],
        )


def _would_erase(count: int) -> str:
    return ngettext("%(count)d id would be erased.", "%(count)d ids would be erased.", count) % {
        "count": count
    }


def _erased(count: int) -> str:
    return ngettext("%(count)d id was erased.", "%(count)d ids were erased.", count) % {
        "count": count
    }
