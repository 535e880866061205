"""How intervals narrow as people come; nothing of who leads."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from surveys.statistics import Ratings
from surveys.statistics.combination import CrossedMeans, crossed_means

POINTS = 12


@dataclass(frozen=True)
class Step:
    """The first so many participants.

    Attributes
    ----------
    participants : int
    method, difference : float
        Half of the 95 % interval's width, in points of the score: the widest of all methods, and
        of all pairs of methods, as in the forecast. nan where none can be given.
    """

    participants: int
    method: float
    difference: float


def growth_of(ratings: Ratings, *, level: float = 0.95) -> tuple[Step, ...]:
    """Up to twelve steps, the last with everybody; empty below two participants."""
    codes = np.unique(ratings.participant_codes)
    sizes = sorted({round(size) for size in np.linspace(2, len(codes), POINTS)} - {0, 1})
    return tuple(_step(ratings, codes[:size], level) for size in sizes if size <= len(codes))


def _step(ratings: Ratings, first: np.ndarray, level: float) -> Step:
    return Step(
        participants=len(first),
        method=_widest(ratings, _of_methods(ratings, int(first[-1])), level),
        difference=_widest(ratings, _of_pairs(ratings, int(first[-1])), level),
    )


def _widest(ratings: Ratings, found: list[CrossedMeans], level: float) -> float:
    """Greatest half width in points of the score, of those that have an interval."""
    estimates = [means.combination([1], level=level) for means in found]
    halves = [ratings.scale.factor * one.half_width for one in estimates if one.reason is None]
    return max(halves, default=math.nan)


def _of_methods(ratings: Ratings, last: int) -> list[CrossedMeans]:
    return [
        _means(ratings, ratings.cells.values[:, column], last)
        for column in range(len(ratings.methods))
    ]


def _of_pairs(ratings: Ratings, last: int) -> list[CrossedMeans]:
    values = ratings.cells.values
    return [
        _means(ratings, values[:, one] - values[:, other], last)
        for one, other in combinations(range(len(ratings.methods)), 2)
    ]


def _means(ratings: Ratings, column: np.ndarray, last: int) -> CrossedMeans:
    cells = ratings.cells
    kept = cells.participants <= last
    return crossed_means(column[kept][:, None], cells.participants[kept], cells.references[kept])
