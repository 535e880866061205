"""The page of a run: how far it is, what it was made with, and what went wrong."""

import json
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from recommender import lookup
from recommender.admin.live import ReadOnlyAdmin
from recommender.admin.overview import problem_counts
from recommender.admin.steering import STEPS, possible, steer
from recommender.external.key import is_external
from recommender.models import Neighbour, Problem, Run

PROBLEMS_ON_A_PAGE = 50


@dataclass(frozen=True)
class Kind:
    """A kind of problem, by which the list of them can be narrowed."""

    value: str
    label: str
    count: int


@admin.register(Run)
class RunAdmin(ReadOnlyAdmin):
    list_display = ("method", "catalogue", "state", "created_at", "finished_at")
    list_filter = ("state", "catalogue", "method")
    list_select_related = ("catalogue",)
    fields = ("method",)
    live_fragment = "progress"

    class Media:
        js = ("django_htmx/htmx-2.min.js",)

    def get_urls(self) -> list[URLPattern]:
        steer = self.admin_site.admin_view(self.steer)
        return [path("<int:pk>/steer/", steer, name="recommender_run_steer"), *super().get_urls()]

    @method_decorator(require_POST)
    def steer(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Pause, resume or cancel the run, or try its failed products again."""
        if not request.user.has_perm("recommender.add_run"):
            raise PermissionDenied
        run = get_object_or_404(Run, pk=pk)
        if (step := request.POST.get("step", "")) not in STEPS:
            return HttpResponseBadRequest()
        steer(request, [run], step)
        return HttpResponseRedirect(reverse("admin:recommender_run_change", args=[pk]))

    def panels(self, request: HttpRequest, obj: Run) -> dict[str, Any]:
        kinds = problem_kinds(obj)
        chosen = next((kind for kind in kinds if kind.value == request.GET.get("kind")), None)
        problems = Paginator(problems_of(obj, chosen), PROBLEMS_ON_A_PAGE)
        may_compute = request.user.has_perm("recommender.add_run")
        return {
            "progress": lookup.progress(obj),
            "working": obj.is_going,
            "worker_is_busy": lookup.worker_is_busy(),
            "external": is_external(obj.method),
            "features": obj.pictures,
            "parameters": json.dumps(obj.parameters, indent=2, ensure_ascii=False),
            "kinds": kinds,
            "kind": chosen,
            "problems": problems.get_page(request.GET.get("page")),
            "problem_total": sum(kind.count for kind in kinds),
            "continuable": may_compute and can_go_on(obj),
            "steps": [step for step in STEPS if may_compute and possible(obj, step)],
        }

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Counts instead of every place of every list."""
        pks = [run.pk for run in objs]
        counts = {
            _("runs"): len(pks),
            _("places in lists"): Neighbour.objects.filter(run__in=pks).count(),
        }
        return [str(run) for run in objs], counts, set(), []


def can_go_on(run: Run) -> bool:
    """Whether starting its method again is the way on; a paused one is resumed."""
    return run.state in (Run.State.FAILED, Run.State.CANCELLED) and not is_external(run.method)


def problem_kinds(run: Run) -> list[Kind]:
    """The kinds of problems that the run has."""
    counts = problem_counts([run])
    return [
        Kind(kind.value, str(kind.label), counts[run.pk, kind.value])
        for kind in Problem.Kind
        if counts[run.pk, kind.value]
    ]


def problems_of(run: Run, kind: Kind | None) -> QuerySet[Problem]:
    problems = run.problems.select_related("product__picture").order_by("product__identifier")
    return problems.filter(kind=kind.value) if kind else problems
