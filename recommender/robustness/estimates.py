"""What some references say about others: a mean or a share, with its interval."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from scipy import stats

LEVEL = 0.95


class Reason(Enum):
    """Why there is no interval."""

    NO_REFERENCES = "no references"
    ONE_REFERENCE = "one reference"
    NO_VARIATION = "no variation"


@dataclass(frozen=True)
class Estimate:
    """A value between 0 and 1 with its 95 % interval; nan where there is none, and why."""

    value: float
    low: float
    high: float
    reason: Reason | None = None


def mean_estimate(values: Sequence[float]) -> Estimate:
    """The mean of one value a reference, with Student's interval.

    Parameters
    ----------
    values : sequence of float, n
        Between 0 and 1, from references that were drawn independently.

    Returns
    -------
    Estimate
        x̄ ± t(0.975; n − 1) · s / √n, cut at 0 and 1, beyond which the mean cannot lie. No
        interval for n < 2, nor where all values are equal: one of width 0 would claim a certainty
        that a few equal values do not give.

    Examples
    --------
    >>> estimate = mean_estimate([0.2, 0.6, 0.4, 0.8])
    >>> estimate.value, round(estimate.low, 4), round(estimate.high, 4)
    (0.5, 0.0891, 0.9109)
    """
    n = len(values)
    if n == 0:
        return Estimate(math.nan, math.nan, math.nan, Reason.NO_REFERENCES)
    mean = math.fsum(values) / n
    if n == 1 or min(values) == max(values):
        reason = Reason.ONE_REFERENCE if n == 1 else Reason.NO_VARIATION
        return Estimate(mean, math.nan, math.nan, reason)
    half = float(
        stats.t.ppf((1 + LEVEL) / 2, n - 1) * np.std(sorted(values), ddof=1) / math.sqrt(n)
    )
    return Estimate(mean, max(mean - half, 0.0), min(mean + half, 1.0))


def share_estimate(successes: int, n: int) -> Estimate:
    """The share of n references, with Wilson's interval, which stays sensible at 0 and at 1.

    References
    ----------
    Wilson (1927), Probable inference, the law of succession, and statistical inference,
    doi:10.1080/01621459.1927.10502953.

    Examples
    --------
    >>> estimate = share_estimate(10, 10)
    >>> estimate.value, round(estimate.low, 4), estimate.high
    (1.0, 0.7225, 1.0)
    """
    if n == 0:
        return Estimate(math.nan, math.nan, math.nan, Reason.NO_REFERENCES)
    interval = stats.binomtest(successes, n).proportion_ci(LEVEL, method="wilson")
    return Estimate(successes / n, float(interval.low), float(interval.high))
