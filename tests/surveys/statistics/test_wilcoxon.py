import math

import numpy as np
import pytest
from scipy import stats

from surveys.statistics import Reason
from surveys.statistics.holm import holm
from surveys.statistics.wilcoxon import wilcoxon_pairs
from tests.surveys.statistics.tables import ratings_of, relabelled

# Hollander & Wolfe (1973), p. 29: depression of nine patients before and after a tranquilliser.
# It is the example of R's wilcox.test.
BEFORE = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]
AFTER = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]
# With ties, and three differences of 0.
TIED = [4, 3, 5, 2, 4, 4, 1, 5, 3, 4, 2, 5], [2, 3, 4, 3, 2, 1, 2, 3, 3, 1, 2, 4]


def pair_of(ours, theirs):
    return wilcoxon_pairs(ratings_of(np.transpose([ours, theirs])))[0]


def alternating(n):
    """1 to n, every third of them negative: differences to nothing."""
    size = np.arange(1, n + 1)
    return np.where(size % 3, size, -size)


# R 4.2.2: wilcox.test(x, y, paired = TRUE), statistic V and p.value, suppressWarnings where tied;
# alternating is d <- (1:n) * ifelse((1:n) %% 3 == 0, -1, 1) against rep(0, n).
@pytest.mark.parametrize(
    ("ours", "theirs", "v", "p", "exact"),
    [
        (BEFORE, AFTER, 40, 0.0390625, True),
        (*TIED, 40, 0.0412487630949, False),
        (alternating(49), np.zeros(49), 817, 0.0417038542324, True),
        (alternating(60), np.zeros(60), 1200, 0.0362264941788, False),
    ],
)
def test_wilcoxon_agrees_with_r(ours, theirs, v, p, exact):
    found = pair_of(ours, theirs)

    assert (found.r_plus, found.exact, found.reason) == (v, exact, None)
    assert found.p == pytest.approx(p, rel=1e-11)


@pytest.mark.parametrize("n", [2, 5, 20, 49])
def test_exact_p_agrees_with_scipy(n):
    ours, theirs = np.random.default_rng(n).normal(size=(2, n))

    expected = stats.wilcoxon(ours, theirs, method="exact").pvalue

    assert pair_of(ours, theirs).p == pytest.approx(expected, rel=1e-6)


def test_normal_p_agrees_with_scipy_where_zeros_are_left_out():
    found = pair_of(*TIED)

    expected = stats.wilcoxon(*TIED, zero_method="wilcox", correction=True, method="asymptotic")

    assert found.zeros == 3
    assert min(found.r_plus, found.r_minus) == expected.statistic
    assert found.p == pytest.approx(expected.pvalue, rel=1e-12)


def test_every_two_methods_are_compared_over_the_same_blocks_and_adjusted_together():
    table = np.random.default_rng(4).normal([0, 0.5, 1], size=(20, 3))
    table[3, 2] = np.nan

    found = wilcoxon_pairs(ratings_of(table, methods=["a", "b", "c"]))

    assert [(pair.a, pair.b) for pair in found] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert [pair.blocks for pair in found] == [19, 19, 19]
    assert [pair.p_holm for pair in found] == holm([pair.p for pair in found]).tolist()


def test_differences_tie_however_they_were_rounded():
    # 1.1 − 1.0 and 0.3 − 0.2 differ in the last bit.
    assert pair_of([1.1, 0.3, 0.5], [1.0, 0.2, 0.1]).exact is False


def test_swapping_methods_swaps_the_sums():
    there, back = pair_of(BEFORE, AFTER), pair_of(AFTER, BEFORE)

    assert (back.r_plus, back.r_minus, back.p) == (there.r_minus, there.r_plus, there.p)


def test_order_of_rows_and_unit_of_the_scale_do_not_matter():
    ratings = ratings_of(np.transpose(TIED))

    found = wilcoxon_pairs(ratings)

    assert wilcoxon_pairs(relabelled(ratings, seed=3)) == found
    assert wilcoxon_pairs(ratings_of(np.transpose(TIED) * 10 + 1)) == found


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([[1, np.nan], [np.nan, 2]], Reason.NO_COMPLETE_BLOCK),
        ([[1, 2]], Reason.ONE_REFERENCE),
        ([[2, 2], [3, 3]], Reason.NO_VARIATION),
    ],
)
def test_no_p_without_a_reason(table, reason):
    found = wilcoxon_pairs(ratings_of(table))[0]

    assert (found.reason, found.exact) == (reason, False)
    assert math.isnan(found.p)
    assert math.isnan(found.p_holm)


@pytest.mark.parametrize("table", [[[1], [2]], [[1, np.nan], [2, np.nan]], [[np.nan, np.nan]]])
def test_one_method_has_no_pair(table):
    assert wilcoxon_pairs(ratings_of(table)) == ()
