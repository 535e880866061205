"""Writing what a chunk brought, and a run's last word."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F
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
    computed: int = 0


@transaction.atomic
def finish_chunk(claim: Claim, outcome: Outcome, *, seconds: float) -> None:
    """Write everything at once, or nothing if the claim was lost meanwhile."""
    chunk = claim.chunk
    if not claim.row().let_go(state=Chunk.State.FINISHED, finished_at=timezone.now()):
        return
    if chunk.stage == Chunk.Stage.NEIGHBOURS:
        Neighbour.objects.filter(run=chunk.run, reference__in=chunk.products).delete()
    Neighbour.objects.bulk_create(outcome.neighbours, batch_size=1000)
    Problem.objects.bulk_create(
        outcome.problems,
        update_conflicts=True,
        unique_fields=["run", "product"],
        update_fields=["kind", "reason"],
    )
    Run.objects.filter(pk=chunk.run_id).update(
        done=F("done") + chunk.steps,
        computed=F("computed") + outcome.computed,
        seconds=F("seconds") + seconds,
    )


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
            state=Run.State.FINISHED, lists=lists, finished_at=timezone.now()
        )


def catalogue_changed() -> str:
    return _("The catalogue changed in the meantime. Start the method again.")
