import numpy as np
import pytest

from surveys.statistics import Ratings
from surveys.statistics.components import ASSUMED, Components, estimate_components
from surveys.statistics.power import Shown, _surveys

TRUE = Components(person=12, product=6, person_method=8, product_method=10, answer=15)


def ratings_of(components, *, participants=150, references=150, each=40, points=None, seed=4):
    """Two methods with different means, every participant with some of the references."""
    rng = np.random.default_rng(seed)
    people = np.repeat(np.arange(participants), each)
    products = np.concatenate([rng.permutation(references)[:each] for _ in range(participants)])
    shown = Shown(people, products, np.ones(len(people), dtype=bool))
    (answers,) = _surveys(shown, components, (45, 60), points, 1, rng)
    return Ratings.from_columns(
        [*people, *people],
        [*products, *products],
        ["a"] * len(people) + ["b"] * len(people),
        [*answers[:, 0], *answers[:, 1]],
        lowest=-100 if points is None else 0,
        highest=200 if points is None else 100,
    )


def close(found, true, *, rel):
    names = ("person", "product", "person_method", "product_method", "answer")
    return {name: getattr(found, name) for name in names} == {
        name: pytest.approx(getattr(true, name), rel=rel, abs=1.5) for name in names
    }


def test_parts_that_ratings_were_made_of_are_found_again():
    found = estimate_components(ratings_of(TRUE))

    thrice = Components(*(3 * getattr(found, name) for name in TRUE.__dataclass_fields__))
    assert close(thrice, TRUE, rel=0.2)  # the scale of these ratings is 300 points long


@pytest.mark.parametrize("points", [5, 7, 101])
def test_variance_of_rounding_is_taken_out(points):
    ratings = ratings_of(TRUE, points=points)

    assert close(estimate_components(ratings, points=points), TRUE, rel=0.2)
    kept = estimate_components(ratings).answer ** 2
    taken = estimate_components(ratings, points=points).answer ** 2
    assert kept - taken == pytest.approx((100 / (points - 1)) ** 2 / 12)


def test_means_over_many_small_rounds_are_right():
    """Unbiased in variance: a round with few people and products errs to both sides."""
    rounds = [
        ratings_of(TRUE, participants=15, references=12, each=8, seed=seed) for seed in range(200)
    ]

    found = np.mean([9 * estimate_components(one).answer ** 2 for one in rounds])

    assert found == pytest.approx(TRUE.answer**2, rel=0.05)


def test_names_and_order_change_nothing():
    ratings = ratings_of(TRUE, participants=12, references=10, each=6)
    order = np.random.default_rng(1).permutation(len(ratings))
    shuffled = Ratings.from_columns(
        [f"p{code}" for code in ratings.participant_codes[order]],
        [f"r{code}" for code in ratings.reference_codes[order]],
        [ratings.methods[code] for code in ratings.method_codes[order]],
        ratings.values[order],
        lowest=-100,
        highest=200,
    )

    first, second = estimate_components(ratings), estimate_components(shuffled)

    for name in TRUE.__dataclass_fields__:
        assert getattr(first, name) == pytest.approx(getattr(second, name))


def test_variance_that_comes_out_negative_is_zero():
    only_answers = Components(0, 0, 0, 0, 20)

    found = estimate_components(ratings_of(only_answers, participants=20, references=20, each=8))

    assert min(found.person, found.product, found.person_method, found.product_method) == 0
    assert 3 * found.answer == pytest.approx(20, rel=0.1)


@pytest.mark.parametrize(
    "columns",
    [
        ([], [], [], []),
        (["ann"] * 4, ["mug", "mug", "hat", "hat"], ["a", "b"] * 2, [1, 2, 3, 4]),
        (["ann", "ann", "bob", "bob"], ["mug"] * 4, ["a", "b"] * 2, [1, 2, 3, 4]),
        (["ann", "ann", "bob", "bob"], ["mug", "hat"] * 2, ["a"] * 4, [1, 2, 3, 4]),
    ],
    ids=["none", "one person", "one product", "one method"],
)
def test_too_few_ratings_tell_nothing_apart(columns):
    ratings = Ratings.from_columns(*columns, lowest=1, highest=5)

    with pytest.raises(ValueError, match="at least two of each"):
        estimate_components(ratings)


def test_ratings_that_are_all_equal_have_no_components():
    people, products = ["ann"] * 4 + ["bob"] * 4, ["mug", "mug", "hat", "hat"] * 2
    ratings = Ratings.from_columns(people, products, ["a", "b"] * 4, [3] * 8, lowest=1, highest=5)

    with pytest.raises(ValueError, match="above 0"):
        estimate_components(ratings)


@pytest.mark.parametrize("changes", [{"person": -1}, {"answer": float("nan")}])
def test_no_standard_deviation_is_negative_or_missing(changes):
    with pytest.raises(ValueError, match="from 0 upwards"):
        Components(**(vars(ASSUMED) | changes))


def test_total_is_the_spread_of_single_ratings():
    assert Components(3, 4, 0, 0, 12).total == 13
