"""A round's life: `draft` → `open` → `closed`."""

from surveys.rounds.errors import (
    MethodsNotReady,
    NothingToShow,
    RoundError,
    RoundNotDraft,
    RoundNotOpen,
)
from surveys.rounds.life import close_round, create_round, open_round

__all__ = [
    "MethodsNotReady",
    "NothingToShow",
    "RoundError",
    "RoundNotDraft",
    "RoundNotOpen",
    "close_round",
    "create_round",
    "open_round",
]
