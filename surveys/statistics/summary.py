"""Every method described, and ranked by its mean."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from surveys.statistics.crossed import CrossedEstimate
from surveys.statistics.descriptive import MethodSummary, describe
from surveys.statistics.ratings import Ratings
from surveys.statistics.scale import Scale


@dataclass(frozen=True)
class Results:
    """All methods of a round.

    Attributes
    ----------
    methods : tuple of MethodSummary
        All methods of the round, best mean first; equal means in the round's order, methods
        without ratings last.
    n, participants, references : int
        Ratings, and the participants and references that have at least one of them.
    scale : Scale
    level : float
        Confidence of every interval in here.
    """

    methods: tuple[MethodSummary, ...]
    n: int
    participants: int
    references: int
    scale: Scale
    level: float


def summarise(ratings: Ratings, *, level: float = 0.95) -> Results:
    """Describe every method, and rank them by mean.

    A round without ratings gives nan and reasons, not an error.

    Raises
    ------
    ValueError
        If `level` is not between 0 and 1.

    Examples
    --------
    >>> ratings = Ratings.from_columns(
    ...     [1, 1, 2, 2], ["mug"] * 4, ["ssim", "ssim+segmented"] * 2, [2, 4, 3, 5],
    ...     lowest=1, highest=5,
    ... )
    >>> found = summarise(ratings)
    >>> [method.method for method in found.methods]
    ['ssim+segmented', 'ssim']
    """
    described = [describe(ratings, method, level=level) for method in ratings.methods]
    return Results(
        methods=tuple(sorted(described, key=lambda summary: _rank(summary.mean))),
        n=len(ratings),
        participants=int(np.count_nonzero(np.bincount(ratings.participant_codes))),
        references=int(np.count_nonzero(np.bincount(ratings.reference_codes))),
        scale=ratings.scale,
        level=level,
    )


def _rank(mean: CrossedEstimate) -> float:
    """Smaller is better; no ratings is worst."""
    return math.inf if math.isnan(mean.estimate) else -mean.estimate
