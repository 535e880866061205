import math

import numpy as np
import pytest

from surveys.statistics import Reason, crossed_mean
from surveys.statistics.combination import crossed_means

PEOPLE, ITEMS = np.divmod(np.arange(30), 5)
VALUES = np.random.default_rng(7).integers(1, 8, (30, 3)).astype(float)
NAN = math.nan


def with_gaps():
    values = VALUES.copy()
    values[::4, 0] = values[2::5, 1] = values[3::7, 2] = NAN
    return values


def test_without_gaps_it_is_the_crossed_mean_of_the_sum_within_cells():
    weights = [1.0, -2.0, 0.5]

    found = crossed_means(VALUES, PEOPLE, ITEMS).combination(weights)

    expected = crossed_mean(VALUES @ weights, PEOPLE, ITEMS)
    assert (found.n, found.df) == (expected.n, expected.df)
    assert (found.estimate, found.se, found.low, found.high, found.p) == pytest.approx(
        (expected.estimate, expected.se, expected.low, expected.high, expected.p), rel=1e-12
    )


def test_one_column_with_gaps_is_the_crossed_mean_of_what_is_there():
    column = with_gaps()[:, :1]
    known = ~np.isnan(column[:, 0])

    found = crossed_means(column, PEOPLE, ITEMS).combination([1])

    expected = crossed_mean(column[known, 0], PEOPLE[known], ITEMS[known])
    assert (found.estimate, found.se) == pytest.approx((expected.estimate, expected.se), rel=1e-12)
    assert (found.n, found.participants, found.references) == (
        expected.n,
        expected.participants,
        expected.references,
    )


def test_covariance_agrees_with_statsmodels():
    """Two-way cluster-robust covariance of dummies, which takes n − k where ours takes n."""
    from statsmodels.api import OLS

    found = crossed_means(VALUES, PEOPLE, ITEMS)

    rows = VALUES.size
    groups = np.column_stack([np.repeat(PEOPLE, 3), np.repeat(ITEMS, 3)])
    fitted = OLS(VALUES.ravel(), np.tile(np.eye(3), (30, 1))).fit(
        cov_type="cluster", cov_kwds={"groups": groups}
    )
    assert found.means == pytest.approx(fitted.params)
    assert found.covariance * (rows - 1) / (rows - 3) == pytest.approx(fitted.cov_params())


def test_each_column_uses_all_of_its_own_cells():
    values = with_gaps()

    found = crossed_means(values, PEOPLE, ITEMS).combination([1, -1, 0])

    assert found.estimate == pytest.approx(np.nanmean(values[:, 0]) - np.nanmean(values[:, 1]))
    assert found.n == 30


def test_scores_that_cancel_leave_no_variance():
    twice = np.column_stack([VALUES[:, 0], VALUES[:, 0] + 3])

    found = crossed_means(twice, PEOPLE, ITEMS).combination([1, -1])

    assert (found.estimate, found.se, found.reason) == (-3, 0.0, Reason.NO_VARIATION)


@pytest.mark.parametrize(
    ("column", "reason"),
    [
        ([NAN] * 30, Reason.NO_RATINGS),
        (np.where(PEOPLE == 0, 3.0, NAN), Reason.ONE_PARTICIPANT),
        (np.where(ITEMS == 0, 3.0, NAN), Reason.ONE_REFERENCE),
    ],
)
def test_what_one_column_lacks_the_combination_lacks(column, reason):
    found = crossed_means(np.column_stack([VALUES[:, 0], column]), PEOPLE, ITEMS)

    assert found.combination([1, -1]).reason == reason
    assert math.isnan(found.combination([1, -1]).low)


def test_no_cells_are_no_ratings():
    assert crossed_means(np.empty((0, 2)), [], []).combination([1, 1]).reason == Reason.NO_RATINGS
