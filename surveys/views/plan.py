"""The page on which a draft's results are planned."""

from typing import cast

from django.contrib import messages
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from surveys import rounds
from surveys.models import Round
from surveys.plan_form import PlanForm


@require_http_methods(["GET", "POST"])
@staff_member_required
@permission_required("surveys.change_round", raise_exception=True)
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    round = get_object_or_404(Round, slug=slug)
    if round.is_frozen:
        return redirect("surveys:results", slug)
    form = PlanForm(request.POST or None, round=round)
    if request.method == "POST" and form.is_valid():
        rounds.plan_results(round=round, plan=form.plan(), by=cast(User, request.user))
        messages.success(request, _("The plan is saved. Opening the round seals it."))
        return redirect("admin:surveys_round_change", round.pk)
    status = 422 if form.is_bound else 200
    return render(request, "surveys/plan.html", {"round": round, "form": form}, status=status)
