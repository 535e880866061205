"""Pausing, resuming and cancelling a run: one conditional update each, safe to repeat.

Workers notice within seconds through their claims and give back what they hold of a halted run;
what they had computed stays in the cache, and no attempt is counted.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from recommender.models import Run
from recommender.precompute.plan import PrecomputeError, set_going_again


@transaction.atomic
def pause_run(run: Run) -> None:
    """Let nothing more be done for the run until it is resumed."""
    _move(run, Run.GOING, Run.State.PAUSED, _("Only a run that is under way can be paused."))


@transaction.atomic
def cancel_run(run: Run) -> None:
    """Give the run up; started again, it goes on where it stood."""
    stoppable = (*Run.GOING, Run.State.PAUSED)
    refusal = _("Only a run that is under way or paused can be cancelled.")
    _move(run, stoppable, Run.State.CANCELLED, refusal)


@transaction.atomic
def resume_run(run: Run) -> None:
    """Set a paused run going again where it stood."""
    locked = Run.objects.select_for_update().get(pk=run.pk)
    if locked.state == Run.State.PAUSED:
        set_going_again(locked)
    elif not locked.is_going:
        raise PrecomputeError(_("Only a paused run can be resumed. %s") % _now(locked))
    run.refresh_from_db()


def _move(run: Run, sources: Iterable[str], target: str, refusal: str) -> None:
    moved = Run.objects.filter(pk=run.pk, state__in=sources).update(state=target)
    run.refresh_from_db()
    if not moved and run.state != target:
        raise PrecomputeError(f"{refusal} {_now(run)}")


def _now(run: Run) -> str:
    return _("%(run)s is %(state)s.") % {"run": run, "state": run.get_state_display()}
