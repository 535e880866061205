"""What a rating scale says about itself: its ends, its points, and 0 to 100 for people."""

from __future__ import annotations

import math
from dataclasses import dataclass

from surveys.statistics.crossed import CrossedEstimate


@dataclass(frozen=True)
class Score:
    """An estimate with its interval on the 0 to 100 scale; `low` and `high` may be nan.

    The interval is not cut at the ends: with few ratings it may reach below 0 or above 100.
    """

    value: float
    low: float
    high: float

    @property
    def half_width(self) -> float:
        """Of the interval; nan where there is none."""
        return (self.high - self.low) / 2


# As a slider has from 0 to 100. What has more is measured, not answered on points.
MOST_POINTS = 101


@dataclass(frozen=True)
class Scale:
    """The lowest and highest possible rating, for example 1 and 7.

    Raises
    ------
    ValueError
        If an end is not finite or `lowest` is not below `highest`.

    Examples
    --------
    >>> Scale(1, 5).points
    (1, 2, 3, 4, 5)
    >>> Scale(0.5, 5).points, Scale(1, 1e9).points
    ((), ())
    """

    lowest: float
    highest: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.lowest) and math.isfinite(self.highest)):
            raise ValueError("A scale needs two finite ends.")
        if not self.lowest < self.highest:
            raise ValueError(
                f"A scale's lowest point ({self.lowest:g}) must be below its highest "
                f"({self.highest:g})."
            )

    @property
    def points(self) -> tuple[int, ...]:
        """The whole numbers from one end to the other.

        Empty when an end is not one, or there are more than `MOST_POINTS`.
        """
        if self.lowest % 1 or self.highest % 1 or self.highest - self.lowest >= MOST_POINTS:
            return ()
        return tuple(range(int(self.lowest), int(self.highest) + 1))

    @property
    def factor(self) -> float:
        """Points of the score, from 0 to 100, in one of the scale."""
        return 100 / (self.highest - self.lowest)

    def score(self, mean: CrossedEstimate) -> Score:
        """Perceived similarity: 100·(mean − lowest)/(highest − lowest), its interval alike."""
        return self._score(mean, self.lowest)

    def score_difference(self, difference: CrossedEstimate) -> Score:
        """A difference of two means in score points: 100·difference/(highest − lowest)."""
        return self._score(difference, 0.0)

    def _score(self, estimate: CrossedEstimate, origin: float) -> Score:
        value, low, high = (
            self.factor * (x - origin) for x in (estimate.estimate, estimate.low, estimate.high)
        )
        return Score(value, low, high)
