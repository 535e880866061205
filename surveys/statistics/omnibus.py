"""Whether the methods of a round differ at all, before any two of them are compared."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import fdtrc

from surveys.statistics.combination import CrossedMeans, crossed_means
from surveys.statistics.ratings import Ratings
from surveys.statistics.reason import Reason

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Omnibus:
    """A test that all methods have one mean.

    Attributes
    ----------
    f, df1, df2, p : float
        nan where `reason` says why.
    methods : int
        How many were compared: those that have ratings.
    reason : Reason or None
    """

    f: float
    df1: float
    df2: float
    p: float
    methods: int
    reason: Reason | None


def omnibus(ratings: Ratings) -> Omnibus:
    """Approximate Hotelling test that all methods have one mean, for balanced ratings.

    With ȳ the m means, V_P, V_I and V_PI the parts of their two-way cluster-robust covariance
    matrix, C the m − 1 differences of neighbouring methods, all matrices from here on those of Cȳ,
    q = m − 1, and V one of V_P + V_I − V_PI, V_P and V_I ::

        W = (Cȳ)' V⁻¹ (Cȳ),     F = (η − q + 1)/(η·q) · W   ~   F(q, η − q + 1)

    with η = P − 1 for V_P, I − 1 for V_I, and for their sum ::

        η = (q² + q) / Σ_g [tr²(V_g V⁻¹) + tr((V_g V⁻¹)²)]/ν_g     over g = P, I

    where ν_P = P − 1 and ν_I = I − 1, kept within min(ν_P, ν_I) and ν_P + ν_I. The largest of the
    three p counts, as the largest of the three variances does for the interval of a mean. Which
    differences C takes makes no difference. Two methods have one difference, whose paired contrast
    is the test: F is the square of its t, on its degrees of freedom.

    Methods without ratings are left out. Balanced means that whoever rated one of the other
    methods for a reference rated all of them; participants need not have rated every reference.

    Returns
    -------
    Omnibus
        Without F, and with the reason: fewer than two methods (`ONE_METHOD`); one participant or
        one reference; gaps in the cells (`INCOMPLETE`); q > min(ν_P, ν_I) (`TOO_FEW_CLUSTERS`);
        two methods that always differ by the same (`NO_VARIATION`); none of the three matrices can
        be inverted, as where two of several methods always have the same ratings
        (`NOT_POSITIVE_DEFINITE`). In each of these cases the pairwise tests with Holm's adjustment
        stand in its place: they too keep the chance of any false alarm below their level.

    Notes
    -----
    V_P + V_I − V_PI need not be positive definite, and in a direction in which neither people nor
    products vary it is far too small; for one mean max(V_P + V_I − V_PI, V_P, V_I) is the repair,
    and this is the same for several. A matrix that cannot be inverted is left out.

    The first V is a sum of two nearly independent covariance matrices with degrees of freedom of
    their own, as in the Behrens–Fisher problem with several variables: η is the degrees of freedom
    of the Wishart distribution that is as variable as V, after Nel & van der Merwe (1986) in the
    form of Krishnamoorthy & Yu (2004), which does not depend on C. V_PI is small and known best,
    and is left out of the sum. W/q against F(q, ν) is too eager, as it treats V as known up to one
    scalar; η = min(ν_P, ν_I) is too shy, as it takes V to be known no better than the worse of its
    two parts. docs/statistics.md has the sizes of all of these.

    References
    ----------
    Krishnamoorthy & Yu (2004). Modified Nel and Van der Merwe test for the multivariate
    Behrens–Fisher problem. Statistics & Probability Letters 66(2), 161–169.
    doi:10.1016/j.spl.2003.10.012
    Nel & van der Merwe (1986). A solution to the multivariate Behrens–Fisher problem.
    Communications in Statistics – Theory and Methods 15(12), 3719–3735.
    doi:10.1080/03610928608829342
    Hotelling (1931). The generalization of Student's ratio. Annals of Mathematical Statistics
    2(3), 360–378. doi:10.1214/aoms/1177732979
    Cameron, Gelbach & Miller (2011). doi:10.1198/jbes.2010.07136

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> people, products = np.divmod(np.repeat(np.arange(20), 2), 4)
    >>> ratings = Ratings.from_columns(
    ...     people, products, ["a", "b"] * 20, rng.integers(1, 6, 40), lowest=1, highest=5
    ... )
    >>> found = omnibus(ratings)
    >>> found.df1, found.df2
    (1, 3)
    """
    cells = ratings.cells
    rated = ~np.isnan(cells.values).all(axis=0)
    values = cells.values[:, rated]
    methods = values.shape[1]
    if methods < 2:
        return _undefined(methods, Reason.ONE_METHOD if methods else Reason.NO_RATINGS)
    means = crossed_means(values, cells.participants, cells.references)
    if reason := means.size.too_few:
        return _undefined(methods, reason)
    if np.isnan(values).any():
        return _undefined(methods, Reason.INCOMPLETE)
    return _of_pair(means) if methods == 2 else _of_several(means)


def _of_pair(means: CrossedMeans) -> Omnibus:
    pair = means.combination([1, -1])
    if pair.reason:
        return _undefined(2, pair.reason)
    return Omnibus(pair.t**2, 1, pair.df, pair.p, 2, None)


def _of_several(means: CrossedMeans) -> Omnibus:
    methods = len(means.means)
    q = methods - 1
    people, products = means.size.participants - 1, means.size.references - 1
    if q > min(people, products):
        return _undefined(methods, Reason.TOO_FEW_CLUSTERS)
    neighbours = np.diff(np.eye(methods), axis=0)
    by_person, by_product = (
        neighbours @ part.covariance @ neighbours.T
        for part in (means.by_participant, means.by_reference)
    )
    both = neighbours @ means.covariance @ neighbours.T
    tests = [
        _hotelling(neighbours @ means.means, matrix, parts)
        for matrix, parts in (
            (both, [(by_person, people), (by_product, products)]),
            (by_person, [(by_person, people)]),
            (by_product, [(by_product, products)]),
        )
    ]
    found = [test for test in tests if test is not None]
    if not found:
        return _undefined(methods, Reason.NOT_POSITIVE_DEFINITE)
    return max(found, key=lambda test: test.p)


def _hotelling(
    difference: Floats, covariance: Floats, parts: Sequence[tuple[Floats, int]]
) -> Omnibus | None:
    """Of a covariance matrix with parts of so many degrees of freedom each."""
    whitening = whitening_of(covariance)
    if whitening is None:
        return None
    q = len(difference)
    spread = sum(_spread(whitening @ part @ whitening.T) / freedom for part, freedom in parts)
    freedoms = [freedom for _part, freedom in parts]
    eta = float(np.clip((q * q + q) / spread, min(freedoms), sum(freedoms)))
    df2 = eta - q + 1
    f = df2 / (eta * q) * float(np.square(whitening @ difference).sum())
    return Omnibus(f, q, df2, float(fdtrc(q, df2, f)), q + 1, None)


def _spread(matrix: Floats) -> float:
    """How variable tr of a Wishart matrix with this mean is, times its degrees of freedom."""
    return float(np.trace(matrix) ** 2 + np.square(matrix).sum())


def whitening_of(covariance: Floats) -> Floats | None:
    """A matrix A with A V A' = 1; None unless V is positive definite to working precision.

    V is scaled to a correlation matrix first, so that the unit of the ratings decides nothing; it
    counts as singular where its smallest eigenvalue is lost in the rounding of its largest.
    """
    spread = np.diag(covariance)
    if not (spread > 0).all():
        return None
    scale = 1 / np.sqrt(spread)
    roots, axes = np.linalg.eigh(covariance * np.outer(scale, scale))
    if roots[0] <= roots[-1] * len(roots) * np.finfo(np.float64).eps * 8:
        return None
    return np.asarray(axes.T / np.sqrt(roots)[:, None] * scale)


def _undefined(methods: int, reason: Reason) -> Omnibus:
    return Omnibus(math.nan, math.nan, math.nan, math.nan, methods, reason)
