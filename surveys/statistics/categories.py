"""Whether the methods do as well for one kind of product as for another."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveys.statistics.combination import crossed_means
from surveys.statistics.crossed import CrossedEstimate
from surveys.statistics.label_order import places
from surveys.statistics.ratings import Ratings
from surveys.statistics.reason import Reason

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]

LEAST_REFERENCES = 5
# So many permuted labels are held at once.
BLOCK = 2_000_000


@dataclass(frozen=True)
class Category:
    """What was found for the references of one category.

    Attributes
    ----------
    category : hashable
    references, n : int
        Those that have ratings, and how many.
    methods : tuple of CrossedEstimate
        Mean rating of each method, in the round's order; empty with a reason.
    reason : Reason or None
        `TOO_FEW_REFERENCES` below five: what so few products say is theirs, not the category's.
    """

    category: Hashable
    references: int
    n: int
    methods: tuple[CrossedEstimate, ...]
    reason: Reason | None


@dataclass(frozen=True)
class CategoryTest:
    """Whether differences between methods depend on the category.

    Attributes
    ----------
    f, df1, df2 : float
        Of the category × method interaction over references; f is inf where references of one
        category do not differ at all, but categories do.
    p : float
        By permutation.
    permutations, seed : int
    categories, references : int
        Those that are compared.
    reason : Reason or None
        Why there is no test; the numbers are nan then.
    """

    f: float
    df1: float
    df2: float
    p: float
    permutations: int
    seed: int
    categories: int
    references: int
    reason: Reason | None


@dataclass(frozen=True)
class Categories:
    categories: tuple[Category, ...]
    test: CategoryTest


def by_category(
    ratings: Ratings,
    categories: Sequence[Hashable],
    *,
    seed: int,
    permutations: int = 9999,
    level: float = 0.95,
) -> Categories:
    """Every method's mean within each category, and one test of category × method.

    A reference i is one profile r_i: the mean ratings of the m methods for it, less their mean.
    With I references in C categories of n_c ::

        SSB = Σ_c n_c ‖r̄_c − r̄‖²,     SSW = Σ_i ‖r_i − r̄‖² − SSB
        F = (SSB / SSW) · (I − C) / (C − 1),     df1 = (C − 1)(m − 1),  df2 = (I − C)(m − 1)

    the F of a split-plot analysis over references. Its p is the share of arrangements, of the
    observed one and of `permutations` random ones of the categories over the references, whose F is
    as large or larger: exact when references are exchangeable if categories do not matter, for
    however many methods, and whatever the spread and correlation of their ratings.

    Parameters
    ----------
    ratings : Ratings
    categories : sequence of hashable
        One per label in `ratings.references`.
    seed : int
        Of the permutations.
    permutations : int
    level : float
        Confidence of the means' intervals.

    Returns
    -------
    Categories
        In the order in which categories appear. The test is without a result when no category has
        five references (`TOO_FEW_REFERENCES`) or one has (`ONE_CATEGORY`), when no reference has
        ratings of all methods (`NO_COMPLETE_BLOCK`), when there is one method (`ONE_METHOD`), or
        when all profiles are equal (`NO_VARIATION`). Categories with fewer, and references for
        which one of the rated methods has no rating, are left out of it.

    Raises
    ------
    ValueError
        If there is not one category for each reference.

    Notes
    -----
    The means' intervals generalise to new people and new products of the category. The test
    generalises to new products, and to people like those who took part: how lenient people are, and
    how they take a method, is the same in all categories and cancels, but a taste that these people
    happen to have for one method in one category does not.

    References
    ----------
    Pitman (1938). Significance tests which may be applied to samples from any populations: III.
    The analysis of variance test. Biometrika 29(3/4), 322–335. doi:10.1093/biomet/29.3-4.322
    Phipson & Smyth (2010). Permutation p-values should never be zero. Statistical Applications in
    Genetics and Molecular Biology 9(1), 39. doi:10.2202/1544-6115.1585

    Examples
    --------
    Method a is better for shoes, b for mugs.

    >>> shoes, mugs = [5, 1, 4, 1, 5, 2, 4, 2, 5, 1], [1, 4, 1, 5, 2, 4, 2, 5, 1, 4]
    >>> ratings = Ratings.from_columns(
    ...     ["ann"] * 20, np.repeat(np.arange(10), 2), ["a", "b"] * 10, shoes + mugs,
    ...     lowest=1, highest=5,
    ... )
    >>> found = by_category(ratings, ["shoe"] * 5 + ["mug"] * 5, seed=1)
    >>> found.categories[0].methods[0].estimate, found.test.df1, found.test.p < 0.05
    (4.6, 1, True)
    """
    if len(categories) != len(ratings.references):
        raise ValueError(
            f"There are {len(categories)} categories for {len(ratings.references)} references."
        )
    labels = list(dict.fromkeys(categories))
    numbers = {label: number for number, label in enumerate(labels)}
    codes = np.array([numbers[label] for label in categories], dtype=np.intp)
    found = tuple(
        _category(ratings, label, codes == number, level) for number, label in enumerate(labels)
    )
    large = np.array([one.reason is None for one in found], dtype=bool)
    return Categories(found, _test(ratings, codes, large, seed, permutations))


def _category(
    ratings: Ratings, label: Hashable, members: NDArray[np.bool_], level: float
) -> Category:
    cells = ratings.cells
    chosen = members[cells.references]
    values = cells.values[chosen]
    references = len(np.unique(cells.references[chosen]))
    n = int(np.count_nonzero(~np.isnan(values)))
    if references < LEAST_REFERENCES:
        return Category(label, references, n, (), Reason.TOO_FEW_REFERENCES)
    place = cells.participants[chosen], cells.references[chosen]
    methods = tuple(
        crossed_means(column[:, None], *place).combination([1], level=level) for column in values.T
    )
    return Category(label, references, n, methods, None)


def _test(
    ratings: Ratings, codes: Codes, large: NDArray[np.bool_], seed: int, permutations: int
) -> CategoryTest:
    profiles, references = _profiles(ratings)
    if not len(references):
        missing = Reason.NO_COMPLETE_BLOCK if len(ratings) else Reason.NO_RATINGS
        return _untested(0, 0, permutations, seed, missing)
    # Of equal ratings in another order, equal arrangements are drawn.
    order = np.argsort(places(ratings.references)[references])
    profiles, references = profiles[order], references[order]
    kept = large[codes[references]]
    profiles = profiles[kept]
    present, groups = np.unique(codes[references[kept]], return_inverse=True)
    n, methods, c = len(groups), profiles.shape[1], len(present)
    total = _centred(profiles)
    if reason := _no_test(c, methods, total):
        return _untested(c, n, permutations, seed, reason)
    observed = float(_between(total, groups[None, :])[0])
    rng = np.random.default_rng(seed)
    size = max(1, BLOCK // n)
    beaten = 0
    for start in range(0, permutations, size):
        rows = min(size, permutations - start)
        drawn = _between(total, rng.permuted(np.tile(groups, (rows, 1)), axis=1))
        # Equal sums in another order differ in their last digits; they are as large.
        beaten += int(np.count_nonzero(drawn >= observed * (1 - 1e-12)))
    within = max(float(np.square(total).sum()) - observed, 0.0)
    f = observed / within * (n - c) / (c - 1) if within else math.inf
    p = (1 + beaten) / (1 + permutations)
    df1, df2 = (c - 1) * (methods - 1), (n - c) * (methods - 1)
    return CategoryTest(f, df1, df2, p, permutations, seed, c, n, None)


def _untested(
    categories: int, references: int, permutations: int, seed: int, reason: Reason
) -> CategoryTest:
    nan = math.nan
    return CategoryTest(nan, nan, nan, nan, permutations, seed, categories, references, reason)


def _no_test(categories: int, methods: int, profiles: Floats) -> Reason | None:
    if categories < 2:
        return Reason.ONE_CATEGORY if categories else Reason.TOO_FEW_REFERENCES
    if methods < 2:
        return Reason.ONE_METHOD
    return None if profiles.any() else Reason.NO_VARIATION


def _profiles(ratings: Ratings) -> tuple[Floats, Codes]:
    """(references, methods) mean ratings of the methods that anybody rated, where all have one."""
    cells = ratings.cells
    values = cells.values[:, ~np.isnan(cells.values).all(axis=0)]
    known = ~np.isnan(values)
    count = len(ratings.references)

    def summed(columns: Floats) -> Floats:
        return np.array(
            [np.bincount(cells.references, weights=one, minlength=count) for one in columns.T]
        ).reshape(columns.shape[1], count)

    n = summed(known.astype(np.float64))
    whole = n.all(axis=0) & bool(len(n))
    means = summed(np.where(known, values, 0.0))[:, whole] / n[:, whole]
    return means.T, np.flatnonzero(whole)


def _centred(profiles: Floats) -> Floats:
    """Less each reference's mean, then less each method's; exactly 0 where all are equal."""
    if not profiles.size:
        return profiles
    shifted = profiles - profiles[:, :1]
    shifted = shifted - shifted[:1]
    less_own = shifted - shifted.mean(axis=1, keepdims=True)
    return np.asarray(less_own - less_own.mean(axis=0))


def _between(profiles: Floats, arrangements: Codes) -> Floats:
    """(arrangements,) SSB of centred profiles."""
    sums = np.zeros(len(arrangements))
    for group in range(int(arrangements.max()) + 1):
        members = (arrangements == group).astype(np.float64)
        sums += np.square(members @ profiles).sum(axis=1) / members.sum(axis=1)
    return sums
