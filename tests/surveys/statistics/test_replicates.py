import math

import numpy as np
import pytest

from surveys.statistics.replicates import draw_weights, percentile_interval


def test_as_many_are_drawn_as_there_are_and_none_that_do_not_occur():
    codes = np.array([5, 5, 1, 3, 1])

    weights = draw_weights(np.random.default_rng(1), 500, codes)

    assert weights.shape == (500, 6)
    assert (weights.sum(axis=1) == 3).all()
    assert not weights[:, [0, 2, 4]].any()
    assert weights.mean(axis=0)[[1, 3, 5]] == pytest.approx([1, 1, 1], abs=0.15)


def test_the_same_seed_draws_the_same():
    first, again = (draw_weights(np.random.default_rng(7), 20, np.arange(9)) for _ in range(2))

    assert (first == again).all()


def test_nothing_to_draw_from():
    assert draw_weights(np.random.default_rng(1), 4, np.array([], dtype=int)).shape == (4, 0)


def test_undefined_replicates_widen_the_interval():
    known = np.arange(1.0, 1001)

    whole = percentile_interval(known, level=0.9)
    some = percentile_interval(np.concatenate([known[20:980], [math.nan] * 20]), level=0.9)
    many = percentile_interval(np.concatenate([known, [math.nan] * 60]), level=0.9)

    assert whole == pytest.approx((50.95, 950.05))
    assert some[0] < 70
    assert some[1] > 931
    assert all(map(math.isnan, many))


def test_no_replicates_no_interval():
    assert all(map(math.isnan, percentile_interval([], level=0.95)))
