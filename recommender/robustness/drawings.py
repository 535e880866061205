"""What is drawn of a finished report, once, by a worker: its charts and its example pictures."""

import io
from collections import Counter
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from recommender.methods.disturbances import Undisturbable
from recommender.methods.fingerprint import digest
from recommender.models import Product, RobustnessReport
from recommender.precompute.cache import read, write
from recommender.precompute.features import PictureUnusable
from recommender.robustness.chart import VERSION, dot_plot
from recommender.robustness.disturbing import disturbed, identity, possible
from recommender.robustness.results import as_json, measurements, results

MEASURES = {
    "overlap": _("Overlap of the five most similar products with the undisturbed ones"),
    "found": _("How often the undisturbed picture is found first"),
}
NARROW, WIDE = 326, 720  # pixels: the chart on a phone and elsewhere
EXAMPLE_SIDE = 320


def draw_figures(report: RobustnessReport) -> str:
    """Store every chart in every language and width, under a name that it returns."""
    named = digest({"version": VERSION, "rows": [as_json(row) for row in results(report)]})
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            rows = results(report)
            for measure, title in MEASURES.items():
                for width in (NARROW, WIDE):
                    svg = dot_plot(rows, measure=measure, title=str(title), width=width)
                    write(_figure_name(named, measure, language, width), svg)
    return named


def figure(report: RobustnessReport, *, measure: str, language: str, width: int) -> bytes | None:
    """A stored chart, or None."""
    return read(_figure_name(report.figures, measure, language, width))


def _figure_name(figures: str, measure: str, language: str, width: int) -> str:
    return f"robustness/{figures}/{measure}-{language}-{width}.svg"


def draw_example(report: RobustnessReport) -> dict[str, Any]:
    """Store one reference under every disturbance: the first for which most of them succeeded."""
    counts = Counter(measurement.reference for measurement in measurements(report))
    identifier = max(report.references, key=lambda reference: counts[reference])
    product = report.catalogue.products.select_related("picture").get(identifier=identifier)
    pictures = []
    for entry in possible(report):
        try:
            made = disturbed(entry, seed=report.seed, product=product)
        except (PictureUnusable, Undisturbable):
            continue
        made.picture.thumbnail((EXAMPLE_SIDE, EXAMPLE_SIDE))
        file = io.BytesIO()
        made.picture.save(file, "WEBP", quality=85)
        name = identity(entry, seed=report.seed, product=product)
        write(_example_name(name), file.getvalue())
        width, height = made.picture.size
        size = {"width": width, "height": height}
        pictures.append({"key": entry["key"], "name": name, "drawn": made.drawn, **size})
    return {
        "reference": identifier,
        "title": str(product),
        **_original(product),
        "pictures": pictures,
    }


def _original(product: Product) -> dict[str, Any]:
    picture = product.picture
    return {"sha256": picture.sha256, "width": picture.width, "height": picture.height}


def example(name: str) -> bytes | None:
    """A stored example picture, or None."""
    return read(_example_name(name))


def _example_name(name: str) -> str:
    return f"robustness/examples/{name}.webp"
