"""Fixing what the results of a round shall be, before anybody answers."""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from surveys.analysis_plans import AnalysisPlan
from surveys.models import Round, RoundEvent
from surveys.rounds.errors import RoundNotDraft
from surveys.rounds.log import log_event


@transaction.atomic
def plan_results(*, round: Round, plan: AnalysisPlan, by: User | None = None) -> Round:
    """Store the plan of a draft; opening seals it, and afterwards nothing can be planned.

    Raises
    ------
    RoundNotDraft
        If the round was opened before.
    ValueError
        If a contrast names a method that the round does not compare.
    """
    locked = Round.objects.select_for_update().get(pk=round.pk)
    if locked.is_frozen:
        raise RoundNotDraft(_("“%(title)s” was opened before.") % {"title": locked.title})
    named = {key for pair in plan.contrasts for key in pair}
    if unknown := sorted(named - set(locked.method_keys)):
        raise ValueError(f"The round does not compare {', '.join(unknown)}.")
    planned = {} if plan == AnalysisPlan() else plan.to_json()
    Round.objects.filter(pk=locked.pk).update(analysis_plan=planned)
    log_event(round=locked, kind=RoundEvent.Kind.PLANNED, by=by)
    round.refresh_from_db()
    return round
