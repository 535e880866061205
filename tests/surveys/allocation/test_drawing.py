from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.allocation import draw_references, strata_sizes

SEEDS = st.integers(0, 2**63 - 1)
CATEGORIES = st.lists(st.sampled_from("abcde"), min_size=1, max_size=80)


@given(CATEGORIES, SEEDS, st.data())
def test_references_are_different_and_as_many_as_asked(categories, seed, data):
    count = data.draw(st.integers(1, len(categories)))

    drawn = draw_references(categories, count, seed=seed)

    assert len(set(drawn.tolist())) == count
    assert set(drawn.tolist()) <= set(range(len(categories)))


@given(CATEGORIES, SEEDS, st.data())
def test_every_category_gets_its_share_to_less_than_one(categories, seed, data):
    count = data.draw(st.integers(1, len(categories)))

    drawn = Counter(categories[place] for place in draw_references(categories, count, seed=seed))

    for category, size in Counter(categories).items():
        assert abs(drawn[category] - count * size / len(categories)) < 1


@given(CATEGORIES, SEEDS)
def test_equal_seeds_draw_equally(categories, seed):
    first, second = (draw_references(categories, 1, seed=seed) for _ in range(2))

    np.testing.assert_array_equal(first, second)


def test_other_seeds_draw_otherwise():
    drawn = {tuple(draw_references(["a"] * 50, 10, seed=seed)) for seed in range(20)}

    assert len(drawn) == 20


def test_order_of_references_mixes_categories():
    drawn = draw_references(["a"] * 50 + ["b"] * 50, 40, seed=1)

    switches = np.count_nonzero(np.diff(drawn < 50))
    assert switches > 10


def test_every_product_of_a_category_is_drawn_equally_often():
    drawn = Counter(
        place
        for seed in range(3000)
        for place in draw_references(["a"] * 10, 3, seed=seed).tolist()
    )

    # 3000 × 3/10 = 900 expected; the standard deviation is 25.
    assert all(abs(times - 900) < 125 for times in drawn.values())


@pytest.mark.parametrize("count", [0, -1, 4])
def test_impossible_count_is_refused(count):
    with pytest.raises(ValueError, match="of 3 products"):
        draw_references(["a"] * 3, count, seed=1)


def test_largest_remainders_get_what_is_left():
    sizes = strata_sizes(np.array([7, 2, 1]), 5, random=np.random.default_rng(0))

    # shares 3.5, 1 and 0.5: one of the two halves is rounded up
    assert sizes.sum() == 5
    assert sizes[1] == 1
    assert sizes.tolist() in ([4, 1, 0], [3, 1, 1])


def test_at_random_over_all_categories_the_small_one_may_be_left_out():
    categories = ["a"] * 90 + ["b"] * 10

    drawn = {
        sum(place >= 90 for place in draw_references(categories, 10, seed=seed, choice="random"))
        for seed in range(50)
    }

    assert 0 in drawn
    assert len(drawn) > 2


@given(CATEGORIES, SEEDS, st.sampled_from(["stratified", "random"]), st.data())
def test_weighted_references_are_different_and_as_many_as_asked(categories, seed, choice, data):
    count = data.draw(st.integers(1, len(categories)))
    shares = st.lists(st.floats(0, 1), min_size=len(categories), max_size=len(categories))

    drawn = draw_references(
        categories,
        count,
        seed=seed,
        choice=choice,
        disagreement=data.draw(shares),
        weight=data.draw(st.floats(1, 20)),
    )

    assert len(set(drawn.tolist())) == count
    assert set(drawn.tolist()) <= set(range(len(categories)))


def test_a_weight_draws_those_the_methods_disagree_about_more_often():
    drawn = Counter(
        draw_references(["a"] * 4, 1, seed=seed, disagreement=[0, 0, 0.5, 1], weight=5)[0]
        for seed in range(4000)
    )

    # Chances 1, 1, 3 and 5 of 10; the standard deviations are 19, 19, 29 and 32.
    for place, expected in enumerate([400, 400, 1200, 2000]):
        assert abs(drawn[place] - expected) < 150


def test_a_weight_keeps_the_shares_of_the_categories():
    drawn = draw_references(
        ["a"] * 30 + ["b"] * 10,
        8,
        seed=1,
        disagreement=[0.0] * 30 + [1.0] * 10,
        weight=20,
    )

    assert sum(place >= 30 for place in drawn) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"choice": "by hand"},
        {"weight": 0.5},
        {"weight": 2.0},
        {"weight": 2.0, "disagreement": [0.1, 0.2]},
        {"weight": 2.0, "disagreement": [0.1, 0.2, 1.2]},
        {"weight": 2.0, "disagreement": [0.1, 0.2, float("nan")]},
    ],
)
def test_impossible_weights_and_choices_are_refused(changes):
    with pytest.raises(ValueError):
        draw_references(["a"] * 3, 1, seed=1, **changes)
