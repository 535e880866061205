"""How a method's own similarity values go with people's ratings of the same products."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from surveys.statistics.reason import Reason

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class MeanCorrelation:
    """Kendall's τ-b within each reference, and its mean over references.

    Attributes
    ----------
    estimate, low, high : float
        Mean and t interval over references; from −1 to 1, but the interval is not cut there. It
        generalises to new products, as judged by these people.
    references : int
        In how many τ-b is defined: two products or more, and neither all scores nor all mean
        ratings alike.
    reason : Reason or None
    """

    estimate: float
    low: float
    high: float
    references: int
    reason: Reason | None


def mean_correlation(scores: Floats, ratings: Floats, *, level: float) -> MeanCorrelation:
    """Mean of τ-b over rows, a row being one reference: scores and mean ratings of its products.

    nan in either leaves a product out; a row without τ-b is left out.
    """
    tau = kendall_tau_b(scores, ratings)
    tau = tau[~np.isnan(tau)]
    n = len(tau)
    estimate = float(tau.mean()) if n else math.nan
    if n < 2 or (tau == tau[0]).all():
        reason = [Reason.NO_RATINGS, Reason.ONE_REFERENCE, Reason.NO_VARIATION][min(n, 2)]
        return MeanCorrelation(estimate, math.nan, math.nan, n, reason)
    half = float(stdtrit(n - 1, (1 + level) / 2) * tau.std(ddof=1) / math.sqrt(n))
    return MeanCorrelation(estimate, estimate - half, estimate + half, n, None)


def kendall_tau_b(x: Floats, y: Floats) -> Floats:
    """Kendall's τ-b of each two rows: Σ sign(Δx) sign(Δy) / √(Σ sign²(Δx) · Σ sign²(Δy)).

    Parameters
    ----------
    x, y : (rows, n) float arrays
        nan in either leaves the pair out.

    Returns
    -------
    (rows,) float array
        nan where all x or all y of a row are equal, or fewer than two are left.

    Examples
    --------
    >>> kendall_tau_b(np.array([[1.0, 2, 3]]), np.array([[1.0, 3, 2]])).round(3).tolist()
    [0.333]
    """
    both = ~(np.isnan(x) | np.isnan(y))
    pairs = both[:, :, None] & both[:, None, :]
    signs_x, signs_y = (
        np.where(pairs, np.sign(z[:, :, None] - z[:, None, :]), 0.0) for z in (x, y)
    )
    agreeing = (signs_x * signs_y).sum(axis=(1, 2))
    untied = np.square(signs_x).sum(axis=(1, 2)) * np.square(signs_y).sum(axis=(1, 2))
    found = np.full(len(x), np.nan)
    np.divide(agreeing, np.sqrt(untied), out=found, where=untied > 0)
    return found
