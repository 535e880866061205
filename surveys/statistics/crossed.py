"""A mean for people and products that were not in the survey: both are random, and crossed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr, stdtrit

from surveys.statistics.reason import Reason


@dataclass(frozen=True)
class CrossedEstimate:
    """A mean with its crossed interval, in the unit of the values.

    Attributes
    ----------
    estimate : float
        The mean of all values; nan when there are none.
    se : float
        Standard error; nan when it cannot be estimated, 0.0 with `Reason.NO_VARIATION`.
    df : int
        Degrees of freedom of t, min(participants, references) − 1; 0 when there is no interval
        because one of the two is missing or single.
    low, high : float
        The interval's ends; both nan exactly when `reason` is set.
    t, p : float
        Test of mean = 0, two-sided: meant for differences, not for ratings. nan with a reason.
    participants, references : int
        How many of each have at least one value.
    n : int
        Number of values.
    reason : Reason or None
        Why there is no interval.
    """

    estimate: float
    se: float
    df: int
    low: float
    high: float
    t: float
    p: float
    participants: int
    references: int
    n: int
    reason: Reason | None

    @property
    def half_width(self) -> float:
        """Of the interval; nan where there is none."""
        return (self.high - self.low) / 2


def crossed_mean(
    values: ArrayLike,
    participants: ArrayLike,
    references: ArrayLike,
    *,
    level: float = 0.95,
) -> CrossedEstimate:
    """Two-way cluster-robust mean, its t interval and its test against 0.

    With residuals u = y − ȳ, and for a grouping with G non-empty groups ::

        V(grouping) = G/(G − 1) · Σ_g (Σ_{i in g} u_i)² / n²

        V = max(V_P + V_I − V_PI, V_P, V_I),   se = √V,   df = min(P, I) − 1

    where P groups by participant, I by reference (the item), and PI by their cells. A cell may
    hold one value or several. The maximum repairs a sum that comes out too small, even negative.

    Parameters
    ----------
    values : (n,) array_like of float
        Ratings or differences, finite.
    participants, references : (n,) array_like of int
        Codes from 0 upwards; gaps are allowed, but memory grows with the largest code.
    level : float
        Confidence of the interval, between 0 and 1.

    Returns
    -------
    CrossedEstimate

    Raises
    ------
    ValueError
        If the lengths differ, a value is not finite, a code is negative, or `level` is not
        between 0 and 1.

    Notes
    -----
    Assumes that participants were drawn independently of one another, and references likewise.
    Every value weighs the same, so someone who rated twice as much counts twice as much.

    Degenerate cases, without epsilons. No values: everything is nan (`NO_RATINGS`). One
    participant or one reference: the variance between them is unknown, se and interval are nan
    (`ONE_PARTICIPANT` is named first). V = 0, which happens when all values are equal, or when
    neither participants nor references differ in their sums: se is 0.0, but the interval is nan
    (`NO_VARIATION`), because width 0 would claim certainty that a handful of equal answers does
    not give. The sums are exact for whole-number ratings, so that V = 0 is met exactly.

    References
    ----------
    Cameron, Gelbach & Miller (2011). Robust inference with multiway clustering. Journal of
    Business & Economic Statistics 29(2), 238–249. doi:10.1198/jbes.2010.07136

    Examples
    --------
    Three people rate two products. The residuals of the people sum to −2, 0, 2, of the products to
    −2, 2; V = 1/3 + 4/9 − 4/15 = 23/45.

    >>> found = crossed_mean([1, 3, 3, 3, 3, 5], [0, 0, 1, 1, 2, 2], [0, 1, 0, 1, 0, 1])
    >>> found.estimate, found.df, round(45 * found.se**2, 9)
    (3.0, 1, 23.0)
    """
    y, p, i = _columns(values, participants, references)
    size = Size(y.size, _count(p), _count(i))
    mean = float(y.mean()) if y.size else math.nan
    variance = math.nan if size.too_few else _variance(y, p, i)
    return t_estimate(mean, variance, size, level=level)


class Size(NamedTuple):
    """Of how many values a mean is, and of how many participants and references these are."""

    n: int
    participants: int
    references: int

    @property
    def too_few(self) -> Reason | None:
        """Why a variance cannot be estimated from so few."""
        if self.n == 0:
            return Reason.NO_RATINGS
        if self.participants == 1:
            return Reason.ONE_PARTICIPANT
        if self.references == 1:
            return Reason.ONE_REFERENCE
        return None


def t_estimate(mean: float, variance: float, size: Size, *, level: float) -> CrossedEstimate:
    """The interval mean ± t·√variance with min(P, I) − 1 degrees of freedom, or why there is none.

    Parameters
    ----------
    mean, variance : float
        The variance is not looked at where `size` has too few of anything.
    size : Size
    level : float

    Raises
    ------
    ValueError
        If `level` is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}.")
    n, people, items = size
    if reason := size.too_few:
        return _without_interval(mean, math.nan, size, reason)
    if variance == 0:
        return _without_interval(mean, 0.0, size, Reason.NO_VARIATION)
    se = math.sqrt(variance)
    df = min(people, items) - 1
    t = mean / se
    half = float(stdtrit(df, (1 + level) / 2)) * se
    return CrossedEstimate(
        estimate=mean,
        se=se,
        df=df,
        low=mean - half,
        high=mean + half,
        t=t,
        p=2 * float(stdtr(df, -abs(t))),
        participants=people,
        references=items,
        n=n,
        reason=None,
    )


def without_estimate(
    participants: NDArray[np.intp], references: NDArray[np.intp], reason: Reason
) -> CrossedEstimate:
    """What is said where ratings of these participants and references give no estimate at all."""
    size = Size(len(participants), _count(participants), _count(references))
    return _without_interval(math.nan, math.nan, size, reason)


def _columns(
    values: ArrayLike, participants: ArrayLike, references: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.intp], NDArray[np.intp]]:
    y = np.asarray(values, dtype=np.float64)
    # An empty list is an array of floats; as codes it is merely empty.
    p, i = (
        array if array.size else array.astype(np.intp)
        for array in (np.asarray(participants), np.asarray(references))
    )
    if y.ndim != 1 or not y.shape == p.shape == i.shape:
        raise ValueError(
            f"values, participants and references must be columns of one length, "
            f"not of shapes {y.shape}, {p.shape} and {i.shape}."
        )
    if not np.isfinite(y).all():
        raise ValueError("Every value must be a finite number.")
    if not all(np.issubdtype(codes.dtype, np.integer) for codes in (p, i)):
        raise ValueError("Participants and references must be given as whole-number codes.")
    if p.size and min(p.min(), i.min()) < 0:
        raise ValueError("Codes of participants and references must not be negative.")
    return y, p.astype(np.intp, copy=False), i.astype(np.intp, copy=False)


def _count(codes: NDArray[np.intp]) -> int:
    return int(np.count_nonzero(np.bincount(codes)))


def _without_interval(mean: float, se: float, size: Size, reason: Reason) -> CrossedEstimate:
    n, people, items = size
    return CrossedEstimate(
        estimate=mean,
        se=se,
        df=max(min(people, items) - 1, 0),
        low=math.nan,
        high=math.nan,
        t=math.nan,
        p=math.nan,
        participants=people,
        references=items,
        n=n,
        reason=reason,
    )


def _variance(
    y: NDArray[np.float64], participants: NDArray[np.intp], references: NDArray[np.intp]
) -> float:
    """V = max(V_P + V_I − V_PI, V_P, V_I); at least two participants and references."""
    # A shift changes no residual, and turns equal values into exact zeros.
    shifted = y - y[0]
    width = references.max() + 1
    _, cells = np.unique(participants * width + references, return_inverse=True)
    by_participant = _cluster_variance(shifted, participants)
    by_reference = _cluster_variance(shifted, references)
    by_cell = _cluster_variance(shifted, cells)
    return max(by_participant + by_reference - by_cell, by_participant, by_reference)


def _cluster_variance(values: NDArray[np.float64], groups: NDArray[np.intp]) -> float:
    """G/(G − 1) · Σ_g (Σ u)² / n², from n·Σ u, which is exact for whole numbers."""
    n = values.size
    sizes = np.bincount(groups)
    sums = np.bincount(groups, weights=values)
    scaled = n * sums - sizes * values.sum()
    count = np.count_nonzero(sizes)
    return float(count / (count - 1) * (scaled @ scaled) / float(n) ** 4)
