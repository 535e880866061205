"""Agreement of similarities with judgements, and intervals that hold for products not judged."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, stdtrit
from scipy.stats import kendalltau, spearmanr

LEVEL = 0.95
REPLICATES = 2000
# With so few products or references the replicates are too few different ones for an interval.
FEWEST = 6
# Largest share of replicates that may hold no judgement at all.
EMPTY = 0.05
# Weights of so many judgements are held at a time; they fit into a processor's cache.
HELD = 1_000_000

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]


class Reason(enum.StrEnum):
    """Why there is no interval; the caller turns the member into a sentence."""

    NOTHING = "nothing to count"
    TOO_FEW = "too few products"
    NO_VARIATION = "no variation"
    TOO_SPARSE = "too sparse"


@dataclass(frozen=True)
class Estimate:
    """A mean with its 95 % interval.

    Attributes
    ----------
    mean : float
        nan when there is nothing to count.
    low, high : float
        The interval's ends; both nan exactly when `reason` is set.
    n : int
        Number of values.
    products : int
        Number of different products (or references) that were resampled.
    reason : Reason or None
        Why there is no interval.
    """

    mean: float
    low: float
    high: float
    n: int
    products: int
    reason: Reason | None


class RankCorrelations(NamedTuple):
    rho: float
    tau: float


def triplet_agreement(closer: ArrayLike, farther: ArrayLike) -> Floats:
    """1 where the head is more similar to the closer product, 0 where less, ½ where equally.

    Parameters
    ----------
    closer, farther : (n,) array_like
        Similarity of each triplet's head to the one and to the other product.

    Returns
    -------
    (n,) float array
        A method that says the same of all pairs thus gets ½, as one that guesses.

    Examples
    --------
    >>> triplet_agreement([0.9, 0.2, 0.5], [0.1, 0.3, 0.5]).tolist()
    [1.0, 0.0, 0.5]
    """
    return (1 + np.sign(np.subtract(closer, farther, dtype=np.float64))) / 2


def triplet_share(values: ArrayLike, members: ArrayLike, *, seed: int) -> Estimate:
    """The share of triplets that agree, with an interval that resamples products.

    In each of B = 2000 replicates N products are drawn from the N products with replacement. With
    w_p the number of times product p was drawn, and members h, c, f of triplet t ::

        share* = Σ_t w_h w_c w_f · a_t / Σ_t w_h w_c w_f

    The interval goes from the 2.5 % to the 97.5 % quantile of the replicates.

    Parameters
    ----------
    values : (n,) array_like of float
        The agreement a_t of each triplet, as `triplet_agreement` gives it.
    members : (n, 3) array_like of int
        Head, closer and farther product; any numbers, the same for the same product.
    seed : int
        Of the draws; the same seed gives the same interval.

    Returns
    -------
    Estimate

    Raises
    ------
    ValueError
        If the shapes do not fit or a value is not finite.

    Notes
    -----
    Triplets that share a product are not independent, so that resampling triplets gives intervals
    that are too narrow for any claim about other products. A product keeps its weight in whatever
    place of a triplet it stands: the triplets are one jointly exchangeable array over products.
    Resampling its units is consistent for such arrays, and errs on the safe side: chance that
    belongs to a single triplet, such as the whim of who judged it, counts up to 2³ − 1 times. The
    fewer triplets a product is in, the more that matters. `benchmarks/triplet_coverage.py` has
    the figures.

    Degenerate cases, without epsilons: no triplets (`NOTHING`); fewer than 6 products (`TOO_FEW`);
    all values equal (`NO_VARIATION`: width 0 would claim certainty); more than one replicate in
    twenty in which every triplet lost a product (`TOO_SPARSE`; fewer are left out).

    References
    ----------
    Owen (2007), The pigeonhole bootstrap, Annals of Applied Statistics 1(2), 386–411,
    doi:10.1214/07-AOAS122.
    Davezies, D'Haultfœuille & Guyonvarch (2021), Empirical process results for exchangeable arrays,
    Annals of Statistics 49(2), 845–862, doi:10.1214/20-AOS1981.

    Examples
    --------
    >>> found = triplet_share([1, 1, 0, 1], [[0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 0]], seed=1)
    >>> found.mean, found.products, str(found.reason)
    (0.75, 5, 'too few products')
    """
    return _resampled(values, members, 3, seed=seed, tail=(1 - LEVEL) / 2)


def reference_mean(values: ArrayLike, *, seed: int) -> Estimate:
    """The mean of one value a reference, with an interval that resamples references.

    In each of B = 2000 replicates R references are drawn from the R references with replacement.
    The interval goes from the α′ to the 1 − α′ quantile of the replicates, with
    α′ = Φ(−√(R/(R − 1)) · t(R − 1)) and t the 97.5 % point of Student's t. For many references
    that is 2.5 %; for few it makes up for the spread among R values being smaller than among all.

    Parameters
    ----------
    values : (r,) array_like of float
        For example the rank correlation within each reference.
    seed : int
        Of the draws; the same seed gives the same interval.

    Returns
    -------
    Estimate
        Without interval as described for `triplet_share`.

    References
    ----------
    Field & Welsh (2007), Bootstrapping clustered data, Journal of the Royal Statistical Society B
    69(3), 369–390, doi:10.1111/j.1467-9868.2007.00593.x (drawing whole clusters).
    Hesterberg (2015), What teachers should know about the bootstrap, The American Statistician
    69(4), 371–386, doi:10.1080/00031305.2015.1089789 (the expanded percentiles).
    """
    y = np.asarray(values, dtype=np.float64)
    r = y.size
    tail = float(ndtr(-math.sqrt(r / (r - 1)) * stdtrit(r - 1, (1 + LEVEL) / 2))) if r > 1 else 0.0
    return _resampled(y, np.arange(r)[:, None], 1, seed=seed, tail=tail)


def rank_correlations(similarities: ArrayLike, ratings: ArrayLike) -> RankCorrelations:
    """Spearman's ρ and Kendall's τ-b within one reference.

    Parameters
    ----------
    similarities, ratings : (m,) array_like of float
        Of the products rated for the reference, m at least 2.

    Returns
    -------
    RankCorrelations
        Both 0 where all similarities are equal: 0/0 by the formulae, but such a method says
        nothing about the order, as in a triplet that it calls a tie.

    Raises
    ------
    ValueError
        If all ratings are equal: people said nothing about the order.

    Examples
    --------
    >>> found = rank_correlations([0.1, 0.4, 0.3, 0.9], [1, 2, 3, 4])
    >>> round(found.rho, 3), round(found.tau, 3)
    (0.8, 0.667)
    """
    x, y = np.asarray(similarities, dtype=np.float64), np.asarray(ratings, dtype=np.float64)
    if (y == y[0]).all():
        raise ValueError("All ratings are equal.")
    if (x == x[0]).all():
        return RankCorrelations(0.0, 0.0)
    return RankCorrelations(float(spearmanr(x, y).statistic), float(kendalltau(x, y).statistic))


def _resampled(
    values: ArrayLike, members: ArrayLike, places: int, *, seed: int, tail: float
) -> Estimate:
    y, codes, count = _columns(values, members, places)
    mean = float(y.mean()) if y.size else math.nan
    reason = _too_little(y, count)
    low = high = math.nan
    if reason is None:
        replicates = _replicates(y, codes, count, seed)
        if np.isnan(replicates).mean() > EMPTY:
            reason = Reason.TOO_SPARSE
        else:
            low, high = (float(end) for end in np.nanquantile(replicates, [tail, 1 - tail]))
    return Estimate(mean, low, high, y.size, count, reason)


def _columns(values: ArrayLike, members: ArrayLike, places: int) -> tuple[Floats, Codes, int]:
    y = np.asarray(values, dtype=np.float64)
    products = np.asarray(members).reshape(-1, places)
    if y.shape != products.shape[:1]:
        raise ValueError(f"{y.size} values do not fit {len(products)} rows of members.")
    if not np.isfinite(y).all():
        raise ValueError("Every value must be a finite number.")
    distinct, codes = np.unique(products, return_inverse=True)
    return y, codes.reshape(products.shape), distinct.size


def _too_little(y: Floats, count: int) -> Reason | None:
    if y.size == 0:
        return Reason.NOTHING
    if count < FEWEST:
        return Reason.TOO_FEW
    return Reason.NO_VARIATION if (y == y[0]).all() else None


def _replicates(y: Floats, codes: Codes, count: int, seed: int) -> Floats:
    """Weighted means of all replicates, nan where every weight is 0."""
    rng = np.random.default_rng(seed)
    sums = np.column_stack([y, np.ones_like(y)])
    means = []
    step = max(1, HELD // y.size)
    for start in range(0, REPLICATES, step):
        size = min(step, REPLICATES - start)
        drawn = rng.multinomial(count, np.full(count, 1 / count), size=size).astype(np.float64)
        weights = drawn.take(codes[:, 0], axis=1)
        for place in codes.T[1:]:
            weights *= drawn.take(place, axis=1)
        agreed, all_ = (weights @ sums).T
        means.append(np.divide(agreed, all_, out=np.full(size, np.nan), where=all_ > 0))
    return np.concatenate(means)
