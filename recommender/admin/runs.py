"""The page of a run: how far it is, what it was made with, and what went wrong."""

import json
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest

from recommender import lookup
from recommender.admin.live import ReadOnlyAdmin
from recommender.models import Run

PROBLEMS_ON_A_PAGE = 50


@admin.register(Run)
class RunAdmin(ReadOnlyAdmin):
    list_display = ("method", "catalogue", "state", "created_at", "finished_at")
    list_filter = ("state", "catalogue", "method")
    list_select_related = ("catalogue",)
    fields = ("method",)
    live_fragment = "progress"

    class Media:
        js = ("django_htmx/htmx-2.min.js",)

    def panels(self, request: HttpRequest, obj: Run) -> dict[str, Any]:
        problems = obj.problems.select_related("product__picture")
        return {
            "progress": lookup.progress(obj),
            "working": obj.is_going,
            "parameters": json.dumps(obj.parameters, indent=2, ensure_ascii=False),
            "problems": Paginator(problems, PROBLEMS_ON_A_PAGE).get_page(request.GET.get("page")),
            "may_compute": request.user.has_perm("recommender.add_run"),
        }
