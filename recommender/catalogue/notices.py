"""What a researcher should know about a catalogue as an import has left it."""

from collections.abc import Iterator
from itertools import groupby

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recommender.catalogue.remarks import Remark, notice
from recommender.models import Catalogue

LEAST_PRODUCTS = 6  # five neighbours and the reference itself
NAMED = 10


def catalogue_notices(catalogue: Catalogue) -> list[Remark]:
    return [*_small_categories(catalogue), *_equal_pictures(catalogue)]


def _small_categories(catalogue: Catalogue) -> Iterator[Remark]:
    sizes = catalogue.products.values_list("category").annotate(size=Count("pk"))
    for category, size in sizes.filter(size__lt=LEAST_PRODUCTS).order_by("category"):
        yield notice(
            _("category %(category)s") % {"category": category},
            ngettext(
                "It has %(size)d product, which gets no lists: it needs at least %(least)d.",
                "It has %(size)d products, which get no lists: it needs at least %(least)d.",
                size,
            )
            % {"size": size, "least": LEAST_PRODUCTS},
        )


def _equal_pictures(catalogue: Catalogue) -> Iterator[Remark]:
    shared = catalogue.products.values("picture").annotate(size=Count("pk")).filter(size__gt=1)
    products = (
        catalogue.products.filter(picture__in=shared.values("picture"))
        .order_by("picture", "identifier")
        .values_list("picture", "identifier")
    )
    for _picture, pairs in groupby(products, key=lambda pair: pair[0]):
        identifiers = [identifier for _picture, identifier in pairs]
        named = ", ".join(identifiers[:NAMED]) + (" …" if len(identifiers) > NAMED else "")
        yield notice(
            named,
            _("These %(size)d products have equal pictures. Variants of one another share a group.")
            % {"size": len(identifiers)},
        )
