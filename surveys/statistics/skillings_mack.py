"""Whether methods differ in rank when not every reference has all of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components
from scipy.special import chdtrc
from scipy.stats import rankdata

from surveys.statistics.blocks import reference_means
from surveys.statistics.ratings import Ratings
from surveys.statistics.reason import Reason


@dataclass(frozen=True)
class SkillingsMack:
    """The Skillings–Mack test.

    Attributes
    ----------
    methods : tuple of str
        Those that were compared: with a rating for a reference that has another method's, too.
    blocks : int
        References with at least two of them.
    statistic : float
        Corrected for ties; nan with a reason.
    df : int
    p : float
        From the chi-square distribution.
    reason : Reason or None
    """

    methods: tuple[str, ...]
    blocks: int
    statistic: float
    df: int
    p: float
    reason: Reason | None


def skillings_mack(ratings: Ratings) -> SkillingsMack:
    """Friedman's test for incomplete blocks: all references with two methods or more count.

    In block j with k_j methods, of mean ranks r_ij (`reference_means`; ties share theirs) ::

        A_i = Σ_j √(12/(k_j + 1)) · (r_ij − (k_j + 1)/2)
        λ_ih = Σ_j c_j over blocks that have both i and h,
        Σ = diag(Σ_h λ_ih) − λ,    statistic = A' Σ⁻ A,    df = k − 1

    c_j = 12 Σ_i (r_ij − (k_j + 1)/2)² / (k_j (k_j² − 1)) is 1 without ties, as in the paper. With
    ties it is the share of variance that they leave when ranks are permuted within the block. So
    the statistic equals the tie-corrected chi2 of Friedman when all blocks are complete, and
    Durbin's when they are balanced.

    Returns
    -------
    SkillingsMack

    Notes
    -----
    The paper leaves the variance at c_j = 1, which makes its test conservative with ties; R's
    `Ski.Mack` then offers simulation instead. Without ties both agree.

    What is missing must be so by design or by chance, not because of what the answer would have
    been. Like the Friedman test it generalises to new references as judged by these participants.

    Degenerate cases: no ratings (`NO_RATINGS`); no reference with two methods (`ONE_METHOD` if
    there is but one, else `NOT_CONNECTED`); a single such reference (`ONE_REFERENCE`); methods in
    groups between which no reference links (`NOT_CONNECTED`); equal values in every block
    (`NO_VARIATION`). A block whose values are all equal is counted, but has no weight, since its
    c is 0; that may leave groups without a link, too.

    References
    ----------
    Skillings & Mack (1981). On the use of a Friedman-type statistic in balanced and unbalanced
    block designs. Technometrics 23(2), 171–177. doi:10.1080/00401706.1981.10486261

    Examples
    --------
    Ann's hats leave out one method.

    >>> ratings = Ratings.from_columns(
    ...     ["ann"] * 8, ["mug"] * 3 + ["hat"] * 2 + ["bag"] * 3,
    ...     ["a", "b", "c", "a", "b", "a", "b", "c"], [5, 3, 1, 4, 3, 5, 4, 2],
    ...     lowest=1, highest=5,
    ... )
    >>> found = skillings_mack(ratings)
    >>> found.blocks, round(found.statistic, 3), found.df
    (3, 4.866, 2)
    """
    means = reference_means(ratings)
    if not len(ratings):
        return _without_statistic((), 0, Reason.NO_RATINGS)
    means = means[np.count_nonzero(~np.isnan(means), axis=1) > 1]
    compared = (~np.isnan(means)).any(axis=0)
    methods = tuple(m for m, kept in zip(ratings.methods, compared, strict=True) if kept)
    centred, sizes = _centred_ranks(means[:, compared])
    covariance = _covariance(centred, sizes)
    if reason := _reason(ratings, centred, covariance):
        return _without_statistic(methods, len(centred), reason)
    sums = (np.sqrt(12 / (sizes + 1)) @ np.nan_to_num(centred))[1:]
    # Any one method can be left out: the sums add up to 0, and so do the rows of the covariance.
    statistic = float(sums @ np.linalg.solve(covariance[1:, 1:], sums))
    df = len(methods) - 1
    return SkillingsMack(
        methods, len(centred), statistic, df, float(chdtrc(df, statistic)), reason=None
    )


def _centred_ranks(
    means: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Ranks less their mean, 1 the highest, nan where there is none; and how many a block has."""
    missing = np.isnan(means)
    sizes = np.count_nonzero(~missing, axis=1)
    if not means.size:
        return means, sizes
    # What is missing takes the last ranks and leaves the others theirs.
    ranks = rankdata(np.where(missing, np.inf, -means), axis=1)
    return np.where(missing, np.nan, ranks - (sizes[:, None] + 1) / 2), sizes


def _covariance(centred: NDArray[np.float64], sizes: NDArray[np.intp]) -> NDArray[np.float64]:
    squares = np.square(np.nan_to_num(centred)).sum(axis=1)
    weights = 12 * squares / (sizes * (sizes.astype(np.float64) ** 2 - 1))
    present = (~np.isnan(centred)).astype(np.float64)
    shared = present.T @ (weights[:, None] * present)
    np.fill_diagonal(shared, 0)
    return np.diag(shared.sum(axis=1)) - shared


def _reason(
    ratings: Ratings, centred: NDArray[np.float64], covariance: NDArray[np.float64]
) -> Reason | None:
    if not len(centred):
        alone = len(np.unique(ratings.method_codes)) == 1
        return Reason.ONE_METHOD if alone else Reason.NOT_CONNECTED
    if len(centred) == 1:
        return Reason.ONE_REFERENCE
    if not covariance.any():
        return Reason.NO_VARIATION
    groups, _ = connected_components(covariance != 0, directed=False)
    return Reason.NOT_CONNECTED if groups > 1 else None


def _without_statistic(methods: tuple[str, ...], blocks: int, reason: Reason) -> SkillingsMack:
    return SkillingsMack(methods, blocks, math.nan, max(len(methods) - 1, 0), math.nan, reason)
