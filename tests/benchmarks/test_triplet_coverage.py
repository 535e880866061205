import numpy as np
import pytest

from benchmarks.triplet_coverage import _over_shared, coverage, simulate, true_share


def test_triplets_are_of_three_different_products():
    _values, members = simulate(np.random.default_rng(1), products=6, triplets=500)

    assert (np.diff(np.sort(members, axis=1), axis=1) > 0).all()
    assert set(members[:, 0]) == set(range(6))


@pytest.mark.parametrize("effects", [True, False])
def test_the_truth_is_what_many_simulations_average_to(effects: bool):
    rng = np.random.default_rng(2)
    shares = [
        simulate(rng, products=30, triplets=300, effects=effects)[0].mean() for _ in range(300)
    ]

    assert np.mean(shares) == pytest.approx(true_share(effects=effects), abs=0.015)


def test_pairs_of_triplets_that_share_a_product_are_counted_once_each():
    values, members = simulate(np.random.default_rng(3), products=9, triplets=60)
    values = values - 0.3
    by_hand = sum(
        one * other
        for one, ours in zip(values, members, strict=True)
        for other, theirs in zip(values, members, strict=True)
        if set(ours) & set(theirs)
    )

    assert _over_shared(values, members) == pytest.approx(by_hand)


def test_intervals_that_know_of_products_hold_the_truth_and_others_do_not():
    found = coverage(simulations=60, products=15, triplets=300, seed=1)

    assert found["products resampled"].share > 0.88
    assert found["cluster-robust"].share > 0.85
    assert found["independent triplets"].share < 0.75
