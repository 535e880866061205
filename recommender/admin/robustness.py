"""Starting robustness reports, and the page of each: progress, charts, table, examples."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from recommender import lookup, tasks
from recommender.admin.live import ReadOnlyAdmin
from recommender.admin.robustness_form import RobustnessForm
from recommender.models import Catalogue, RobustnessReport
from recommender.robustness import RobustnessError, plan_report, progress
from recommender.robustness.disturbing import LABELS
from recommender.robustness.drawings import MEASURES, NARROW, WIDE, example, figure
from recommender.robustness.exports import measurements_csv
from recommender.robustness.results import finished_methods, left_out, results

REPORTS_SHOWN = 20
LEFT_OUT_SHOWN = 50


@admin.register(RobustnessReport)
class RobustnessReportAdmin(ReadOnlyAdmin):
    list_display = ("catalogue", "state", "wanted", "seed", "created_at", "finished_at")
    list_filter = ("state", "catalogue")
    list_select_related = ("catalogue",)
    fields = ("seed",)
    live_fragment = "report"

    class Media:
        js = ("django_htmx/htmx-2.min.js",)

    def get_urls(self) -> list[URLPattern]:
        def page(pattern: str, view: Any, name: str) -> URLPattern:
            wrapped = self.admin_site.admin_view(view)
            return path(pattern, wrapped, name=f"recommender_robustnessreport_{name}")

        return [
            page("for/<int:catalogue_pk>/", self.start, "start"),
            page("<int:pk>/continue/", self.resume, "continue"),
            page("<int:pk>/<slug:measure>-<int:width>.svg", self.figure, "figure"),
            page("<int:pk>/<slug:disturbance>.webp", self.example, "example"),
            page("<int:pk>/measurements.csv", self.csv, "csv"),
            *super().get_urls(),
        ]

    def may_start(self, request: HttpRequest) -> bool:
        return request.user.has_perm("recommender.add_robustnessreport")

    def panels(self, request: HttpRequest, obj: RobustnessReport) -> dict[str, Any]:
        missing = left_out(obj)
        return {
            "report": obj,
            "working": obj.is_going,
            "worker_is_busy": lookup.worker_is_busy(),
            "progress": progress(obj),
            "rows": results(obj),
            "methods": finished_methods(obj),
            "figures": _figures(obj),
            "examples": _examples(obj),
            "unavailable": _unavailable(obj),
            "left_out": [
                (LABELS.get(row.disturbance, row.disturbance), row)
                for row in missing[:LEFT_OUT_SHOWN]
            ],
            "left_out_count": len(missing),
            "may_start": self.may_start(request),
            "narrow": NARROW,
            "wide": WIDE,
        }

    def start(self, request: HttpRequest, catalogue_pk: int) -> HttpResponse:
        """The form for a new report, and the reports there are."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        catalogue = get_object_or_404(Catalogue, pk=catalogue_pk)
        if request.method == "POST" and not self.may_start(request):
            raise PermissionDenied
        form = RobustnessForm(request.POST or None, catalogue=catalogue)
        if request.method == "POST" and form.is_valid() and (report := self._begin(form)):
            return HttpResponseRedirect(_address(report))
        context = self.admin_site.each_context(request) | {
            "title": _("Robustness"),
            "opts": self.opts,
            "catalogue": catalogue,
            "form": form,
            "reports": catalogue.robustness_reports.all()[:REPORTS_SHOWN],
            "may_start": self.may_start(request),
        }
        status = 422 if form.is_bound else 200
        page = "admin/recommender/robustnessreport/start.html"
        return TemplateResponse(request, page, context, status=status)

    def _begin(self, form: RobustnessForm) -> RobustnessReport | None:
        try:
            with transaction.atomic():
                report = form.plan()
                tasks.queue_robustness(report)
        except RobustnessError as refusal:
            form.add_error(None, str(refusal))
            return None
        return report

    @method_decorator(require_POST)
    def resume(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Go on with a report that failed, with the methods it had."""
        if not self.may_start(request):
            raise PermissionDenied
        report = get_object_or_404(RobustnessReport, pk=pk)
        methods = report.parts.order_by().values_list("run__method", flat=True).distinct()
        try:
            with transaction.atomic():
                report = plan_report(
                    catalogue=report.catalogue,
                    methods=list(methods),
                    references=report.wanted,
                    seed=report.seed,
                )
                tasks.queue_robustness(report)
        except RobustnessError as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(_address(report))

    def figure(self, request: HttpRequest, pk: int, measure: str, width: int) -> HttpResponse:
        report = self._seen(request, pk)
        language = get_language() or "en"
        if measure not in MEASURES or width not in (NARROW, WIDE):
            raise Http404
        svg = figure(report, measure=measure, language=language, width=width)
        return _file(svg, "image/svg+xml")

    def example(self, request: HttpRequest, pk: int, disturbance: str) -> HttpResponse:
        report = self._seen(request, pk)
        names = {picture["key"]: picture["name"] for picture in report.example.get("pictures", [])}
        if disturbance not in names:
            raise Http404
        return _file(example(names[disturbance]), "image/webp")

    def csv(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        report = self._seen(request, pk)
        response = StreamingHttpResponse(
            measurements_csv(report), content_type="text/csv; charset=utf-8"
        )
        name = f"robustness-{report.pk}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def _seen(self, request: HttpRequest, pk: int) -> RobustnessReport:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(RobustnessReport.objects.select_related("catalogue"), pk=pk)


def _address(report: RobustnessReport) -> str:
    return reverse("admin:recommender_robustnessreport_change", args=[report.pk])


def _file(content: bytes | None, content_type: str) -> HttpResponse:
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type=content_type)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _figures(report: RobustnessReport) -> list[dict[str, Any]]:
    """The charts that are stored; none before the report is finished for the first time."""
    measures = MEASURES.items() if report.figures else []
    return [{"measure": measure, "title": title} for measure, title in measures]


def _examples(report: RobustnessReport) -> list[dict[str, Any]]:
    return [
        {
            **picture,
            "label": LABELS.get(picture["key"], picture["key"]),
            "drawn": ", ".join(f"{name}: {value}" for name, value in picture["drawn"].items()),
        }
        for picture in report.example.get("pictures", [])
    ]


def _unavailable(report: RobustnessReport) -> list[tuple[Any, str]]:
    return [
        (LABELS.get(entry["key"], entry["key"]), entry["unavailable"])
        for entry in report.disturbances
        if entry["unavailable"]
    ]
