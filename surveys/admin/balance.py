"""How evenly methods, slots, references and positions came together, as a reviewer reads it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from surveys.admin.balance_tables import as_csv, method_tables, positions_of, reference_table
from surveys.admin.pages import RoundPages
from surveys.admin.shown_seats import Counted, seats_of
from surveys.allocation import balance
from surveys.models import Round
from surveys.results import Answering, answering_by_default
from surveys.seating import design_of


class BalancePages(RoundPages):
    """Who may look at rounds may look at their balance; there is one from the opening on."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/balance/", wrap(self.balance), name="surveys_round_balance"),
            path("<int:pk>/balance.csv", wrap(self.balance_csv), name="surveys_round_balance_csv"),
            *super().get_urls(),
        ]

    @method_decorator(require_safe)
    def balance(self, request: HttpRequest, pk: int) -> HttpResponse:
        round = self.asked_round(request, pk, "view_round")
        if not round.is_frozen:
            return self.back_to(round)
        counted, answering = _asked(request, round)
        seats = seats_of(round, counted, simulated=answering.simulated)
        found = balance(seats, design_of(round))
        context: dict[str, Any] = {
            "title": _("Balance"),
            "counted": counted,
            "answering": answering,
            "counted_choices": list(Counted),
            "answering_choices": list(Answering),
            "ways": len(seats),
            "tables": method_tables(round, found),
            "positions": positions_of(found),
            "references": (int(found.references.min()), int(found.references.max())),
        }
        return self.page(request, round, "balance", **context)

    @method_decorator(require_safe)
    def balance_csv(self, request: HttpRequest, pk: int) -> HttpResponse:
        round = self.asked_round(request, pk, "view_round")
        if not round.is_frozen:
            return self.back_to(round)
        counted, answering = _asked(request, round)
        seats = seats_of(round, counted, simulated=answering.simulated)
        found = balance(seats, design_of(round))
        text = as_csv([*method_tables(round, found), reference_table(round, found)])
        response = HttpResponse(text, content_type="text/csv; charset=utf-8")
        name = f"{round.slug}-balance-{counted}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def _asked(request: HttpRequest, round: Round) -> tuple[Counted, Answering]:
    counted, answering = request.GET.get("counted"), request.GET.get("answering")
    return (
        Counted(counted) if counted in Counted.values else Counted.COMPLETED,
        Answering(answering)
        if answering in Answering.values
        else answering_by_default(round=round),
    )
