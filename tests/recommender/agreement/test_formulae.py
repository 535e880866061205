import math

import numpy as np
import pytest
from scipy.stats import t as student

from recommender.agreement import formulae
from recommender.agreement.formulae import (
    REPLICATES,
    Reason,
    rank_correlations,
    reference_mean,
    triplet_agreement,
    triplet_share,
)


def drawn_triplets(*, products: int, triplets: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    members = np.argsort(rng.random((triplets, products)), axis=1)[:, :3]
    return rng.integers(0, 3, triplets) / 2, members


def test_a_tie_counts_half():
    values = triplet_agreement([5, 1, 3, 3], [2, 4, 3, 1])

    assert values.tolist() == [1, 0, 0.5, 1]


def test_the_share_is_the_mean_agreement_over_the_triplets():
    found = triplet_share(
        [1, 0, 0.5, 1, 1], [[0, 1, 2], [1, 2, 3], [2, 3, 4], [4, 5, 0], [5, 6, 7]], seed=1
    )

    assert (found.mean, found.n, found.products) == (0.7, 5, 8)


def test_the_replicates_are_those_of_a_catalogue_written_out_with_its_products_repeated():
    values, members = drawn_triplets(products=7, triplets=40)
    rng = np.random.default_rng(3)
    shares = []
    for _ in range(REPLICATES):
        times = rng.multinomial(7, np.full(7, 1 / 7))
        copies = [times[head] * times[near] * times[far] for head, near, far in members]
        repeated = np.repeat(values, copies)
        shares.append(repeated.mean() if repeated.size else math.nan)

    found = triplet_share(values, members, seed=3)

    assert [found.low, found.high] == pytest.approx(np.nanquantile(shares, [0.025, 0.975]))


def test_the_interval_is_the_same_however_many_replicates_are_held_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
):
    values, members = drawn_triplets(products=9, triplets=50)
    at_once = triplet_share(values, members, seed=2)
    monkeypatch.setattr(formulae, "HELD", 350)

    assert triplet_share(values, members, seed=2) == at_once


def test_the_order_of_triplets_and_the_names_of_products_do_not_matter():
    values, members = drawn_triplets(products=20, triplets=200)
    order = np.random.default_rng(4).permutation(200)
    renamed = members * 10 + 3
    shuffled = np.random.default_rng(5).permutation(20)[members]

    found = triplet_share(values, members, seed=1)
    reordered = triplet_share(values[order], renamed[order], seed=1)
    relabelled = triplet_share(values, shuffled, seed=1)

    assert reordered.low == pytest.approx(found.low)
    assert reordered.high == pytest.approx(found.high)
    assert relabelled.mean == found.mean
    assert relabelled.low == pytest.approx(found.low, abs=0.02)
    assert relabelled.high == pytest.approx(found.high, abs=0.02)


def test_people_who_judge_the_same_triplets_again_tell_nothing_of_other_products():
    values, members = drawn_triplets(products=20, triplets=200)

    once = triplet_share(values, members, seed=1)
    thrice = triplet_share(np.tile(values, 3), np.tile(members, (3, 1)), seed=1)

    assert (thrice.low, thrice.high) == pytest.approx((once.low, once.high))
    assert thrice.products == once.products


@pytest.mark.parametrize(
    ("values", "members", "reason"),
    [
        ([], np.empty((0, 3), dtype=int), Reason.NOTHING),
        ([1, 0], [[0, 1, 2], [2, 3, 4]], Reason.TOO_FEW),
        ([1, 1, 1], [[0, 1, 2], [3, 4, 5], [1, 3, 5]], Reason.NO_VARIATION),
        ([1, 0], [[0, 1, 2], [3, 4, 5]], Reason.TOO_SPARSE),
    ],
)
def test_without_interval_both_ends_are_nan_and_a_reason_says_why(values, members, reason):
    found = triplet_share(values, members, seed=1)

    assert found.reason == reason
    assert math.isnan(found.low)
    assert math.isnan(found.high)
    assert math.isnan(found.mean) == (reason == Reason.NOTHING)


def test_values_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="2 values do not fit 1 rows"):
        triplet_share([1, 0], [[0, 1, 2]], seed=1)
    with pytest.raises(ValueError, match="finite"):
        triplet_share([math.nan], [[0, 1, 2]], seed=1)


def test_rank_correlations_of_a_worked_example_with_ties():
    # Ranks 1, 2.5, 2.5, 4 and 1, 2, 3.5, 3.5; from their deviations, ρ = 3.75/√(4.5 · 4.5).
    # Of 6 pairs 4 agree, none disagrees, one is tied in each: τ-b = 4/√(5 · 5).
    found = rank_correlations([0.1, 0.4, 0.4, 0.9], [1, 2, 3, 3])

    assert found.rho == pytest.approx(3.75 / 4.5)
    assert found.tau == pytest.approx(4 / 5)


def test_a_method_that_calls_all_alike_gets_the_correlation_of_guessing():
    assert rank_correlations([0.5, 0.5, 0.5], [1, 2, 3]) == (0, 0)


def test_equal_ratings_have_no_order_to_agree_with():
    with pytest.raises(ValueError, match="All ratings are equal"):
        rank_correlations([0.1, 0.2, 0.3], [2, 2, 2])


@pytest.mark.parametrize("references", [8, 30, 200])
def test_the_interval_over_references_is_close_to_that_of_student(references: int):
    values = np.random.default_rng(references).normal(0.3, 0.3, references)
    half = student.ppf(0.975, references - 1) * values.std(ddof=1) / np.sqrt(references)

    found = reference_mean(values, seed=1)

    assert found.mean == pytest.approx(values.mean())
    assert found.high - found.low == pytest.approx(2 * half, rel=0.15)
    assert found.low < values.mean() < found.high


@pytest.mark.parametrize(
    ("values", "reason"),
    [([], Reason.NOTHING), ([0.3], Reason.TOO_FEW), ([0.2] * 9, Reason.NO_VARIATION)],
)
def test_references_that_give_no_interval(values: list[float], reason: Reason):
    assert reference_mean(values, seed=1).reason == reason
