"""Where participants stand on their way, in one word each."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from surveys.models import Participation


class Standing(models.TextChoices):
    """`expired` stayed away for longer than a place is kept; what they answered is there."""

    COMPLETED = "completed", _("completed")
    ACTIVE = "active", _("active")
    EXPIRED = "expired", _("expired")
    SCREENED_OUT = "screened_out", _("screened out")


def condition(standing: Standing, path: str = "") -> Q:
    """Of a participation, or of what leads to it by `path`, as in `participations__`."""
    unfinished = {f"{path}completed_at__isnull": True, f"{path}screened_out_at__isnull": True}
    if standing is Standing.SCREENED_OUT:
        return Q(**{f"{path}screened_out_at__isnull": False})
    if standing is Standing.COMPLETED:
        return Q(**unfinished | {f"{path}completed_at__isnull": False})
    kept = "gt" if standing is Standing.ACTIVE else "lte"
    return Q(**unfinished, **{f"{path}lease_ends_at__{kept}": timezone.now()})


def with_standing(participations: QuerySet[Participation]) -> QuerySet[Any]:
    """Each with its `standing`."""
    cases = [When(condition(standing), then=Value(standing.value)) for standing in Standing]
    return participations.annotate(standing=Case(*cases, output_field=CharField()))


class StandingFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Standing.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        asked = self.value()
        if asked is None or asked not in Standing.values:
            return queryset
        return queryset.filter(condition(Standing(asked)))
