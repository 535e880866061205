"""Change pages of which one part is asked for again and again while something is going on."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse


class LiveAdmin(admin.ModelAdmin):
    """Serves the change page, and under the same address its live fragment to htmx.

    The fragment is under the admin's own rule of access, because it is the same view.
    """

    live_fragment: ClassVar[str] = ""

    def panels(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """What the page shows besides Django's form."""
        return {}

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Model | None = None,
    ) -> HttpResponse:
        if obj is None:
            return super().render_change_form(request, context, add, change, form_url, obj)
        context |= self.panels(request, obj)
        response = super().render_change_form(request, context, add, change, form_url, obj)
        if self.live_fragment and is_htmx(request) and isinstance(response, TemplateResponse):
            opts = self.opts
            page = f"admin/{opts.app_label}/{opts.model_name}/change_form.html"
            response.template_name = f"{page}#{self.live_fragment}"
        return response


def is_htmx(request: HttpRequest) -> bool:
    """Whether the fragment is asked for and not the page; django-htmx's attribute has no type."""
    return bool(getattr(request, "htmx", False))


class ReadOnlyAdmin(LiveAdmin):
    """Rows that only the software writes: to be looked at, never typed."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
