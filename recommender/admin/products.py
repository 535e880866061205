"""Products as a shop shows them, and each with the neighbours of all methods."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from recommender import lookup
from recommender.admin.live import ReadOnlyAdmin
from recommender.admin.thumbnails import thumbnail
from recommender.external.importing import BY_RANK
from recommender.external.key import is_external
from recommender.models import Neighbour, Problem, Product, Run


@admin.register(Product)
class ProductAdmin(ReadOnlyAdmin):
    """An import is what writes products, so that the same source gives the same catalogue."""

    list_display = ("photograph", "identifier", "title", "category", "group", "catalogue")
    list_display_links = ("photograph", "identifier")
    list_filter = ("catalogue", "category")
    list_select_related = ("catalogue", "picture")
    list_per_page = 50
    search_fields = ("identifier", "title", "group")
    fields = ("identifier",)

    class Media:
        js = ("js/admin-keys.js",)

    def has_delete_permission(self, request: HttpRequest, obj: Product | None = None) -> bool:
        """Deleting one would tear holes into the lists of others; a catalogue goes as a whole."""
        return False

    @admin.display(description=_("picture"))
    def photograph(self, product: Product) -> SafeString:
        return thumbnail(product)

    def panels(self, request: HttpRequest, obj: Product) -> dict[str, Any]:
        before, after = beside(obj)
        return {"rows": list_rows(obj), "before": before, "after": after}


@dataclass(frozen=True)
class ListRow:
    """What one method found; `problem` is why it has no list, or one made otherwise."""

    label: str
    run: Run
    neighbours: list[Neighbour]
    problem: Problem | None

    @property
    def external(self) -> bool:
        """Another system found them."""
        return is_external(self.run.method)

    @property
    def scored(self) -> bool:
        """Whether there is more to say of a place than its rank."""
        return self.run.parameters.get("scores") != BY_RANK


def list_rows(product: Product) -> list[ListRow]:
    """A row for the latest finished run of every method."""
    labels = {state.key: state.label for state in lookup.method_states(product.catalogue)}
    problems = {problem.run_id: problem for problem in Problem.objects.filter(product=product)}
    return [
        ListRow(labels.get(run.method, run.method), run, neighbours, problems.get(run.pk))
        for run, neighbours in lookup.side_by_side(product)
    ]


def beside(product: Product) -> tuple[Product | None, Product | None]:
    """The products before and after this one in the order of categories and ids."""
    category, identifier = product.category, product.identifier
    products = product.catalogue.products.order_by("category", "identifier")
    earlier = Q(category__lt=category) | Q(category=category, identifier__lt=identifier)
    later = Q(category__gt=category) | Q(category=category, identifier__gt=identifier)
    return products.filter(earlier).last(), products.filter(later).first()
