"""Whether methods were dealt to slots as evenly as chance deals them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.special import chdtrc

from surveys.statistics.pages import SINGULAR, Pages
from surveys.statistics.reason import Reason

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Shuffle:
    """Test of a fair shuffle.

    Attributes
    ----------
    counts : tuple of tuple of int
        How often each method stood in each slot, over pages with two slots or more.
    statistic, df, p : float, int, float
        A small p says that some method stood in some slot too often. nan with a reason.
    reason : Reason or None
    """

    counts: tuple[tuple[int, ...], ...]
    statistic: float
    df: int
    p: float
    reason: Reason | None


def shuffle_test(pages: Pages) -> Shuffle:
    """Method × slot counts against dealing the sets of each page to its slots at random.

    With d the differences of the counts from what is expected, and V their covariance, added up
    over pages ::

        T = d' V⁻ d,    df = rank of V,    V = Σ_pages (S − o o'/k) ⊗ (diag(q) − q q'/k) / (k − 1)

    where k slots q of a page hold the methods o, and S says which of these share a set. When every
    page has M methods in M slots, T is (M − 1)/M times Pearson's chi-square of the table, and df is
    (M − 1)²: Anderson's statistic. Pearson's own is too large by M/(M − 1), because two methods of
    a page never stand in the same slot.

    Returns
    -------
    Shuffle

    Notes
    -----
    An allocation that balances slots on purpose lies nearer to balance than chance; its p is then
    near 1, and rightly no cause for concern.

    References
    ----------
    Anderson (1959). Use of contingency tables in the analysis of consumer preference studies.
    Biometrics 15(4), 582–590. The statistic is also in Rayner & Best (2001), A Contingency Table
    Approach to Nonparametric Testing. Chapman & Hall/CRC.

    Examples
    --------
    Of ten pages with two methods, eight had the first one in front: (8 − 2)²/10, as in a sign test.

    >>> from surveys.statistics.ratings import Ratings
    >>> ratings = Ratings.from_columns(
    ...     [k // 2 for k in range(20)], ["mug"] * 20, ["a", "b"] * 10, [3] * 20,
    ...     lowest=1, highest=5,
    ... )
    >>> found = shuffle_test(Pages.of(ratings, np.array([0, 1] * 8 + [1, 0] * 2), 2))
    >>> round(found.statistic, 9), found.df
    (3.6, 1)
    """
    crossing = pages.crossing()
    counts = tuple(map(tuple, crossing.tolist()))
    if not pages.count:
        return Shuffle(counts, math.nan, 0, math.nan, Reason.CONFOUNDED)
    of_slots = pages.by_slot() > 0
    expected = (pages.by_method() / of_slots.sum(axis=1)[:, None]).T @ of_slots
    difference = (crossing - expected).ravel()
    covariance = _covariance(pages, of_slots)
    inverse = np.linalg.pinv(covariance, hermitian=True, rcond=SINGULAR)
    # Perfect balance is 0, which rounding takes below it.
    statistic = max(float(difference @ inverse @ difference), 0.0)
    df = int(np.linalg.matrix_rank(covariance, hermitian=True, rtol=SINGULAR))
    return Shuffle(counts, statistic, df, float(chdtrc(df, statistic)), None)


def _covariance(pages: Pages, of_slots: NDArray[np.bool_]) -> Floats:
    """V, from one Kronecker product for each combination of slots that pages have."""
    ones = np.ones(len(pages.page))
    patterns, pattern = np.unique(of_slots, axis=0, return_inverse=True)
    total = np.zeros((pages.methods * pages.slots,) * 2)
    for number, slots in enumerate(patterns.astype(np.float64)):
        k = slots.sum()
        chosen = np.flatnonzero(pattern[pages.page] == number)
        page, method = pages.page[chosen], pages.method[chosen]
        sets = page * pages.slots + pages.slot[chosen]
        within, shown = (
            coo_array((ones[chosen], (groups, method)), shape=(size, pages.methods)).tocsr()
            for groups, size in ((sets, pages.count * pages.slots), (page, pages.count))
        )
        methods = (within.T @ within - shown.T @ shown / k).toarray()
        total += np.kron(methods, np.diag(slots) - np.outer(slots, slots) / k) / (k - 1)
    return total
