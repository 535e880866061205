import numpy as np
import pytest

from surveys.statistics import Reason, crossed_mean
from surveys.statistics.influence import crossed_estimates


def columns(*, n=200, people=9, items=7, seed=1):
    rng = np.random.default_rng(seed)
    p, i = rng.integers(people, size=n), rng.integers(items, size=n)
    return rng.normal(size=n) + p / people, p, i


def test_influence_on_a_mean_gives_the_crossed_mean():
    values, p, i = columns()
    psi = (values - values.mean()) / values.size

    (found,) = crossed_estimates([values.mean()], psi[:, None], p, i)

    expected = crossed_mean(values, p, i)
    assert (found.df, found.n, found.participants) == (expected.df, 200, 9)
    assert (found.estimate, found.se, found.low) == pytest.approx(
        (expected.estimate, expected.se, expected.low), rel=1e-12
    )


def test_influence_on_a_sum_of_two_means_is_the_sum_of_influences():
    values, p, i = columns()
    psi = (values - values.mean()) / values.size

    one, twice = crossed_estimates([0.0, 5.0], np.column_stack([psi, 2 * psi]), p, i)

    assert twice.se == pytest.approx(2 * one.se)
    assert twice.estimate == pytest.approx(5)


def test_one_participant_has_no_interval():
    (found,) = crossed_estimates([1.0], [[0.1], [-0.1]], np.array([0, 0]), np.array([0, 1]))

    assert (found.reason, found.estimate, found.n) == (Reason.ONE_PARTICIPANT, 1.0, 2)
