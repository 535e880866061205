"""Bootstrap replicates: how often each unit is drawn, and what interval the replicates give."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def draw_weights(rng: np.random.Generator, replicates: int, codes: NDArray[np.intp]) -> Floats:
    """How often each unit is drawn when as many are drawn as there are, with replacement.

    Parameters
    ----------
    rng : numpy.random.Generator
    replicates : int
    codes : (n,) int array
        Units of the ratings; codes that do not occur are not drawn.

    Returns
    -------
    (replicates, largest code + 1) float array
        Rows add up to the number of units. Weighing a unit by it is drawing it so often.

    Examples
    --------
    >>> draw_weights(np.random.default_rng(1), 3, np.array([0, 2, 2, 3])).sum(axis=1).tolist()
    [3.0, 3.0, 3.0]
    """
    present = np.flatnonzero(np.bincount(codes))
    weights = np.zeros((replicates, int(codes.max(initial=-1)) + 1))
    if present.size:
        shares = np.full(present.size, 1 / present.size)
        weights[:, present] = rng.multinomial(present.size, shares, size=replicates)
    return weights


def percentile_interval(values: ArrayLike, *, level: float) -> tuple[float, float]:
    """Efron's percentile interval, undefined replicates counted against it at both ends.

    A replicate may be undefined (nan): all its answers were equal, say. It is taken as −∞ for the
    lower end and ∞ for the upper, which can only widen the interval.

    Returns
    -------
    tuple of two floats
        Both nan when an end would be infinite, because too many replicates are undefined, and
        when there are none.

    References
    ----------
    Efron & Tibshirani (1993). An Introduction to the Bootstrap. Chapman & Hall, chapter 13.

    Examples
    --------
    >>> percentile_interval(range(101), level=0.5)
    (25.0, 75.0)
    >>> percentile_interval([1.0, 2.0, math.nan], level=0.9)
    (nan, nan)
    """
    replicates = np.asarray(values, dtype=np.float64)
    if not replicates.size:
        return math.nan, math.nan
    undefined = np.isnan(replicates)
    with np.errstate(invalid="ignore"):  # Between −∞ and a number lies nothing.
        low = np.quantile(np.where(undefined, -np.inf, replicates), (1 - level) / 2)
        high = np.quantile(np.where(undefined, np.inf, replicates), (1 + level) / 2)
    if not (math.isfinite(low) and math.isfinite(high)):
        return math.nan, math.nan
    return float(low), float(high)
