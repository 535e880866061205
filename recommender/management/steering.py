"""Pausing, resuming, cancelling runs and trying products again, from a command."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.management.base import CommandError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from recommender import tasks
from recommender.models import Catalogue, Run
from recommender.precompute import (
    PrecomputeError,
    cancel_run,
    pause_run,
    resume_run,
    retry_products,
)


@dataclass(frozen=True)
class Step:
    """Something that can be done to runs; `goes_on` when there is something to compute then."""

    act: Callable[[Run], None]
    states: tuple[str, ...]
    done: Promise
    none: Promise
    goes_on: bool = False


STEPS = {
    "pause": Step(
        pause_run,
        Run.GOING,
        gettext_lazy("Paused: %(methods)s. Workers let go within seconds; --resume goes on."),
        gettext_lazy("Nothing to pause: no run of “%(catalogue)s” is under way."),
    ),
    "resume": Step(
        resume_run,
        (Run.State.PAUSED,),
        gettext_lazy("Resumed: %(methods)s."),
        gettext_lazy("Nothing to resume: no run of “%(catalogue)s” is paused."),
        goes_on=True,
    ),
    "cancel": Step(
        cancel_run,
        (*Run.GOING, Run.State.PAUSED),
        gettext_lazy(
            "Cancelled: %(methods)s. What was computed is kept; started again, they go on there."
        ),
        gettext_lazy("Nothing to cancel: no run of “%(catalogue)s” is under way or paused."),
    ),
    "retry": Step(
        retry_products,
        (Run.State.FINISHED, Run.State.FAILED),
        gettext_lazy("Products that failed are tried again: %(methods)s."),
        gettext_lazy("Nothing to try again: no run of “%(catalogue)s” has ended."),
        goes_on=True,
    ),
}


@transaction.atomic
def steer(
    catalogue: Catalogue, step: Step, keys: Iterable[str] | None, say: Callable[[str], object]
) -> list[Run]:
    """Take the step with every run that allows it; who refuses says why.

    Raises
    ------
    CommandError
        If there is no run to which the step applies.
    """
    moved = []
    runs = _latest(catalogue, step.states, keys)
    if not runs:
        raise CommandError(step.none % {"catalogue": catalogue})
    for run in runs:
        try:
            step.act(run)
        except PrecomputeError as refusal:
            say(str(refusal))
        else:
            tasks.queue_run(run)
            moved.append(run)
    if moved:
        say(step.done % {"methods": ", ".join(run.method for run in moved)})
    return moved


def _latest(catalogue: Catalogue, states: Iterable[str], keys: Iterable[str] | None) -> list[Run]:
    """The newest run of each method that is in one of the states."""
    runs: QuerySet[Run] = catalogue.runs.filter(state__in=states).order_by("pk")
    chosen = runs.filter(method__in=keys) if keys else runs
    return list({run.method: run for run in chosen}.values())
