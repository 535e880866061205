"""Which state a round can go to from which, in one table."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from surveys.models import Round, RoundEvent
from surveys.rounds.errors import (
    RoundError,
    RoundNotClosed,
    RoundNotDraft,
    RoundNotOpen,
    RoundNotPaused,
)

State, Event = Round.State, RoundEvent.Kind


@dataclass(frozen=True)
class Transition:
    """From any of the states in `starts` to `ends`; from elsewhere `refusal` is raised."""

    starts: frozenset[Round.State]
    ends: Round.State
    refusal: type[RoundError]
    sentence: str | Promise


NOT_OPEN = _("“%(title)s” is not open.")

TRANSITIONS: Mapping[RoundEvent.Kind, Transition] = {
    Event.OPENED: Transition(
        frozenset({State.DRAFT}), State.OPEN, RoundNotDraft, _("“%(title)s” was opened before.")
    ),
    Event.PAUSED: Transition(frozenset({State.OPEN}), State.PAUSED, RoundNotOpen, NOT_OPEN),
    Event.RESUMED: Transition(
        frozenset({State.PAUSED}), State.OPEN, RoundNotPaused, _("“%(title)s” is not paused.")
    ),
    Event.CLOSED: Transition(
        frozenset({State.OPEN, State.PAUSED}), State.CLOSED, RoundNotOpen, NOT_OPEN
    ),
    Event.ARCHIVED: Transition(
        frozenset({State.CLOSED}),
        State.ARCHIVED,
        RoundNotClosed,
        _("“%(title)s” is not closed: only a closed round can be archived."),
    ),
}


def may(round: Round, event: RoundEvent.Kind) -> bool:
    """Whether the round's state allows it."""
    return round.state in TRANSITIONS[event].starts


def check(round: Round, event: RoundEvent.Kind) -> None:
    """Nothing, or the refusal with a sentence that names the round."""
    if not may(round, event):
        transition = TRANSITIONS[event]
        raise transition.refusal(str(transition.sentence) % {"title": round.title})
