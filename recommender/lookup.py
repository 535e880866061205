"""All that other rooms may ask about products, methods and lists; imports nothing heavy."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext

from recommender.catalogue import addresses, pictures
from recommender.catalogue.addresses import PictureSources
from recommender.external.key import is_external, label_of
from recommender.methods import registry
from recommender.methods.method import Method
from recommender.methods.wording import said
from recommender.models import Catalogue, Chunk, Neighbour, Product, RobustnessPart, Run

MEASURED = timedelta(minutes=2)
IN_A_TERMINAL = "terminal-"  # so begin the names of those who claim and serve no queue
THUMBNAIL = "320.webp"


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


class Place(NamedTuple):
    """Where a product stands in its catalogue; `group` is '' for one without variants."""

    pk: int
    identifier: str
    category: str
    group: str


def method_states(catalogue: Catalogue) -> list[MethodState]:
    """Every method there is, in the order of the registry, then other systems' by their names."""
    runs = list(catalogue.runs.all())
    return _own_states(runs) + _external_states(runs)


def label(method: Method) -> str:
    """What researchers read, in their language."""
    return said(method.label, gettext)


def labels(stored: Mapping[str, str]) -> dict[str, str]:
    """Labels frozen in English, in the reader's language where they are still the same."""
    known = {(m.key, str(m.label)): label(m) for m in registry.methods(settings.METHODS)}
    return {
        key: label_of(key) if is_external(key) else known.get((key, words), words)
        for key, words in stored.items()
    }


def reason_unavailable(method: Method) -> str:
    """Why the method cannot run here and what mends it; '' when it can."""
    return said(method.unavailable(), gettext)


def _own_states(runs: list[Run]) -> list[MethodState]:
    states = []
    for method in registry.methods(settings.METHODS):
        reason = reason_unavailable(method)
        own = [run for run in runs if run.method == method.key]
        current = [] if reason else [r for r in own if r.fingerprint == method.fingerprint()]
        finished = [run for run in own if run.state == Run.State.FINISHED]
        run = next(iter(current + finished), None)
        states.append(MethodState(method.key, label(method), reason, run))
    return states


def _external_states(runs: list[Run]) -> list[MethodState]:
    """What was imported last counts; what did not come to its end, only where nothing did."""
    external = [run for run in runs if is_external(run.method)]
    latest = {run.method: run for run in sorted(external, key=_imported_at)}
    return [MethodState(key, label_of(key), "", latest[key]) for key in sorted(latest)]


def _imported_at(run: Run) -> tuple[float, int]:
    return (run.finished_at.timestamp() if run.finished_at else 0.0, run.pk)


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


def list_rows(run: Run) -> list[tuple[int, int]]:
    """Reference and product of every place of the run's lists, without ranks and pictures."""
    return list(run.neighbours.order_by().values_list("reference_id", "product_id"))


def places(catalogue: Catalogue) -> list[Place]:
    """All products of the catalogue, without their pictures."""
    rows = catalogue.products.order_by("category", "identifier")
    return [Place(*row) for row in rows.values_list("pk", "identifier", "category", "group")]


def products(product_pks: Iterable[int]) -> dict[int, Product]:
    """These products by their keys, with their pictures."""
    return Product.objects.select_related("picture").in_bulk(list(product_pks))


def altered_pictures(sha256s: Iterable[str]) -> list[str]:
    """Those whose stored file is missing, or is not the one that was hashed; all are read."""
    return [named for named in sha256s if _hash_of_stored(named) != named]


def _hash_of_stored(named: str) -> str:
    try:
        with pictures.open_stored(named) as file:
            return sha256(file.read()).hexdigest()
    except FileNotFoundError:
        return ""


def variants(references: Sequence[Product]) -> dict[int, list[Product]]:
    """The other products of each reference's own group, by their ids; with their pictures."""
    names = {reference.group for reference in references if reference.group}
    catalogues = {reference.catalogue_id for reference in references}
    members: dict[tuple[int, str], list[Product]] = {}
    rows = Product.objects.filter(catalogue__in=catalogues, group__in=names)
    for product in sorted(rows.select_related("picture"), key=lambda row: row.identifier):
        members.setdefault((product.catalogue_id, product.group), []).append(product)
    return {
        reference.pk: [
            product
            for product in members.get((reference.catalogue_id, reference.group), ())
            if product.pk != reference.pk
        ]
        for reference in references
    }


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


def worker_is_busy() -> bool:
    """Whether a worker holds something at this moment, so that what waits only waits its turn.

    A command in a terminal claims too, but takes nothing from the queue.
    """
    held = Q(lease_until__gt=timezone.now()) & ~Q(worker__startswith=IN_A_TERMINAL)
    claims = Chunk.objects.claimed().filter(held), RobustnessPart.objects.claimed().filter(held)
    return any(claimed.exists() for claimed in claims)


def progress(run: Run) -> Progress:
    """How far a run is; the rate is that of the last two minutes, however many work on it.

    The time left is that of the stage under way: what a step of a later one takes is not known.
    """
    stages = _stages(run) if run.state == Run.State.COMPUTING else []
    rate = _rate(run, stages)
    left = next((stage["left"] for stage in stages if stage["left"]), 0)
    return Progress(run.done, run.total, rate, round(left / rate) if rate else None)


def _stages(run: Run) -> list[dict[str, Any]]:
    """Of every stage in turn: steps that are left, steps done lately, and when the last was."""
    lately = Q(finished_at__gte=_since(run))
    stages = run.chunks.order_by("stage").values("stage")
    rows: Iterable[Any] = stages.annotate(
        left=Sum("steps", filter=~Q(state=Chunk.State.FINISHED)),
        done=Sum("steps", filter=lately),
        last=Max("finished_at", filter=lately),
    )
    return list(rows)


def _rate(run: Run, stages: list[dict[str, Any]]) -> float | None:
    since, done = _since(run), sum(stage["done"] or 0 for stage in stages)
    last = max((stage["last"] for stage in stages if stage["last"]), default=since)
    if not done or last <= since:
        return None
    return float(done / (timezone.now() - since).total_seconds())


def _since(run: Run) -> datetime:
    now = timezone.now()
    return max(run.started_at or now, now - MEASURED)


def picture_sources(sha256: str, width: int, height: int) -> PictureSources:
    """All addresses of a picture whose master is `width` by `height` pixels."""
    return addresses.picture_sources(sha256, width, height)


def thumbnail_url(sha256: str) -> str:
    """The address of the picture as the researcher's pages show it, in a format that all read."""
    return addresses.url(sha256, THUMBNAIL)


def master_url(sha256: str) -> str:
    """The address of the whole picture."""
    return addresses.url(sha256, pictures.MASTER)
