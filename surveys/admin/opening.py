"""Opening and closing a round, each asked twice."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from surveys import rounds
from surveys.admin.cautions import cautions
from surveys.admin.counts import counts
from surveys.models import Round


class OpeningAdmin(admin.ModelAdmin):
    """Two pages beside the round's own; who may change rounds may open and close them."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/open/", wrap(self.open), name="surveys_round_open"),
            path("<int:pk>/close/", wrap(self.close), name="surveys_round_close"),
            *super().get_urls(),
        ]

    def open(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._ask_and_do(request, pk, rounds.open_round, "open", _("Open the round?"))

    def close(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._ask_and_do(request, pk, rounds.close_round, "close", _("Close the round?"))

    def _ask_and_do(
        self,
        request: HttpRequest,
        pk: int,
        action: Callable[..., Round],
        name: str,
        title: str,
    ) -> HttpResponse:
        if request.method not in {"GET", "HEAD", "POST"}:
            return HttpResponseNotAllowed(["GET", "POST"])
        if not request.user.has_perm("surveys.change_round"):
            raise PermissionDenied
        round = get_object_or_404(Round.objects.select_related("catalogue"), pk=pk)
        if request.method == "POST":
            return self._do(request, round, action)
        context = self.admin_site.each_context(request) | {
            "title": title,
            "opts": self.opts,
            "original": round,
            "action": name,
            "cautions": cautions(round) if name == "open" else [],
            "counts": counts(round),
        }
        return TemplateResponse(request, "admin/surveys/round/confirm.html", context)

    def _do(self, request: HttpRequest, round: Round, action: Callable[..., Round]) -> HttpResponse:
        try:
            action(round=round)
        except rounds.RoundError as refusal:
            messages.error(request, str(refusal))
        else:
            said = _("“%(title)s” is now %(state)s.") % {
                "title": round.title,
                "state": round.get_state_display(),
            }
            messages.success(request, said)
            self.log_change(request, round, [{"changed": {"fields": ["state"]}}])
        return HttpResponseRedirect(reverse("admin:surveys_round_change", args=[round.pk]))
