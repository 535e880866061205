"""One person's way through a round: joining, answering, coming back."""

from surveys.participation.answering import current_trial, mark_shown, save_rating, submit_trial
from surveys.participation.errors import (
    AlreadyCompleted,
    MissingAnswers,
    NoSuchSlot,
    NotReached,
    ParticipationError,
    RoundClosed,
    RoundNotOpen,
    ValueOffScale,
)
from surveys.participation.joining import find, join, refusal_of

__all__ = [
    "AlreadyCompleted",
    "MissingAnswers",
    "NoSuchSlot",
    "NotReached",
    "ParticipationError",
    "RoundClosed",
    "RoundNotOpen",
    "ValueOffScale",
    "current_trial",
    "find",
    "join",
    "mark_shown",
    "refusal_of",
    "save_rating",
    "submit_trial",
]
