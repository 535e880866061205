"""What the pages beside a round's own have in common: the right to them, and their frame."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from surveys.models import Round


class RoundPages(admin.ModelAdmin):
    """Each part of the round's pages extends this, and adds its addresses."""

    def asked_round(self, request: HttpRequest, pk: int, *rights: str) -> Round:
        """The round without its manifest, for whoever has every one of these rights.

        Locked while something is written, so that nothing follows an opening of the same moment.
        """
        if not all(request.user.has_perm(f"surveys.{right}") for right in rights):
            raise PermissionDenied
        rounds = Round.objects.select_related("catalogue", "parent").defer("manifest")
        if request.method == "POST" and connection.in_atomic_block:
            rounds = rounds.select_for_update(of=("self",))
        return get_object_or_404(rounds, pk=pk)

    def page(
        self,
        request: HttpRequest,
        round: Round,
        template: str,
        *,
        status: int = 200,
        **context: Any,
    ) -> TemplateResponse:
        frame = self.admin_site.each_context(request) | {"opts": self.opts, "original": round}
        return TemplateResponse(
            request, f"admin/surveys/round/{template}.html", frame | context, status=status
        )

    def back_to(self, round: Round, part: str = "") -> HttpResponseRedirect:
        """To the round's page, or to a heading on it."""
        address = reverse("admin:surveys_round_change", args=[round.pk])
        return HttpResponseRedirect(address + (f"#{part}" if part else ""))


def who(request: HttpRequest) -> User | None:
    """Who is signed in, as the log names them."""
    return request.user if isinstance(request.user, User) else None
