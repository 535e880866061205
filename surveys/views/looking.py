"""Seeing who leads before the end: by the round's setting, or by asking, and never unlogged.

Whoever can stop a survey on seeing who leads will find somebody who leads.
"""

from datetime import datetime, timedelta
from typing import cast

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys import rounds
from surveys.models import Round, RoundEvent
from surveys.results import Answering, is_running

ONE_LOOK = timedelta(hours=1)


def may_see_who_leads(request: HttpRequest, round: Round, answering: Answering) -> bool:
    """After the end, of simulated answers, where the round allows it, and after asking."""
    if answering.simulated or not is_running(round) or round.shows_leader_while_open:
        return True
    return has_asked(request, round)


def has_asked(request: HttpRequest, round: Round) -> bool:
    """Whether this session asked within the last hour."""
    asked_at = request.session.get(_name(round))
    return asked_at is not None and timezone.now() - datetime.fromisoformat(asked_at) < ONE_LOOK


def ask_to_look(request: HttpRequest, round: Round) -> None:
    """Write into the log who asked and when, and remember it for an hour."""
    if not is_running(round):
        return
    _log(request, round, _("asked to see who leads"))
    request.session[_name(round)] = timezone.now().isoformat()


def note_look(request: HttpRequest, round: Round, answering: Answering, detail: str = "") -> None:
    """Write into the log that somebody could see who leads before the end, once an hour each.

    Who asked is in the log already.
    """
    if answering.simulated or not is_running(round):
        return
    if not detail and not round.shows_leader_while_open:
        return
    looks = round.events.filter(
        kind=RoundEvent.Kind.LEADER, user=cast(User, request.user), detail=detail
    )
    if not looks.filter(happened_at__gte=timezone.now() - ONE_LOOK).exists():
        _log(request, round, detail)


def _log(request: HttpRequest, round: Round, detail: str) -> None:
    looker = cast(User, request.user)  # only staff come this far
    rounds.log_event(round=round, kind=RoundEvent.Kind.LEADER, by=looker, detail=detail)


def _name(round: Round) -> str:
    return f"sees-who-leads-in-{round.pk}"
