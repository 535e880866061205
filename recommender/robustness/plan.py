"""Laying out a report in parts."""

from collections.abc import Sequence
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from recommender import lookup
from recommender.lookup import finished_runs
from recommender.methods import registry
from recommender.methods.fingerprint import digest
from recommender.methods.method import Method
from recommender.models import Catalogue, Product, RobustnessPart, RobustnessReport, Run
from recommender.precompute.plan import LIST_LENGTH, contents_sha256
from recommender.robustness.disturbing import Entry, possible, specification
from recommender.robustness.references import draw_references

DEFAULT_REFERENCES = 60
LARGEST_SEED = 2**63 - 1
REFERENCES_IN_A_PART = 16
SEGMENTED_REFERENCES_IN_A_PART = 4  # seven disturbances each, and about a second for each of them


class RobustnessError(Exception):
    """A report cannot be planned; the text says why."""


@transaction.atomic
def plan_report(
    *,
    catalogue: Catalogue,
    methods: Sequence[str] | None = None,
    references: int = DEFAULT_REFERENCES,
    seed: int = 1,
) -> RobustnessReport:
    """The report on these methods, laid out or set going again; only what is missing is planned.

    Parameters
    ----------
    methods : sequence of str, optional
        Their keys; by default all that read pictures and have a finished run that is up to date.
    references, seed : int
        How many products are disturbed, and what draws them and the disturbances.

    Raises
    ------
    RobustnessError
        If a method has no such run, there is nothing to draw from, or a number is out of range.
    """
    if references < 1 or not 0 <= seed <= LARGEST_SEED:
        raise RobustnessError(
            _("Ask for at least one reference product, and for a seed from 0 to 2^63 − 1.")
        )
    products = list(catalogue.products.select_related("picture"))
    contents = contents_sha256(products)
    runs = _runs(catalogue, methods, contents)
    report = _report(catalogue, products, contents, references, seed)
    for method, run in runs:
        _add(report, method, run)
    _set_going(report)
    return report


def refusals(catalogue: Catalogue) -> dict[str, str]:
    """Why a method cannot be part of a report, by key, for every method that reads pictures."""
    contents = contents_sha256(catalogue.products.select_related("picture"))
    runs = finished_runs(catalogue)
    return {
        method.key: _refusal(method, runs.get(method.key), contents)
        for method in registry.methods(settings.METHODS)
        if method.reads_pictures
    }


def _refusal(method: Method, run: Run | None, contents: str) -> str:
    """Why these lists cannot be compared with those of disturbed pictures; '' when they can."""
    if not method.reads_pictures:
        return _("It reads no pictures, so there is nothing to disturb.")
    if reason := lookup.reason_unavailable(method):
        return reason
    if run is None:
        return _("It is not computed yet. Compute it first.")
    if run.contents != contents or run.fingerprint != method.fingerprint():
        return _("The catalogue or the method changed since it was computed. Compute it again.")
    return ""


def _runs(
    catalogue: Catalogue, keys: Sequence[str] | None, contents: str
) -> list[tuple[Method, Run]]:
    runs = finished_runs(catalogue)
    wished = list(dict.fromkeys(keys or [])) or [
        key for key, reason in refusals(catalogue).items() if not reason
    ]
    if not wished:
        raise RobustnessError(
            _(
                "No method that reads pictures is computed and up to date in “%(catalogue)s”. "
                "Compute one first."
            )
            % {"catalogue": catalogue}
        )
    try:
        methods = [registry.method(key, settings.METHODS) for key in wished]
    except registry.UnknownMethod as error:
        raise RobustnessError(str(error)) from error
    for method in methods:
        if reason := _refusal(method, runs.get(method.key), contents):
            raise RobustnessError(f"{method.key}: {reason}")
    return [(method, runs[method.key]) for method in methods]


def _report(
    catalogue: Catalogue, products: list[Product], contents: str, count: int, seed: int
) -> RobustnessReport:
    disturbances = specification()
    asked = {"contents": contents, "references": count, "seed": seed, "k": LIST_LENGTH}
    fingerprint = digest({**asked, "disturbances": _deciding(disturbances)})
    drawn = draw_references(products, count=count, k=LIST_LENGTH, seed=seed)
    if not drawn:
        raise RobustnessError(
            _("No product of “%(catalogue)s” has %(k)d others of its category.")
            % {"catalogue": catalogue, "k": LIST_LENGTH}
        )
    report, _new = RobustnessReport.objects.get_or_create(
        catalogue=catalogue,
        fingerprint=fingerprint,
        defaults={
            "contents": contents,
            "seed": seed,
            "wanted": count,
            "references": [product.identifier for product in drawn],
            "disturbances": disturbances,
        },
    )
    # Who plans the same report at the same moment waits here, and then finds its parts.
    return RobustnessReport.objects.select_for_update().get(pk=report.pk)


def _deciding(disturbances: list[Entry]) -> list[Entry]:
    """Why one is unavailable changes nothing, only that it is."""
    return [{**entry, "unavailable": bool(entry["unavailable"])} for entry in disturbances]


def _add(report: RobustnessReport, method: Method, run: Run) -> None:
    """The method's parts, unless they are there; those of an earlier run of it go."""
    report.parts.filter(run__method=run.method).exclude(run=run).delete()
    if report.parts.filter(run=run).exists():
        return
    size = SEGMENTED_REFERENCES_IN_A_PART if method.segmenter else REFERENCES_IN_A_PART
    pieces = [
        (category, members[start : start + size])
        for category, members in _by_category(report)
        for start in range(0, len(members), size)
    ]
    RobustnessPart.objects.bulk_create(
        RobustnessPart(
            report=report,
            run=run,
            position=position,
            category=category,
            references=references,
            steps=len(references) * len(possible(report)),
        )
        for position, (category, references) in enumerate(pieces)
    )


def _by_category(report: RobustnessReport) -> list[tuple[str, list[str]]]:
    rows = report.catalogue.products.filter(identifier__in=report.references)
    places = sorted(rows.values_list("category", "identifier"))
    return [
        (category, [identifier for _category, identifier in members])
        for category, members in groupby(places, key=lambda place: place[0])
    ]


def _set_going(report: RobustnessReport) -> None:
    """Unless there is nothing left to do; what failed is tried anew."""
    unfinished = report.parts.unfinished()
    if not unfinished.exists():
        return
    unfinished.filter(state=RobustnessPart.State.FAILED).update(
        state=RobustnessPart.State.WAITING, attempts=0, error=""
    )
    idle = RobustnessReport.objects.filter(pk=report.pk).exclude(state__in=RobustnessReport.GOING)
    idle.update(state=RobustnessReport.State.WAITING, error="", started_at=None, finished_at=None)
    report.refresh_from_db()
