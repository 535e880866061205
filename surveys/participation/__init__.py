"""One person's way through a round: joining, answering, coming back."""

from surveys.participation.answering import current_trial, mark_shown, save_rating, submit_trial
from surveys.participation.errors import (
    AlreadyCompleted,
    CannotJudgeNotAllowed,
    ChannelInactive,
    HasWithdrawn,
    LeftTooLong,
    MissingAnswers,
    NoPerson,
    NoSuchSlot,
    NotInvited,
    NotReached,
    ParticipationError,
    RankTwice,
    RoundClosed,
    RoundFull,
    RoundNotOpen,
    RoundPaused,
    ScreenedOut,
    ValueOffScale,
)
from surveys.participation.joining import check_open, check_person, find, join
from surveys.participation.places import hold, keep_place, refusal_of
from surveys.participation.purging import Purged, RoundStillRuns, purge
from surveys.participation.withdrawal import find_withdrawal, withdraw

__all__ = [
    "AlreadyCompleted",
    "CannotJudgeNotAllowed",
    "ChannelInactive",
    "HasWithdrawn",
    "LeftTooLong",
    "MissingAnswers",
    "NoPerson",
    "NoSuchSlot",
    "NotInvited",
    "NotReached",
    "ParticipationError",
    "Purged",
    "RankTwice",
    "RoundClosed",
    "RoundFull",
    "RoundNotOpen",
    "RoundPaused",
    "RoundStillRuns",
    "ScreenedOut",
    "ValueOffScale",
    "check_open",
    "check_person",
    "current_trial",
    "find",
    "find_withdrawal",
    "hold",
    "join",
    "keep_place",
    "mark_shown",
    "purge",
    "refusal_of",
    "save_rating",
    "submit_trial",
    "withdraw",
]
