"""A round's life: `draft` → `open` ⇄ `paused` → `closed` → `archived`."""

from surveys.rounds.choosing import Candidate, candidates
from surveys.rounds.comparing import Difference, differences
from surveys.rounds.copying import copy_round
from surveys.rounds.errors import (
    MethodsNotReady,
    NothingToShow,
    NotReady,
    PlaceholdersLeft,
    RoundError,
    RoundNotClosed,
    RoundNotDraft,
    RoundNotOpen,
    RoundNotPaused,
)
from surveys.rounds.life import (
    archive_round,
    begin_draft,
    close_round,
    create_round,
    open_round,
    pause_round,
    resume_round,
)
from surveys.rounds.log import log_event
from surveys.rounds.manifest import changes_since, software_version
from surveys.rounds.placeholders import placeholders_of_consent
from surveys.rounds.planning_results import plan_results
from surveys.rounds.transitions import TRANSITIONS, Transition, may

__all__ = [
    "TRANSITIONS",
    "Candidate",
    "Difference",
    "MethodsNotReady",
    "NotReady",
    "NothingToShow",
    "PlaceholdersLeft",
    "RoundError",
    "RoundNotClosed",
    "RoundNotDraft",
    "RoundNotOpen",
    "RoundNotPaused",
    "Transition",
    "archive_round",
    "begin_draft",
    "candidates",
    "changes_since",
    "close_round",
    "copy_round",
    "create_round",
    "differences",
    "log_event",
    "may",
    "open_round",
    "pause_round",
    "placeholders_of_consent",
    "plan_results",
    "resume_round",
    "software_version",
]
