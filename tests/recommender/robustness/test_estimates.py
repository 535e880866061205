import math

import numpy as np
import pytest
from scipy import stats

from recommender.robustness.estimates import Reason, mean_estimate, share_estimate


def test_the_interval_of_a_mean_is_that_of_a_t_test() -> None:
    values = [0.2, 0.4, 0.4, 0.8, 0.6, 0.2]

    found = mean_estimate(values)

    oracle = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert found.value == pytest.approx(np.mean(values))
    assert (found.low, found.high) == pytest.approx((oracle.low, oracle.high))
    assert found.reason is None


def test_the_interval_of_a_mean_ends_where_the_mean_must() -> None:
    found = mean_estimate([1.0, 1.0, 1.0, 0.4])

    assert found.high == 1.0
    assert found.low < found.value < 1.0


def test_the_order_of_references_is_of_no_importance() -> None:
    values = [0.1, 0.7, 0.2, 0.9, 0.4, 0.3]

    assert mean_estimate(values) == mean_estimate(values[::-1])


@pytest.mark.parametrize(
    ("values", "value", "reason"),
    [
        ([], math.nan, Reason.NO_REFERENCES),
        ([0.4], 0.4, Reason.ONE_REFERENCE),
        ([0.6, 0.6, 0.6], 0.6, Reason.NO_VARIATION),
    ],
)
def test_a_mean_without_an_interval_says_why(
    values: list[float], value: float, reason: Reason
) -> None:
    found = mean_estimate(values)

    assert found.value == pytest.approx(value, nan_ok=True)
    assert math.isnan(found.low)
    assert math.isnan(found.high)
    assert found.reason == reason


# (p + z²/2n ± z√(p(1 − p)/n + z²/4n²)) / (1 + z²/n) with z = 1.959964, worked out apart from SciPy.
@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.2775327998628892),
        (7, 10, 0.3967781, 0.8922087),
        (60, 60, 0.9398281, 1.0),
        (1, 1, 0.2065493, 1.0),
    ],
)
def test_the_interval_of_a_share_is_wilsons(
    successes: int, n: int, low: float, high: float
) -> None:
    found = share_estimate(successes, n)

    assert found.value == successes / n
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-6)


def test_there_is_no_share_of_nothing() -> None:
    found = share_estimate(0, 0)

    assert math.isnan(found.value)
    assert math.isnan(found.low)
    assert found.reason == Reason.NO_REFERENCES
