"""Which two methods differ, from the signs and sizes of their differences over references."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr
from scipy.stats import rankdata

from surveys.statistics.blocks import DECIMALS, complete_blocks
from surveys.statistics.holm import holm
from surveys.statistics.ratings import Ratings
from surveys.statistics.reason import Reason

# From here on the normal distribution, as in R's wilcox.test.
FEWEST_FOR_NORMAL = 50


@dataclass(frozen=True)
class WilcoxonPair:
    """Two methods compared by Wilcoxon's signed ranks.

    Attributes
    ----------
    a, b : str
    blocks, zeros : int
        References compared, and those among them whose difference is 0 and was left out.
    r_plus, r_minus : float
        Sum of ranks of the references where `a` is ahead of `b`, and the other way round.
    p : float
        Two-sided; nan with a reason.
    p_holm : float
        Adjusted for all pairs of the round.
    exact : bool
        Whether p was counted out, or is from the normal distribution.
    reason : Reason or None
    """

    a: str
    b: str
    blocks: int
    zeros: int
    r_plus: float
    r_minus: float
    p: float
    p_holm: float
    exact: bool
    reason: Reason | None


def wilcoxon_pairs(ratings: Ratings) -> tuple[WilcoxonPair, ...]:
    """Wilcoxon's signed-rank test of every two methods over the same references, Holm-adjusted.

    The differences a − b are of means over participants, for the references complete in all
    methods (`complete_blocks`), so that all pairs rest on the same blocks. With the n differences
    that are not 0, ranked by size, ties sharing the mean of their ranks ::

        r_plus  = sum of ranks of positive differences,   r_minus = n(n + 1)/2 − r_plus
        z = (|r_plus − n(n + 1)/4| − 1/2) / √(n(n + 1)(2n + 1)/24 − Σ (t³ − t)/48)

    Below 50 differences, without ties and zeros, p is exact: the share of the 2ⁿ ways to set signs
    that give a sum as extreme. Otherwise it is that of z, with continuity and tie correction. These
    are the rules and the numbers of R's `wilcox.test(x, y, paired = TRUE)`.

    Returns
    -------
    tuple of WilcoxonPair
        In the round's order of methods; those without ratings are left out.

    Notes
    -----
    Differences of 0 are left out, as Wilcoxon did, and not ranked along as by Pratt (1959):
    methods with the same list differ by 0 on purpose, and say nothing about which is better.

    Like the Friedman test it generalises to new references as judged by these participants. It
    takes differences as symmetric around their centre.

    Degenerate cases: p is nan, and no member of Holm's family, without a complete block
    (`NO_COMPLETE_BLOCK`), with a single one (`ONE_REFERENCE`), and when all differences are 0
    (`NO_VARIATION`). Fewer than two methods with ratings make no pairs.

    References
    ----------
    Wilcoxon (1945). Individual comparisons by ranking methods. Biometrics Bulletin 1(6), 80–83.
    doi:10.2307/3001968

    Pratt (1959). Remarks on zeros and ties in the Wilcoxon signed rank procedures. JASA 54(287),
    655–667. doi:10.1080/01621459.1959.10501526

    Benavoli, Corani & Mangili (2016). Should we really use post-hoc tests based on mean-ranks?
    JMLR 17(5), 1–10. https://jmlr.org/papers/v17/benavoli16a.html

    Examples
    --------
    Differences of 1, 2, 3 and −4: of the 16 ways to set four signs, 14 are as extreme.

    >>> ratings = Ratings.from_columns(
    ...     ["ann"] * 8, ["mug", "hat", "bag", "tie"] * 2, ["a"] * 4 + ["b"] * 4,
    ...     [3, 4, 5, 1, 2, 2, 2, 5], lowest=1, highest=5,
    ... )
    >>> pair, = wilcoxon_pairs(ratings)
    >>> pair.r_plus, pair.r_minus, pair.p, pair.exact
    (6.0, 4.0, 0.875, True)
    """
    blocks = complete_blocks(ratings)
    pairs = [
        _pair(blocks.methods[j], blocks.methods[k], blocks.values[:, j], blocks.values[:, k])
        for j, k in combinations(range(len(blocks.methods)), 2)
    ]
    adjusted = holm([pair.p for pair in pairs]).tolist()
    return tuple(replace(pair, p_holm=p) for pair, p in zip(pairs, adjusted, strict=True))


def _pair(a: str, b: str, ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> WilcoxonPair:
    # Equal sizes must tie also where the two means were rounded apart.
    differences = (ours - theirs).round(DECIMALS)
    nonzero = differences[differences != 0]
    ranks = rankdata(np.abs(nonzero))
    r_plus, r_minus = float(ranks[nonzero > 0].sum()), float(ranks[nonzero < 0].sum())
    reason = _reason(len(differences), len(nonzero))
    zeros = len(differences) - len(nonzero)
    exact = not reason and not zeros and _is_exact(ranks)
    p = math.nan
    if not reason:
        p = _exact_p(r_plus, len(ranks)) if exact else _normal_p(r_plus, ranks)
    return WilcoxonPair(a, b, len(differences), zeros, r_plus, r_minus, p, math.nan, exact, reason)


def _reason(blocks: int, nonzero: int) -> Reason | None:
    if blocks == 0:
        return Reason.NO_COMPLETE_BLOCK
    if blocks == 1:
        return Reason.ONE_REFERENCE
    return None if nonzero else Reason.NO_VARIATION


def _is_exact(ranks: NDArray[np.float64]) -> bool:
    return len(ranks) < FEWEST_FOR_NORMAL and len(np.unique(ranks)) == len(ranks)


def _exact_p(r_plus: float, n: int) -> float:
    """Share of the 2ⁿ ways to set signs whose smaller sum of ranks is at most the smaller here."""
    total = n * (n + 1) // 2
    ways = np.zeros(total + 1, dtype=np.int64)
    ways[0] = 1
    for rank in range(1, n + 1):
        ways[rank:] += ways[:-rank].copy()
    smaller = int(min(r_plus, total - r_plus))
    return min(1.0, 2 * int(ways[: smaller + 1].sum()) / 2**n)


def _normal_p(r_plus: float, ranks: NDArray[np.float64]) -> float:
    n = len(ranks)
    _, ties = np.unique(ranks, return_counts=True)
    variance = n * (n + 1) * (2 * n + 1) / 24 - float((ties**3 - ties).sum()) / 48
    apart = max(abs(r_plus - n * (n + 1) / 4) - 0.5, 0.0)
    return 2 * float(ndtr(-apart / math.sqrt(variance)))
