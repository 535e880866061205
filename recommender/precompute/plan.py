"""Which run a wish for lists comes to: a new one, or one that exists."""

import hashlib
import json
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from recommender import lookup
from recommender.methods import registry
from recommender.methods.method import Method
from recommender.models import Catalogue, Chunk, Product, Run
from recommender.precompute.layout import lay_out

LIST_LENGTH = 5


class PrecomputeError(Exception):
    """What was asked for cannot be done; the text says why."""


class MethodUnavailable(PrecomputeError):
    pass


class EmptyCatalogue(PrecomputeError):
    pass


@transaction.atomic
def plan_run(*, catalogue: Catalogue, method: Method, k: int = LIST_LENGTH) -> Run:
    """The run of a method over the catalogue as it is now, laid out or set going again.

    An unchanged catalogue gives the existing run back: a finished one has nothing left to
    compute; one that failed, was paused or cancelled goes on where it stood.
    """
    if reason := lookup.reason_unavailable(method):
        raise MethodUnavailable(
            _("The method %(key)s is unavailable: %(reason)s")
            % {"key": method.key, "reason": reason}
        )
    if k < 1:
        raise PrecomputeError(_("A list needs at least one product."))
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
    in_vain = run.state == Run.State.FAILED and not _unfinished(run).exists()
    if created or in_vain or not covers(run, products):
        lay_out(run, method, products)
    elif run.state in Run.HALTED:
        set_going_again(run)
    return run


def contents_sha256(products: Iterable[Product]) -> str:
    """What lists depend on besides the method; the same wherever the same catalogue is imported."""
    rows = sorted(
        (product.identifier, product.category, product.group, product.picture.sha256)
        for product in products
    )
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def covers(run: Run, products: Iterable[Product]) -> bool:
    """False when a product was deleted and imported again: its lists went with the old row."""
    chunks = run.chunks.filter(stage=Chunk.Stage.NEIGHBOURS).values_list("products", flat=True)
    return {pk for pks in chunks for pk in pks} == {product.pk for product in products}


def set_going_again(run: Run) -> None:
    """What is finished stays; what failed gets all its attempts again.

    With a run that failed, its other chunks do too; one that was only paused goes on as it was.
    """
    again = _unfinished(run).exclude(state=Chunk.State.CLAIMED)
    if run.state == Run.State.PAUSED:
        again = again.filter(state=Chunk.State.FAILED)
    again.update(state=Chunk.State.WAITING, attempts=0, error="")
    run.state, run.error = Run.State.PLANNED, ""
    run.started_at = run.finished_at = None
    run.save(update_fields=["state", "error", "started_at", "finished_at"])


def planned_method(run: Run) -> Method:
    """The run's method, if it is here what it was where the run was planned.

    Raises
    ------
    PrecomputeError
        If it cannot run here, or is another by now.
    """
    try:
        method = registry.method(run.method, settings.METHODS)
    except registry.UnknownMethod as error:
        raise PrecomputeError(str(error)) from error
    if reason := lookup.reason_unavailable(method):
        raise MethodUnavailable(reason)
    if method.fingerprint() != run.fingerprint:
        raise PrecomputeError(
            _(
                "The method's version, parameters or weights differ here from where the run was "
                "planned. Start the method again, with the same settings for every process."
            )
        )
    return method


def _unfinished(run: Run) -> QuerySet[Chunk]:
    return run.chunks.exclude(state=Chunk.State.FINISHED)
