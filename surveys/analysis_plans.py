"""What is fixed about the results before anybody answers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from hashlib import sha256
from typing import Any


@dataclass(frozen=True)
class AnalysisPlan:
    """A plan; what is None or empty was left open.

    Attributes
    ----------
    contrasts : tuple of pairs of method keys
        The primary contrasts, the first minus the second.
    without_flagged : bool
        Whether the primary results leave out whom screening flags.
    half_width : float or None
        Wished precision: half of the 95 % interval of the primary contrasts, in score points.
    participants : int or None
        How many shall complete before the round is closed.

    Raises
    ------
    ValueError
        If a contrast compares a method with itself or stands there twice, or a number is not
        above 0.
    """

    contrasts: tuple[tuple[str, str], ...] = ()
    without_flagged: bool = False
    half_width: float | None = None
    participants: int | None = None

    def __post_init__(self) -> None:
        pairs = [frozenset(pair) for pair in self.contrasts]
        if any(len(pair) < 2 for pair in pairs):
            raise ValueError("A contrast compares two different methods.")
        if len(set(pairs)) < len(pairs):
            raise ValueError("A contrast stands in the plan twice.")
        if any(
            number is not None and number <= 0 for number in (self.half_width, self.participants)
        ):
            raise ValueError("A precision and a number of participants are above 0.")

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"contrasts": [list(pair) for pair in self.contrasts]}

    @classmethod
    def from_json(cls, plan: Mapping[str, Any]) -> "AnalysisPlan":
        """The plan that `to_json` wrote.

        Raises
        ------
        ValueError
            As the class, and if a name is unknown.
        """
        if unknown := sorted(set(plan) - {field.name for field in fields(cls)}):
            raise ValueError(f"A plan of the analysis has no {', '.join(unknown)}.")
        pairs: Sequence[Sequence[str]] = plan.get("contrasts", ())
        return cls(**dict(plan) | {"contrasts": tuple((a, b) for a, b in pairs)})


def seal(plan: Mapping[str, Any], manifest_sha256: str) -> str:
    """One hash of a plan and of the round that it is for."""
    sealed = {"manifest": manifest_sha256, "plan": plan}
    text = json.dumps(sealed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()
