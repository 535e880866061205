"""How large a round must be, asked before it opens."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from surveys.admin.pages import RoundPages
from surveys.figures import Line, power_figure
from surveys.models import Round
from surveys.planning import GOOD_POWER, Plan, plan_round
from surveys.planning.form import PARTS, PlanningForm

NARROW, WIDE = 310, 720  # pixels: the chart on a phone and elsewhere


class PlanningPages(RoundPages):
    """Who may look at a round may plan it; who may change it may keep the difference."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/planning/", wrap(self.planning), name="surveys_round_planning"),
            path(
                "<int:pk>/planning/chart.svg",
                wrap(self.planning_chart),
                name="surveys_round_planning_chart",
            ),
            *super().get_urls(),
        ]

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def planning(self, request: HttpRequest, pk: int) -> HttpResponse:
        round = self.asked_round(request, pk, "view_round")
        may_keep = not round.is_frozen and request.user.has_perm("surveys.change_round")
        form = PlanningForm(request.GET, round=round)
        if request.method == "POST":
            if not may_keep:
                raise PermissionDenied
            return self._keep(request, round, form)
        plan = planned(form) if form.is_bound and form.is_valid() else None
        context: dict[str, Any] = {
            "title": _("Planning"),
            "form": form,
            "plan": plan,
            "parts": [(PARTS[name], sd) for name, sd in vars(plan.components).items()]
            if plan
            else [],
            "may_keep": may_keep,
            "good_power": f"{100 * GOOD_POWER:.0f}",
            "query": request.GET.urlencode(),
            "narrow": NARROW,
        }
        return self.page(request, round, "planning", status=422 if form.errors else 200, **context)

    @method_decorator(require_safe)
    def planning_chart(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = PlanningForm(request.GET, round=self.asked_round(request, pk, "view_round"))
        if not form.is_bound or not form.is_valid():
            raise Http404
        width = NARROW if request.GET.get("width") == str(NARROW) else WIDE
        response = HttpResponse(chart(planned(form), width), content_type="image/svg+xml")
        response.headers["Cache-Control"] = "private, no-cache"
        return response

    def _keep(self, request: HttpRequest, round: Round, form: PlanningForm) -> HttpResponse:
        """The difference becomes the draft's own; an opening of the same moment goes first."""
        if form.is_bound and form.is_valid():
            drafts = Round.objects.filter(pk=round.pk, state=Round.State.DRAFT)
            if drafts.update(smallest_difference=form.cleaned_data["difference"]):
                messages.success(request, _("The draft keeps this smallest difference."))
                changed = {"changed": {"fields": ["smallest_difference"]}}
                self.log_change(request, round, [changed])
        return HttpResponseRedirect(request.get_full_path())


def planned(form: PlanningForm) -> Plan:
    asked = form.cleaned_data
    return plan_round(
        form.round,
        difference=asked["difference"],
        participants=asked["participants"],
        references=asked["references"],
        per_reference=asked["per_reference"],
        components=asked["components"],
    )


def chart(plan: Plan, width: int) -> bytes:
    lines = [
        Line(
            label=ngettext("%(count)d reference", "%(count)d references", row[0].references)
            % {"count": row[0].references},
            shares=[cell.precision.power.value for cell in row],
            errors=[cell.precision.power.error for cell in row],
        )
        for row in plan.rows
    ]
    return power_figure(
        lines,
        [cell.participants for cell in plan.rows[0]],
        wanted=GOOD_POWER,
        title=_("Studies that find the difference"),
        axis_label=_("Participants"),
        above=_("Studies that find the difference"),
        width=width,
    )
