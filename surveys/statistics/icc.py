"""How far ratings, and their means, tell sets apart: intraclass correlations."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import f as f_distribution

from surveys.statistics.ratings import Codes, Ratings, Values
from surveys.statistics.reason import Reason


@dataclass(frozen=True)
class Intraclass:
    """One intraclass correlation; the interval is nan where the design is incomplete."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class IntraclassCorrelations:
    """The six intraclass correlations of Shrout & Fleiss.

    Attributes
    ----------
    icc_1_1, icc_2_1, icc_3_1 : Intraclass
        Of a single participant's rating: participants differ from unit to unit (1); are the same
        and stand for others (2, absolute agreement); are the same and count as they are, so that
        their leniency does not matter (3, consistency).
    icc_1_k, icc_2_k, icc_3_k : Intraclass
        The same of the mean of `k` ratings.
    units, participants, ratings : int
        What was used: (reference, method) pairs with two ratings or more.
    k : float
        Ratings of a unit; their harmonic mean where the numbers differ.
    complete : bool
        Whether every participant rated every unit.
    reason : Reason or None
        Why there is nothing, or no intervals (`INCOMPLETE`).
    """

    icc_1_1: Intraclass
    icc_2_1: Intraclass
    icc_3_1: Intraclass
    icc_1_k: Intraclass
    icc_2_k: Intraclass
    icc_3_k: Intraclass
    units: int
    participants: int
    ratings: int
    k: float
    complete: bool
    reason: Reason | None


class _Variances(NamedTuple):
    """Of units, participants and error; `unit_1` and `within_1` as if raters were different."""

    unit: float
    participant: float
    error: float
    unit_1: float
    within_1: float


def intraclass(ratings: Ratings, *, level: float = 0.95) -> IntraclassCorrelations:
    """Intraclass correlations with units (reference, method) as targets, participants as raters.

    With d the mean of half the squared difference of two ratings, over all pairs that share the
    unit (d_u), the participant (d_p) or neither (d_0) ::

        σ²_unit = d_0 − d_u,    σ²_participant = d_0 − d_p,    σ²_error = d_u + d_p − d_0
        ICC(2,1) = σ²_unit / (σ²_unit + σ²_participant + σ²_error)
        ICC(3,1) = σ²_unit / (σ²_unit + σ²_error)

    and the k-forms have σ²_participant and σ²_error divided by k, the harmonic mean number of
    ratings of a unit. For ICC(1,·), which does not know who rated, pairs of different units are
    pooled: σ²_unit = d_{0 or p} − d_u and σ²_within = d_u.

    These are the symmetric differences of Koch (1968): unbiased whatever the pattern of who rated
    what. When everyone rated every unit they are those of the analysis of variance, and the six
    numbers are exactly those of Shrout & Fleiss. They are not cut at 0; like theirs they may be
    negative when units differ less than chance.

    Parameters
    ----------
    ratings : Ratings
    level : float
        Confidence of the intervals, between 0 and 1: the F intervals of McGraw & Wong, for
        complete designs alone.

    Returns
    -------
    IntraclassCorrelations

    Raises
    ------
    ValueError
        If `level` is not between 0 and 1.

    Notes
    -----
    The F intervals take units as independent. Those of one reference are not quite, so they are
    somewhat too narrow; Krippendorff's alpha has an interval that draws whole references.

    Degenerate cases: no ratings (`NO_RATINGS`); no unit with two ratings (`ONE_PARTICIPANT`); a
    single unit (`ONE_REFERENCE`); all ratings equal (`NO_VARIATION`). Where nobody rated two units,
    or all pairs share something, ICC(2,·) and ICC(3,·) are nan (`INCOMPLETE`). A ratio whose
    denominator is not positive is nan. Without error, units or participants alike, an interval
    without bounds is nan.

    References
    ----------
    Shrout & Fleiss (1979). Intraclass correlations: uses in assessing rater reliability.
    Psychological Bulletin 86(2), 420–428. doi:10.1037/0033-2909.86.2.420

    McGraw & Wong (1996). Forming inferences about some intraclass correlation coefficients.
    Psychological Methods 1(1), 30–46. doi:10.1037/1082-989X.1.1.30 (with the correction, 1(4), 390)

    Koch (1968). Some further remarks concerning “A general approach to the estimation of variance
    components”. Technometrics 10(3), 551–558. doi:10.1080/00401706.1968.10490601

    Examples
    --------
    Two people agree on the order of three products; bob is a point above ann.

    >>> ratings = Ratings.from_columns(
    ...     ["ann", "bob"] * 3, ["mug", "mug", "hat", "hat", "bag", "bag"], ["a"] * 6,
    ...     [1, 2, 2, 3, 4, 5], lowest=1, highest=5,
    ... )
    >>> found = intraclass(ratings)
    >>> round(found.icc_2_1.value, 3), round(found.icc_3_1.value, 3)
    (0.824, 1.0)
    """
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}.")
    units = ratings.reference_codes * len(ratings.methods) + ratings.method_codes
    shared = np.bincount(units)[units] > 1
    u = np.unique(units[shared], return_inverse=True)[1]
    p = np.unique(ratings.participant_codes[shared], return_inverse=True)[1]
    sizes = np.bincount(u)
    counts = len(sizes), len(np.bincount(p)), len(u)
    y = ratings.values[shared]
    if reason := _reason(ratings, y, len(sizes)):
        return _correlations([math.nan] * 6, _nowhere(), counts, math.nan, False, reason)
    k = len(sizes) / math.fsum(1 / sizes)
    complete = counts[0] * counts[1] == counts[2]
    values = _values(_variances(y, u, p), k)
    intervals = _intervals(y, u, p, level) if complete else _nowhere()
    reason = None if complete else Reason.INCOMPLETE
    return _correlations(values, intervals, counts, k, complete, reason)


def _reason(ratings: Ratings, y: Values, units: int) -> Reason | None:
    if not len(ratings):
        return Reason.NO_RATINGS
    if units == 0:
        return Reason.ONE_PARTICIPANT
    if units == 1:
        return Reason.ONE_REFERENCE
    return Reason.NO_VARIATION if (y == y[0]).all() else None


def _variances(y: Values, u: Codes, p: Codes) -> _Variances:
    """By symmetric differences; a unit and participant have one rating in common at most."""
    x = y - y[0]

    def differences(groups: Codes) -> NDArray[np.float64]:
        """Σ (x − x')²/2 over ordered pairs of a group, and the number of these pairs."""
        sizes, sums = np.bincount(groups).astype(np.float64), np.bincount(groups, weights=x)
        squares = np.bincount(groups, weights=x**2)
        return np.array([(sizes * squares - sums**2).sum(), (sizes * (sizes - 1)).sum()])

    same_unit, same_participant = differences(u), differences(p)
    different_unit = differences(np.zeros_like(u)) - same_unit
    d_u, d_p = _mean(same_unit), _mean(same_participant)
    d_0, d_other = _mean(different_unit - same_participant), _mean(different_unit)
    return _Variances(d_0 - d_u, d_0 - d_p, d_u + d_p - d_0, d_other - d_u, d_u)


def _mean(pairs: NDArray[np.float64]) -> float:
    total, count = pairs.tolist()
    return total / count if count > 0 else math.nan


def _values(found: _Variances, k: float) -> list[float]:
    """ICC 1, 2 and 3, of one rating and then of k."""
    unit, participant, error, unit_1, within_1 = found
    return [
        _share(of, rest / size)
        for size in (1, k)
        for of, rest in ((unit_1, within_1), (unit, participant + error), (unit, error))
    ]


def _share(of: float, rest: float) -> float:
    return of / (of + rest) if of + rest > 0 else math.nan


def _nowhere() -> list[tuple[float, float]]:
    return [(math.nan, math.nan)] * 6


def _intervals(y: Values, u: Codes, p: Codes, level: float) -> list[tuple[float, float]]:
    """F intervals of the complete table, in the order of `_values`; nan without error."""
    between, raters, error, within = _mean_squares(y, u, p)
    n, k = len(np.bincount(u)), len(np.bincount(p))
    single = [
        _ratio_interval(between, within, n, k, n * (k - 1), level),
        _agreement_interval(between, raters, error, n, k, level),
        _ratio_interval(between, error, n, k, (n - 1) * (k - 1), level),
    ]
    return [*single, *((_of_mean(low, k), _of_mean(high, k)) for low, high in single)]


def _of_mean(single: float, k: int) -> float:
    """Spearman and Brown: of the mean of k ratings; nan where units do not differ in it at all."""
    below = 1 + (k - 1) * single
    return k * single / below if below else math.nan


def _mean_squares(y: Values, u: Codes, p: Codes) -> tuple[float, float, float, float]:
    """Of units, participants, error, and within units."""
    x = y - y[0]
    n, k = len(np.bincount(u)), len(np.bincount(p))
    of_units, of_raters = np.bincount(u, weights=x), np.bincount(p, weights=x)
    # n k times each sum of squares, exact for whole numbers.
    square = float(x.sum()) ** 2
    total = n * k * float(x @ x) - square
    between = n * float(of_units @ of_units) - square
    raters = k * float(of_raters @ of_raters) - square
    return (
        between / (n * k * (n - 1)),
        raters / (n * k * (k - 1)),
        (total - between - raters) / (n * k * (n - 1) * (k - 1)),
        (total - between) / (n * k * n * (k - 1)),
    )


def _ratio_interval(
    between: float, error: float, n: int, k: int, df: int, level: float
) -> tuple[float, float]:
    if error <= 0:
        return math.nan, math.nan
    f, upper = between / error, (1 + level) / 2
    low = f / f_distribution.ppf(upper, n - 1, df)
    high = f * f_distribution.ppf(upper, df, n - 1)
    return float((low - 1) / (low + k - 1)), float((high - 1) / (high + k - 1))


def _agreement_interval(
    between: float, raters: float, error: float, n: int, k: int, level: float
) -> tuple[float, float]:
    if error <= 0:
        return math.nan, math.nan
    rest = k * raters + (k * n - k - n) * error
    f = raters / error
    icc = (between - error) / (between + (k - 1) * error + k * (raters - error) / n)
    a, b = k * icc, n * (1 + (k - 1) * icc) - k * icc
    df = (k - 1) * (n - 1) * (a * f + b) ** 2 / ((n - 1) * a**2 * f**2 + b**2)
    upper = (1 + level) / 2
    below, above = f_distribution.ppf(upper, n - 1, df), f_distribution.ppf(upper, df, n - 1)
    return (
        float(n * (between - below * error) / (below * rest + n * between)),
        float(n * (above * between - error) / (rest + n * above * between)),
    )


def _correlations(
    values: list[float],
    intervals: list[tuple[float, float]],
    counts: tuple[int, int, int],
    k: float,
    complete: bool,
    reason: Reason | None,
) -> IntraclassCorrelations:
    one_1, two_1, three_1, one_k, two_k, three_k = (
        Intraclass(value, *interval) for value, interval in zip(values, intervals, strict=True)
    )
    units, participants, ratings = counts
    return IntraclassCorrelations(
        icc_1_1=one_1,
        icc_2_1=two_1,
        icc_3_1=three_1,
        icc_1_k=one_k,
        icc_2_k=two_k,
        icc_3_k=three_k,
        units=units,
        participants=participants,
        ratings=ratings,
        k=k,
        complete=complete,
        reason=reason,
    )
