"""The page of a catalogue: what is in it, how it came there, and its methods."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q, QuerySet
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
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from recommender import lookup, precompute, tasks
from recommender.admin.external import ExternalListsAdmin
from recommender.admin.lists_form import ListsForm
from recommender.admin.live import is_htmx
from recommender.admin.overview import category_rows, method_rows
from recommender.admin.steering import OF_MANY, possible, steer
from recommender.methods import registry
from recommender.models import Catalogue, Neighbour, Product, Run

IMPORTS_SHOWN = 10


@admin.register(Catalogue)
class CatalogueAdmin(ExternalListsAdmin):
    list_display = ("name", "product_count", "finished_count", "drawn", "created_at")
    search_fields = ("name",)
    fields = ("name", "source", "drawn", "created_at")
    readonly_fields = ("source", "drawn", "created_at")
    live_fragment = "methods"

    class Media:
        js = ("django_htmx/htmx-2.min.js",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A catalogue is made by importing one."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Catalogue]:
        finished = Q(runs__state=Run.State.FINISHED)
        return (
            super()
            .get_queryset(request)
            .annotate(
                product_count=Count("products", distinct=True),
                finished_count=Count("runs__method", filter=finished, distinct=True),
            )
        )

    @admin.display(description=gettext_lazy("products"), ordering="product_count")
    def product_count(self, catalogue: Any) -> int:
        return int(catalogue.product_count)

    @admin.display(description=gettext_lazy("methods computed"), ordering="finished_count")
    def finished_count(self, catalogue: Any) -> int:
        return int(catalogue.finished_count)

    def get_urls(self) -> list[URLPattern]:
        compute = self.admin_site.admin_view(self.compute)
        steer = self.admin_site.admin_view(self.steer)
        return [
            path("<int:pk>/compute/", compute, name="recommender_catalogue_compute"),
            path("<int:pk>/steer/", steer, name="recommender_catalogue_steer"),
            *super().get_urls(),
        ]

    def panels(self, request: HttpRequest, obj: Catalogue) -> dict[str, Any]:
        methods = method_rows(obj)
        runs = [row.run for row in methods if row.run]
        may_compute = request.user.has_perm("recommender.add_run")
        categories = [] if is_htmx(request) else category_rows(obj)
        return {
            "categories": categories,
            "product_total": sum(category.count for category in categories),
            "imports": obj.imports.all()[:IMPORTS_SHOWN],
            "methods": methods,
            "working": any(row.working for row in methods),
            "worker_is_busy": lookup.worker_is_busy(),
            "choosable": any(row.choosable for row in methods),
            "may_compute": may_compute,
            "steps": [
                step for step in OF_MANY if may_compute and any(possible(run, step) for run in runs)
            ],
            "lists_form": ListsForm(),
            "may_import": request.user.has_perm("recommender.add_import"),
        }

    @method_decorator(require_POST)
    def compute(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Set the chosen methods going; one that cannot run does not keep the others back."""
        if not request.user.has_perm("recommender.add_run"):
            raise PermissionDenied
        catalogue = get_object_or_404(Catalogue, pk=pk)
        keys = request.POST.getlist("methods")
        if not keys:
            messages.warning(request, _("Choose at least one method to compute."))
        for key in keys:
            self._start(request, catalogue, key)
        return HttpResponseRedirect(reverse("admin:recommender_catalogue_change", args=[pk]))

    @method_decorator(require_POST)
    def steer(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Pause, resume or cancel all runs with which that can be done."""
        if not request.user.has_perm("recommender.add_run"):
            raise PermissionDenied
        catalogue = get_object_or_404(Catalogue, pk=pk)
        if (step := request.POST.get("step", "")) not in OF_MANY:
            return HttpResponseBadRequest()
        runs = [run for run in catalogue.runs.order_by("pk") if possible(run, step)]
        if not runs:
            messages.warning(request, _("There was no run with which that could be done."))
        steer(request, runs, step)
        page = reverse("admin:recommender_catalogue_change", args=[pk])
        return HttpResponseRedirect(f"{page}#methods")

    def _start(self, request: HttpRequest, catalogue: Catalogue, key: str) -> None:
        try:
            with transaction.atomic():
                method = registry.method(key, settings.METHODS)
                run = precompute.plan_run(catalogue=catalogue, method=method)
                tasks.queue_run(run)
        except (precompute.PrecomputeError, registry.UnknownMethod) as refusal:
            messages.error(request, str(refusal))
        else:
            label = lookup.label(method)
            messages.success(request, _("%(method)s is on its way.") % {"method": label})

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Counts instead of the tens of thousands of rows that go with a catalogue.

        Rounds are not among them: what they show was copied when they opened.
        """
        pks = [catalogue.pk for catalogue in objs]
        counts = {
            _("catalogues"): len(pks),
            _("products"): Product.objects.filter(catalogue__in=pks).count(),
            _("runs"): Run.objects.filter(catalogue__in=pks).count(),
            _("places in lists"): Neighbour.objects.filter(run__catalogue__in=pks).count(),
        }
        return [str(catalogue) for catalogue in objs], counts, set(), []
