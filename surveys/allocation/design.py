"""What a round's plan is drawn from, and what one place in it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

# Places in `PlannedTrial.sets` of the sets that no method made.
IDENTICAL, DIFFERENT = -1, -2

MOST_TRIALS = 200_000


class Kind(StrEnum):
    """What a trial is for; only `MAIN` is analysed. The same words as `Trial.Kind`."""

    MAIN = "main"
    PRACTICE = "practice"
    IDENTICAL = "identical"
    INSTRUCTED = "instructed"
    REPEAT = "repeat"


@dataclass(frozen=True)
class Design:
    """All that decides the plan of a round; the same design draws the same seats.

    Attributes
    ----------
    credits : for every reference, for every one of its sets, the methods it is credited to
        Methods are numbered from 0 in the round's order; every method occurs in exactly one set
        of a reference.
    trials : main trials of one participant, 1 to the number of references
    sets_per_trial : sets on a page, or None for all that the reference has
    participants_per_reference : main trials of every reference over the whole round, or None for
        a round without an end
    practice : whether a practice trial comes first
    identical_checks, instructed_checks, repeated_trials : extra trials of one participant
        A reference is shown once for each purpose, so that there are at most as many checks of a
        kind as references, and as many repeats as main trials.
    answers : how many answers an instructed check can ask for
        They are numbered from 0; what they mean is the round's matter.
    seed : the round's seed

    Raises
    ------
    ValueError
        If a number is out of bounds, or the credits do not name every method once per reference.
    """

    credits: tuple[tuple[tuple[int, ...], ...], ...]
    trials: int
    seed: int
    sets_per_trial: int | None = None
    participants_per_reference: int | None = None
    practice: bool = False
    identical_checks: int = 0
    instructed_checks: int = 0
    repeated_trials: int = 0
    answers: int = 2

    def __post_init__(self) -> None:
        self._check_credits()
        if not 1 <= self.trials <= self.references:
            raise ValueError(f"{self.trials} trials of {self.references} references: show 1 to all")
        if self.sets_per_trial is not None and self.sets_per_trial < 2:
            raise ValueError("a trial shows at least 2 sets, or all")
        if self.answers < 1:
            raise ValueError("an instructed check asks for one of at least 1 answer")
        if min(self.identical_checks, self.instructed_checks, self.repeated_trials, self.seed) < 0:
            raise ValueError("counts and the seed are 0 or more")
        if self.participants_per_reference is not None:
            self._check_length(self.participants_per_reference)

    def _check_credits(self) -> None:
        if not self.credits:
            raise ValueError("a round has at least 1 reference")
        every = list(range(self.methods))
        for sets in self.credits:
            if not all(sets) or sorted(method for own in sets for method in own) != every:
                raise ValueError("every method makes exactly one set of every reference")

    def _check_length(self, participants: int) -> None:
        if participants < 1:
            raise ValueError("every reference is shown to at least 1 participant")
        if self.references * participants > MOST_TRIALS:
            raise ValueError(
                f"{self.references} references for {participants} participants each are more than "
                f"{MOST_TRIALS} trials"
            )

    @cached_property
    def references(self) -> int:
        return len(self.credits)

    @cached_property
    def methods(self) -> int:
        return sum(map(len, self.credits[0]))

    @cached_property
    def slots(self) -> int:
        """Most sets on a page."""
        most = max(map(len, self.credits))
        return most if self.sets_per_trial is None else min(most, self.sets_per_trial)


@dataclass(frozen=True)
class PlannedTrial:
    """One trial of a seat.

    Attributes
    ----------
    kind : Kind
    reference : position of the reference in the round
    sets : the sets in their slots, slot 0 first: the place of each among the reference's lists,
        or `IDENTICAL` or `DIFFERENT`
    answer : of an instructed check, the number of the answer that it asks for; else None
    """

    kind: Kind
    reference: int
    sets: tuple[int, ...]
    answer: int | None = None

    def to_json(self) -> dict[str, Any]:
        row = {"kind": str(self.kind), "reference": self.reference, "sets": list(self.sets)}
        return row if self.answer is None else row | {"answer": self.answer}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> PlannedTrial:
        return cls(Kind(row["kind"]), row["reference"], tuple(row["sets"]), row.get("answer"))


SeatPlan = Sequence[PlannedTrial]
