"""Pausing, resuming and cancelling runs, and trying their failed products again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from recommender import precompute, tasks
from recommender.external.key import is_external
from recommender.models import Run
from recommender.precompute.problems import without_feature


@dataclass(frozen=True)
class Step:
    """Something that can be done to a run.

    Attributes
    ----------
    act : callable
        Does it, or raises PrecomputeError.
    states : run states in which it can be done
    done : str
        What the researcher reads afterwards; with `run`.
    """

    act: Callable[[Run], object]
    states: tuple[str, ...]
    done: Promise


STEPS = {
    "pause": Step(precompute.pause_run, Run.GOING, _("Paused: %(run)s.")),
    "resume": Step(precompute.resume_run, (Run.State.PAUSED,), _("Going on: %(run)s.")),
    "cancel": Step(precompute.cancel_run, (*Run.GOING, Run.State.PAUSED), _("Cancelled: %(run)s.")),
    "retry": Step(
        precompute.retry_products,
        (Run.State.FINISHED,),
        _("Trying the failed products again: %(run)s."),
    ),
}
OF_MANY = ("pause", "resume", "cancel")


def possible(run: Run, step: str) -> bool:
    """Whether a button for it makes sense; the step itself has the last word."""
    if is_external(run.method) or run.state not in STEPS[step].states:
        return False
    return step != "retry" or bool(without_feature(run))


def steer(request: HttpRequest, runs: Iterable[Run], step: str) -> None:
    """One run that refuses does not keep the others from it."""
    for run in runs:
        try:
            with transaction.atomic():
                STEPS[step].act(run)
                tasks.queue_run(run)
        except precompute.PrecomputeError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, STEPS[step].done % {"run": run.method})
