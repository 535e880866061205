"""Importing another system's lists into a catalogue by upload."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from recommender.admin.lists_form import ListsForm
from recommender.admin.live import LiveAdmin
from recommender.external.faults import Fault, ListsRefused
from recommender.external.key import label_of
from recommender.models import Catalogue


class ExternalListsAdmin(LiveAdmin):
    """The catalogue's page holds the form; what is wrong with a file has a page of its own."""

    def get_urls(self) -> list[URLPattern]:
        lists = self.admin_site.admin_view(self.lists)
        return [
            path("<int:pk>/lists/", lists, name="recommender_catalogue_lists"),
            *super().get_urls(),
        ]

    def lists(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The form alone; with the faults of the file if that was refused."""
        if not request.user.has_perm("recommender.add_run"):
            raise PermissionDenied
        catalogue = get_object_or_404(Catalogue, pk=pk)
        form, faults = ListsForm(), list[Fault]()
        if request.method == "POST":
            form = ListsForm(request.POST, request.FILES)
            faults = self._import(request, catalogue, form)
            if form.is_valid():
                page = reverse("admin:recommender_catalogue_change", args=[pk])
                return HttpResponseRedirect(f"{page}#methods")
        context = self.admin_site.each_context(request) | {
            "title": _("Import lists of another system"),
            "opts": self.opts,
            "original": catalogue,
            "lists_form": form,
            "faults": faults,
        }
        template = "admin/recommender/catalogue/lists.html"
        return TemplateResponse(request, template, context, status=422 if form.is_bound else 200)

    def _import(self, request: HttpRequest, catalogue: Catalogue, form: ListsForm) -> list[Fault]:
        """What is wrong line by line; the form then holds the sentence about the whole."""
        if not form.is_valid():
            return []
        try:
            imported = form.import_into(catalogue)
        except ListsRefused as refusal:
            form.add_error("file", str(refusal))
            return refusal.faults
        self.log_addition(request, imported.run, [{"added": {}}])
        messages.success(request, f"{label_of(imported.run.method)}: {imported.summary}")
        for notice in imported.notices:
            messages.warning(request, notice)
        return []
