"""Importing a catalogue by upload, and the report of every import."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from recommender import lookup, tasks
from recommender.admin.live import ReadOnlyAdmin
from recommender.admin.upload_form import UploadForm
from recommender.catalogue.remarks import ImportRefused
from recommender.models import Import

WORKING = (Import.State.WAITING, Import.State.WORKING)


@admin.register(Import)
class ImportAdmin(ReadOnlyAdmin):
    list_display = (
        "started_at",
        "name",
        "source",
        "state",
        "created",
        "updated",
        "unchanged",
        "refused",
    )
    list_filter = ("state", "name")
    fields = ("name",)
    live_fragment = "report"

    class Media:
        js = ("django_htmx/htmx-2.min.js",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("recommender.add_import")

    @admin.display(description=gettext_lazy("refused"))
    def refused(self, obj: Import) -> int:
        return len(obj.refusals)

    def panels(self, request: HttpRequest, obj: Import) -> dict[str, Any]:
        return {
            "working": obj.state in WORKING,
            "worker_is_busy": lookup.worker_is_busy(),
            "refused_heading": _("Refused: not imported"),
            "notices_heading": _("Notices: imported all the same"),
            "may_import": self.has_add_permission(request),
            "continuable": obj.upload or obj.path,
        }

    def get_urls(self) -> list[URLPattern]:
        resume = self.admin_site.admin_view(self.resume)
        return [
            path("<int:pk>/continue/", resume, name="recommender_import_continue"),
            *super().get_urls(),
        ]

    @method_decorator(require_POST)
    def resume(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let a worker go on with an import that was stopped."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        import_ = get_object_or_404(Import, pk=pk)
        stopped = Import.objects.filter(pk=pk, state=Import.State.FAILED)
        if stopped.update(state=Import.State.WAITING, error=""):
            tasks.queue_import(import_)
        return HttpResponseRedirect(reverse("admin:recommender_import_change", args=[pk]))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(
            request.POST or None,
            request.FILES or None,
            initial={"name": request.GET.get("name", "")},
            may_read_server=request.user.is_superuser,
        )
        if request.method == "POST" and form.is_valid() and (import_ := self._begin(request, form)):
            return HttpResponseRedirect(
                reverse("admin:recommender_import_change", args=[import_.pk])
            )
        context = self.admin_site.each_context(request) | {
            "title": _("Import a catalogue"),
            "opts": self.opts,
            "form": form,
        }
        status = 422 if form.is_bound else 200
        return TemplateResponse(
            request, "admin/recommender/import/upload.html", context, status=status
        )

    def _begin(self, request: HttpRequest, form: UploadForm) -> Import | None:
        """The import that a worker will do; a refusal goes to the field that caused it."""
        try:
            with transaction.atomic():
                import_ = form.begin()
                tasks.queue_import(import_)
                self.log_addition(request, import_, [{"added": {}}])
        except ImportRefused as refusal:
            form.add_error("upload", str(refusal))
            return None
        return import_
