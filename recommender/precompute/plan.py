"""Laying out a run in chunks."""

import hashlib
import json
from collections.abc import Iterable
from itertools import groupby

from django.db import transaction
from django.utils.translation import gettext as _

from recommender.methods.method import Method
from recommender.models import Catalogue, Chunk, Product, Run

LIST_LENGTH = 5
PICTURES_IN_A_CHUNK = 64
SEGMENTED_PICTURES_IN_A_CHUNK = 8  # cutting out takes about a second a picture


class PrecomputeError(Exception):
    """A run cannot be planned; the text says why."""


class MethodUnavailable(PrecomputeError):
    pass


class EmptyCatalogue(PrecomputeError):
    pass


@transaction.atomic
def plan_run(*, catalogue: Catalogue, method: Method, k: int = LIST_LENGTH) -> Run:
    """The run of a method over the catalogue as it is now, laid out or set going again.

    An unchanged catalogue gives the existing run back: a finished one has nothing left to
    compute, a failed one goes on where it stood.
    """
    if reason := method.unavailable():
        raise MethodUnavailable(
            _("The method %(key)s is unavailable: %(reason)s")
            % {"key": method.key, "reason": reason}
        )
    products = sorted(
        catalogue.products.select_related("picture"), key=lambda product: product.identifier
    )
    if not products:
        raise EmptyCatalogue(_("The catalogue “%s” has no products.") % catalogue)
    run, created = Run.objects.get_or_create(
        catalogue=catalogue,
        fingerprint=method.fingerprint(),
        contents=contents_sha256(products),
        k=k,
        defaults={"method": method.key, "parameters": method.parameters()},
    )
    if created or not _covers(run, products):
        _lay_out(run, method, products)
    elif run.state == Run.State.FAILED:
        _set_going_again(run, method, products)
    return run


def contents_sha256(products: Iterable[Product]) -> str:
    """What lists depend on besides the method; the same wherever the same catalogue is imported."""
    rows = sorted(
        (product.identifier, product.category, product.group, product.picture.sha256)
        for product in products
    )
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def _covers(run: Run, products: list[Product]) -> bool:
    """False when a product was deleted and imported again: its lists went with the old row."""
    chunks = run.chunks.filter(stage=Chunk.Stage.NEIGHBOURS).values_list("products", flat=True)
    return {pk for pks in chunks for pk in pks} == {product.pk for product in products}


def _set_going_again(run: Run, method: Method, products: list[Product]) -> None:
    unfinished = run.chunks.exclude(state=Chunk.State.FINISHED)
    if not unfinished.exists():
        _lay_out(run, method, products)
        return
    unfinished.exclude(state=Chunk.State.CLAIMED).update(
        state=Chunk.State.WAITING, attempts=0, error=""
    )
    run.state, run.error, run.started_at = Run.State.PLANNED, "", None
    run.save(update_fields=["state", "error", "started_at"])


def _lay_out(run: Run, method: Method, products: list[Product]) -> None:
    """Start from nothing; features that are in the cache already are found there."""
    for rows in run.chunks, run.neighbours, run.problems:
        rows.all().delete()
    chunks = _feature_chunks(method, products) + _neighbour_chunks(products)
    for position, chunk in enumerate(chunks):
        chunk.run, chunk.position = run, position
    Chunk.objects.bulk_create(chunks)
    run.state, run.error = Run.State.PLANNED, ""
    run.started_at = run.finished_at = None
    run.done = run.computed = run.lists = 0
    run.seconds = 0.0
    run.total = sum(chunk.steps for chunk in chunks)
    run.save()


def _feature_chunks(method: Method, products: list[Product]) -> list[Chunk]:
    """Chunks of distinct pictures; products that share one are in the same chunk."""
    if not method.reads_pictures:
        return []
    sharing: dict[int, list[int]] = {}
    for product in products:
        sharing.setdefault(product.picture_id, []).append(product.pk)
    pictures = list(sharing.values())
    size = SEGMENTED_PICTURES_IN_A_CHUNK if method.segmenter else PICTURES_IN_A_CHUNK
    return [
        Chunk(
            stage=Chunk.Stage.FEATURES,
            products=[pk for pks in pictures[start : start + size] for pk in pks],
            steps=len(pictures[start : start + size]),
        )
        for start in range(0, len(pictures), size)
    ]


def _neighbour_chunks(products: list[Product]) -> list[Chunk]:
    """A chunk a category, its products in the order of their ids, by which ties are broken."""
    by_category = sorted(products, key=lambda product: (product.category, product.identifier))
    chunks = []
    for category, members in groupby(by_category, key=lambda product: product.category):
        pks = [product.pk for product in members]
        chunks.append(
            Chunk(stage=Chunk.Stage.NEIGHBOURS, category=category, products=pks, steps=len(pks))
        )
    return chunks
