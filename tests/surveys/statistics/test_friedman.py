import math

import numpy as np
import pytest
from scipy import stats

from surveys.statistics import Ratings, Reason
from surveys.statistics.friedman import friedman
from tests.surveys.statistics.tables import ratings_of, relabelled

# Hollander & Wolfe (1973), Nonparametric Statistical Methods, p. 140: seconds of 22 players to
# round first base in three ways. It is the example of R's friedman.test, which prints
# chi-squared = 11.143, df = 2, p-value = 0.003805.
ROUNDING_FIRST_BASE = np.reshape(
    [
        *(5.40, 5.50, 5.55, 5.85, 5.70, 5.75, 5.20, 5.60, 5.50, 5.55, 5.50, 5.40),
        *(5.90, 5.85, 5.70, 5.45, 5.55, 5.60, 5.40, 5.40, 5.35, 5.45, 5.50, 5.35),
        *(5.25, 5.15, 5.00, 5.85, 5.80, 5.70, 5.25, 5.20, 5.10, 5.65, 5.55, 5.45),
        *(5.60, 5.35, 5.45, 5.05, 5.00, 4.95, 5.50, 5.50, 5.40, 5.45, 5.55, 5.50),
        *(5.55, 5.55, 5.35, 5.45, 5.50, 5.55, 5.50, 5.45, 5.25, 5.65, 5.60, 5.40),
        *(5.70, 5.65, 5.55, 6.30, 6.30, 6.25),
    ],
    (22, 3),
)


def test_friedman_agrees_with_r_on_hollander_and_wolfes_example():
    # R 4.2.2: friedman.test(RoundingTimes)$statistic is 78/7.
    found = friedman(ratings_of(ROUNDING_FIRST_BASE))

    assert (found.blocks, found.left_out, found.df, found.reason) == (22, 0, 2, None)
    assert found.chi2 == pytest.approx(11.142857142857, rel=1e-12)
    assert found.p == pytest.approx(0.003805041, abs=1e-9)
    assert found.kendalls_w == pytest.approx(11.142857142857 / 44, rel=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_friedman_agrees_with_scipy_also_with_ties(seed):
    table = np.random.default_rng(seed).integers(1, 6, size=(12, 4))

    found, expected = friedman(ratings_of(table)), stats.friedmanchisquare(*table.T)

    assert (found.chi2, found.p) == pytest.approx(tuple(expected), rel=1e-10)


def test_f_is_that_of_an_analysis_of_variance_of_the_ranks():
    ranks = stats.rankdata(-ROUNDING_FIRST_BASE, axis=1)
    residuals = ranks - ranks.mean(axis=0)
    between = 22 * np.square(ranks.mean(axis=0) - 2).sum() / 2

    found = friedman(ratings_of(ROUNDING_FIRST_BASE)).iman_davenport

    assert found.statistic == pytest.approx(between / (np.square(residuals).sum() / 42), rel=1e-12)
    assert (found.df1, found.df2) == (2, 42)
    assert found.p == pytest.approx(stats.f.sf(found.statistic, 2, 42), rel=1e-12)


# Demšar (2006), table 5(a) and section 3.2.4: CD = 2.569 · √(4 · 5 / (6 · 14)) = 1.25.
@pytest.mark.parametrize(
    ("methods", "quantile"), [(2, 1.960), (3, 2.343), (4, 2.569), (5, 2.728), (6, 2.850)]
)
def test_critical_difference_agrees_with_demsars_table(methods, quantile):
    table = np.random.default_rng(1).normal(size=(14, methods))

    found = friedman(ratings_of(table)).nemenyi_cd

    unit = math.sqrt(methods * (methods + 1) / (6 * 14))
    assert found / unit == pytest.approx(quantile, abs=0.0008)
    assert methods != 4 or round(found, 2) == 1.25


def test_a_block_is_the_mean_over_participants():
    people = np.array([[[5, 1, 2], [5, 2, 2]], [[1, 4, 2], [1, 5, 2]], [[3, 2, 2], [3, 3, 2]]])
    cells = list(np.ndindex(people.shape))
    ratings = Ratings.from_columns(
        [f"p{p}" for p, _, _ in cells],
        [f"r{i}" for _, i, _ in cells],
        ["abc"[j] for _, _, j in cells],
        people.ravel(),
        lowest=1,
        highest=6,
    )

    assert friedman(ratings) == friedman(ratings_of(people.mean(axis=0), methods=["a", "b", "c"]))


def test_only_references_complete_in_all_methods_are_blocks():
    table = [[1, 2, 3], [3, 1, 2], [np.nan, 5, 1], [2, 3, 1], [4, 4, np.nan]]

    found = friedman(ratings_of(table))

    assert (found.blocks, found.left_out) == (3, 2)
    assert found.chi2 == friedman(ratings_of([table[0], table[1], table[3]])).chi2


def test_a_method_without_ratings_is_left_out_and_leaves_the_test_standing():
    table = [[1, 2, np.nan], [3, 1, np.nan], [1, 2, np.nan]]

    found = friedman(ratings_of(table, methods=["a", "b", "c"]))

    assert (found.methods, found.blocks, found.df) == (("a", "b"), 3, 1)


def test_equal_thirds_tie_however_they_were_summed():
    thirds = [[0.1 + 0.2, 0.3], [0.3, 0.1 + 0.2], [1.0, 2.0]]

    assert friedman(ratings_of(thirds)).mean_ranks == pytest.approx((5 / 3, 4 / 3))


def test_nothing_but_the_order_within_a_reference_counts():
    ratings = ratings_of(ROUNDING_FIRST_BASE)

    found = friedman(ratings)

    assert friedman(relabelled(ratings, seed=2)) == found
    assert friedman(ratings_of(ROUNDING_FIRST_BASE * 7 + 3)) == found


def test_reversing_the_scale_reverses_the_ranks_alone():
    found = friedman(ratings_of(ROUNDING_FIRST_BASE))

    reverse = friedman(ratings_of(-ROUNDING_FIRST_BASE))

    assert reverse.chi2 == found.chi2
    assert reverse.mean_ranks == pytest.approx([4 - rank for rank in found.mean_ranks])


def test_perfect_agreement_has_w_one_and_no_f():
    found = friedman(ratings_of([[3, 2, 1]] * 5))

    assert (found.chi2, found.kendalls_w, found.reason) == (10, 1, None)
    assert math.isnan(found.iman_davenport.statistic)
    assert math.isnan(found.iman_davenport.p)


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([[np.nan, np.nan]], Reason.NO_RATINGS),
        ([[1], [2]], Reason.ONE_METHOD),
        ([[1, np.nan], [np.nan, 2]], Reason.NO_COMPLETE_BLOCK),
        ([[1, 2, 3]], Reason.ONE_REFERENCE),
        ([[2, 2], [3, 3]], Reason.NO_VARIATION),
    ],
)
def test_no_statistic_without_a_reason(table, reason):
    found = friedman(ratings_of(table))

    assert found.reason == reason
    assert all(map(math.isnan, (found.chi2, found.p, found.kendalls_w)))
    assert math.isnan(found.iman_davenport.p)


def test_one_participant_is_enough():
    assert friedman(ratings_of(ROUNDING_FIRST_BASE, people=1)).reason is None


def test_friedman_refuses_a_level_that_is_none():
    with pytest.raises(ValueError, match="level"):
        friedman(ratings_of([[1, 2], [2, 1]]), level=95)
