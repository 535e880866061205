"""All that other rooms may ask about products, methods and lists; imports nothing heavy."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils import timezone

from recommender.catalogue import pictures
from recommender.methods import registry
from recommender.models import Catalogue, Neighbour, Product, Run

MEASURED = timedelta(minutes=2)


@dataclass(frozen=True)
class MethodState:
    """A method as a researcher meets it; `reason_unavailable` is '' when it can be started.

    `run` is the latest run with the weights and parameters of today, or else the latest finished.
    """

    key: str
    label: str
    reason_unavailable: str
    run: Run | None


@dataclass(frozen=True)
class Progress:
    """`rate` in steps a second, None while nobody works."""

    done: int
    total: int
    rate: float | None
    seconds_left: int | None


def method_states(catalogue: Catalogue) -> list[MethodState]:
    """Every method there is, in the order of the registry."""
    runs = list(catalogue.runs.all())
    states = []
    for method in registry.methods(settings.METHODS):
        reason = method.unavailable()
        own = [run for run in runs if run.method == method.key]
        current = [] if reason else [r for r in own if r.fingerprint == method.fingerprint()]
        finished = [run for run in own if run.state == Run.State.FINISHED]
        run = next(iter(current + finished), None)
        states.append(MethodState(method.key, method.label, reason, run))
    return states


def finished_runs(catalogue: Catalogue) -> dict[str, Run]:
    """The latest finished run of every method that has one, by the method's key."""
    finished = catalogue.runs.filter(state=Run.State.FINISHED)
    return {run.method: run for run in finished.order_by("finished_at", "pk")}


def eligible_references(runs: Iterable[Run]) -> QuerySet[Product]:
    """Products for which every one of these runs has a full list; none if there are no runs."""
    products = Product.objects.select_related("picture").order_by("category", "identifier")
    conditions = [Q(pk__in=_full_lists(run)) for run in runs]
    return products.filter(*conditions) if conditions else products.none()


def _full_lists(run: Run) -> QuerySet[Neighbour, Any]:
    """References whose list is whole: deleting a product tears holes into the lists it was in."""
    counted = run.neighbours.order_by().values("reference").annotate(length=Count("pk"))
    return counted.filter(length=run.k).values("reference")


def lists(run: Run, product_pks: Iterable[int]) -> dict[int, list[Neighbour]]:
    """The neighbours of each of these references, best first, with their pictures."""
    found: dict[int, list[Neighbour]] = {}
    rows = run.neighbours.filter(reference__in=list(product_pks))
    for row in rows.select_related("product__picture").order_by("reference_id", "rank"):
        found.setdefault(row.reference_id, []).append(row)
    return found


def side_by_side(product: Product) -> list[tuple[Run, list[Neighbour]]]:
    """The product's list in the latest finished run of every method; empty where it has none."""
    runs = finished_runs(product.catalogue)
    rows = product.neighbours.filter(run__in=runs.values()).select_related("product__picture")
    by_run: dict[int, list[Neighbour]] = {}
    for row in rows.order_by("run_id", "rank"):
        by_run.setdefault(row.run_id, []).append(row)
    known = [method.key for method in registry.methods(settings.METHODS)]
    order = [key for key in known if key in runs] + sorted(runs.keys() - set(known))
    return [(runs[key], by_run.get(runs[key].pk, [])) for key in order]


def progress(run: Run) -> Progress:
    """How far a run is; the rate is that of the last two minutes, however many work on it."""
    rate = _rate(run) if run.state == Run.State.COMPUTING else None
    seconds_left = round((run.total - run.done) / rate) if rate else None
    return Progress(run.done, run.total, rate, seconds_left)


def _rate(run: Run) -> float | None:
    now = timezone.now()
    since = max(run.started_at or now, now - MEASURED)
    finished = run.chunks.filter(finished_at__gte=since)
    measured = finished.aggregate(steps=Sum("steps"), last=Max("finished_at"))
    if not measured["steps"] or measured["last"] <= since:
        return None
    return float(measured["steps"] / (now - since).total_seconds())


def picture_url(sha256: str, width: int) -> str:
    return pictures.url(sha256, width)


def picture_srcset(sha256: str, picture_width: int) -> str:
    return pictures.srcset(sha256, picture_width)
