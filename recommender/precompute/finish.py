"""Writing what a chunk brought, and a run's last word."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from recommender.models import Chunk, Neighbour, Problem, Run
from recommender.models.computation import ChunkQuerySet
from recommender.precompute.claim import Claim
from recommender.precompute.plan import contents_sha256


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the work on one chunk brought, not yet written."""

    problems: list[Problem] = field(default_factory=list)
    neighbours: list[Neighbour] = field(default_factory=list)
    members: Mapping[str, str] = field(default_factory=dict)
    found: bytes | None = None
    computed: int = 0


@transaction.atomic
def finish_chunk(claim: Claim, outcome: Outcome, *, seconds: float) -> None:
    """Write everything at once, or nothing if the claim was lost meanwhile."""
    chunk = claim.chunk
    if not claim.row().let_go(
        state=Chunk.State.FINISHED,
        finished_at=timezone.now(),
        found=outcome.found,
        members=outcome.members,
    ):
        return
    if chunk.stage == Chunk.Stage.NEIGHBOURS:
        _clear(chunk, outcome)
    Neighbour.objects.bulk_create(outcome.neighbours, batch_size=1000)
    Problem.objects.bulk_create(
        outcome.problems,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["run", "product"],
        update_fields=["kind", "reason"],
    )
    Run.objects.filter(pk=chunk.run_id).update(
        done=F("done") + chunk.steps,
        computed=F("computed") + outcome.computed,
        seconds=F("seconds") + seconds,
    )


def _clear(chunk: Chunk, outcome: Outcome) -> None:
    """What the lists of the category replace or do without from now on.

    Of those who were compared, only an earlier attempt can have said that they were left out.
    """
    run, category = chunk.run, chunk.category
    run.neighbours.filter(reference__in=chunk.products).delete()
    run.chunks.filter(stage=Chunk.Stage.PAIRS, category=category).update(found=None)
    left_out = run.problems.filter(kind=Problem.Kind.LEFT_OUT, product__category=category)
    compared = {int(pk) for pk in outcome.members}
    again = [pk for pk, product in left_out.values_list("pk", "product") if product in compared]
    run.problems.filter(pk__in=again).delete()


@transaction.atomic
def fail_chunk(held: ChunkQuerySet, *, run_pk: int, error: str) -> None:
    """Fail a chunk that is still held, and its run with it."""
    if held.let_go(state=Chunk.State.FAILED, error=error):
        fail_run(run_pk, error)


def fail_run(run_pk: int, error: str) -> None:
    Run.objects.going().filter(pk=run_pk).update(
        state=Run.State.FAILED, error=error, finished_at=timezone.now()
    )


@transaction.atomic
def conclude_run(run: Run) -> None:
    """Finish a run whose chunks are all finished, unless what it computed is of no use."""
    lists = run.neighbours.values("reference").distinct().count()
    if contents_sha256(run.catalogue.products.select_related("picture")) != run.contents:
        fail_run(run.pk, catalogue_changed())
    elif not lists:
        problem = run.problems.filter(kind=Problem.Kind.LEFT_OUT).first()
        reason = problem.reason if problem else ""
        fail_run(run.pk, _("No product got a list. %(reason)s") % {"reason": reason})
    else:
        Run.objects.going().filter(pk=run.pk).update(
            state=Run.State.FINISHED,
            lists=lists,
            changed=lists - _unchanged(run),
            finished_at=timezone.now(),
        )


def _unchanged(run: Run) -> int:
    """Lists that hold the same products in the same order in the previous run."""
    if run.previous is None:
        return 0
    same_place = Neighbour.objects.filter(
        run=run.previous,
        reference=OuterRef("reference"),
        rank=OuterRef("rank"),
        product=OuterRef("product"),
    )
    equal = run.neighbours.filter(Exists(same_place)).order_by()
    counted = equal.values("reference").annotate(places=Count("pk"))
    return counted.filter(places=run.k).count()


def catalogue_changed() -> str:
    return _("The catalogue changed in the meantime. Start the method again.")
