"""What is said of one method: how many rated it, how, and what that means for new people."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from surveys.statistics.combination import crossed_means
from surveys.statistics.crossed import CrossedEstimate
from surveys.statistics.ratings import Ratings, Values
from surveys.statistics.scale import Scale, Score


@dataclass(frozen=True)
class PointCount:
    """How many ratings fell on one point of the scale, and which share of all they are."""

    point: int
    count: int
    share: float


QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True)
class MethodSummary:
    """One method's ratings in numbers.

    Attributes
    ----------
    method : str
    n, participants, references : int
        Ratings, and the participants and references that have at least one of them.
    mean : CrossedEstimate
        Mean rating on the round's scale, with its crossed interval.
    sd : float
        Standard deviation of the single ratings (n − 1); nan below two ratings.
    median : float
        nan without ratings.
    top_box : float
        Share of the ratings at the top of the scale; nan without ratings.
    distribution : tuple of PointCount
        One entry per point of the scale, also where the count is 0; shares are nan without
        ratings. Empty when the scale has no points, or a rating of this method is not a whole
        number.
    score : Score
        Perceived similarity from 0 to 100, the mean and its interval transformed alike.
    """

    method: str
    n: int
    participants: int
    references: int
    mean: CrossedEstimate
    sd: float
    median: float
    top_box: float
    distribution: tuple[PointCount, ...]
    score: Score


def describe(ratings: Ratings, method: str, *, level: float = 0.95) -> MethodSummary:
    """Counts, mean with interval, spread and distribution of one method's ratings.

    Raises
    ------
    ValueError
        If `ratings` has no such method, or `level` is not between 0 and 1.

    Examples
    --------
    >>> ratings = Ratings.from_columns(
    ...     [1, 1, 2, 2], ["a", "b", "a", "b"], ["ssim"] * 4, [2, 3, 3, 4], lowest=1, highest=5
    ... )
    >>> found = describe(ratings, "ssim")
    >>> found.mean.estimate, found.median, found.score.value, found.top_box
    (3.0, 3.0, 50.0, 0.0)
    >>> [point.count for point in found.distribution]
    [0, 1, 2, 1, 0]
    """
    cells = ratings.cells
    column = cells.values[:, ratings.column(method)]
    values = column[~np.isnan(column)]
    found = crossed_means(column[:, None], cells.participants, cells.references)
    mean = found.combination([1], level=level)
    return MethodSummary(
        method=method,
        n=mean.n,
        participants=mean.participants,
        references=mean.references,
        mean=mean,
        sd=float(np.std(values, ddof=1)) if mean.n > 1 else math.nan,
        median=float(np.median(values)) if mean.n else math.nan,
        top_box=float(np.mean(values == ratings.scale.highest)) if mean.n else math.nan,
        distribution=_distribution(values, ratings.scale),
        score=ratings.scale.score(mean),
    )


def quantiles(ratings: Ratings, method: str) -> tuple[float, ...]:
    """Below which value a tenth, a quarter, half, … of a method's ratings lie, as in `QUANTILES`.

    For values that fall on no points, where a distribution would have a column for each. Between
    two ratings it is interpolated linearly; all are nan without ratings.

    Examples
    --------
    >>> ratings = Ratings.from_columns(
    ...     range(5), ["mug"] * 5, ["clip"] * 5, [0, 20, 40, 60, 100], lowest=0, highest=100
    ... )
    >>> quantiles(ratings, "clip")
    (8.0, 20.0, 40.0, 60.0, 84.0)
    """
    return quantiles_of(ratings.rows(method).values.tolist())


def quantiles_of(values: Sequence[float]) -> tuple[float, ...]:
    """The same of any values."""
    if not values:
        return (math.nan,) * len(QUANTILES)
    return tuple(np.quantile(values, QUANTILES).tolist())


def _distribution(values: Values, scale: Scale) -> tuple[PointCount, ...]:
    points = scale.points
    if not points or (values != np.rint(values)).any():
        return ()
    counts = np.bincount((values - points[0]).astype(np.intp), minlength=len(points)).tolist()
    n = len(values)
    return tuple(
        PointCount(point, count, count / n if n else math.nan)
        for point, count in zip(points, counts, strict=True)
    )
