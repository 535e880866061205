"""Trying again what failed of a run, and nothing else."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max, Q, Sum
from django.utils.translation import gettext as _

from recommender.methods.method import Method
from recommender.models import Chunk, Problem, Product, Run
from recommender.models.computation import ChunkQuerySet
from recommender.precompute.finish import catalogue_changed
from recommender.precompute.layout import append_chunks, by_category, pair_chunks
from recommender.precompute.plan import (
    PrecomputeError,
    contents_sha256,
    covers,
    planned_method,
    set_going_again,
)
from recommender.precompute.problems import without_feature


@transaction.atomic
def retry_products(run: Run) -> None:
    """Read the pictures again that could not be read, and find their products' lists.

    Their chunks of features are done anew, where every other picture is found in the cache, and
    then the lists of their categories, taken over from the run itself where nothing changes.
    """
    locked = Run.objects.select_for_update().get(pk=run.pk)
    failed = _failed(locked)
    products = list(locked.catalogue.products.select_related("picture"))
    if contents_sha256(products) != locked.contents or not covers(locked, products):
        raise PrecomputeError(catalogue_changed())
    method = planned_method(locked)
    locked.problems.filter(kind=Problem.Kind.LEFT_OUT, product__in=failed).delete()
    features = locked.chunks.filter(stage=Chunk.Stage.FEATURES)
    concerned = [chunk.pk for chunk in features if not failed.isdisjoint(chunk.products)]
    _do_again(features.filter(pk__in=concerned))
    for category, members in by_category(products):
        if not failed.isdisjoint(member.pk for member in members):
            _rank_again(locked, method, category, members)
    set_going_again(locked)
    _count_anew(locked)
    run.refresh_from_db()


def _failed(run: Run) -> set[int]:
    if run.state not in (Run.State.FINISHED, Run.State.FAILED):
        raise PrecomputeError(
            _("Products can be tried again when the run has ended; %(run)s is %(state)s.")
            % {"run": run, "state": run.get_state_display()}
        )
    failed = without_feature(run)
    if not failed:
        raise PrecomputeError(
            _("%(run)s: no product was left out because of its picture, so none is tried again.")
            % {"run": run}
        )
    return failed


def _rank_again(run: Run, method: Method, category: str, products: Sequence[Product]) -> None:
    run.chunks.filter(stage=Chunk.Stage.PAIRS, category=category).delete()
    pairs = pair_chunks(run, method, category, products)
    last = run.chunks.aggregate(last=Max("position"))["last"]
    append_chunks(run, pairs, position=last + 1)
    _do_again(run.chunks.filter(stage=Chunk.Stage.NEIGHBOURS, category=category))


def _do_again(chunks: ChunkQuerySet) -> None:
    """Whoever still works on one of them loses the claim, and finishes nothing without the new."""
    chunks.update(
        state=Chunk.State.WAITING, claim=None, lease_until=None, attempts=0, finished_at=None
    )


def _count_anew(run: Run) -> None:
    finished = Q(state=Chunk.State.FINISHED)
    steps = run.chunks.aggregate(done=Sum("steps", filter=finished), total=Sum("steps"))
    Run.objects.filter(pk=run.pk).update(done=steps["done"] or 0, total=steps["total"])
