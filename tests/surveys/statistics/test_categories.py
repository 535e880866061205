import math
from itertools import combinations

import numpy as np
import pytest
from scipy.stats import f_oneway

from surveys.statistics import Ratings, Reason, crossed_mean
from surveys.statistics.categories import by_category

PEOPLE, ITEMS = np.divmod(np.arange(60), 12)
CATEGORIES = ["shoe"] * 6 + ["mug"] * 6


def table(methods=2, effect=0, seed=6):
    values = np.random.default_rng(seed).integers(1, 8, (60, methods)).astype(float)
    values[ITEMS < 6, 0] += effect
    return values


def ratings_of(values, items=ITEMS):
    cell, method = np.nonzero(~np.isnan(values))
    methods = [f"m{number}" for number in range(values.shape[1])]
    return Ratings.from_columns(
        PEOPLE[cell], items[cell], [methods[one] for one in method], values[cell, method],
        lowest=-100, highest=100, methods_order=methods,
    )  # fmt: skip


def test_means_are_the_crossed_means_within_the_category():
    values = table()

    found = by_category(ratings_of(values), CATEGORIES, seed=1, permutations=9)

    shoe, mug = found.categories
    inside = ITEMS < 6
    expected = crossed_mean(values[inside, 0], PEOPLE[inside], ITEMS[inside])
    assert (shoe.category, shoe.references, shoe.n) == ("shoe", 6, 60)
    assert shoe.methods[0].se == pytest.approx(expected.se)
    assert mug.methods[1].estimate == pytest.approx(values[~inside, 1].mean())


@pytest.mark.parametrize("effect", [0, 3])
def test_two_methods_give_the_f_of_their_differences(effect):
    values = table(effect=effect)

    found = by_category(ratings_of(values), CATEGORIES, seed=1).test

    differences = (values[:, 0] - values[:, 1]).reshape(5, 12).mean(axis=0)
    expected = f_oneway(differences[:6], differences[6:])
    assert (found.df1, found.df2) == (1, 10)
    assert found.f == pytest.approx(expected.statistic)
    assert found.p == pytest.approx(expected.pvalue, abs=0.03)


def test_p_is_the_share_of_all_arrangements():
    """Of 12 references there are 924 ways to call six of them shoes."""
    values = table(methods=3, effect=1)
    profiles = values.reshape(5, 12, 3).mean(axis=0)
    profiles = profiles - profiles.mean(axis=1, keepdims=True)

    def between(shoes):
        inside = np.isin(np.arange(12), shoes)
        return sum(
            6 * np.square(profiles[part].mean(axis=0) - profiles.mean(axis=0)).sum()
            for part in (inside, ~inside)
        )

    all_ways = np.array([between(shoes) for shoes in combinations(range(12), 6)])
    exact = np.mean(all_ways >= between(range(6)) * (1 - 1e-9))

    found = by_category(ratings_of(values), CATEGORIES, seed=3, permutations=9999).test

    assert found.p == pytest.approx(exact, abs=4 * math.sqrt(exact * (1 - exact) / 9999))


def test_lenient_people_and_easy_products_do_not_matter():
    values = table(methods=3)
    there = by_category(ratings_of(values), CATEGORIES, seed=1, permutations=99).test

    moved = values + 4 * PEOPLE[:, None] - 3 * ITEMS[:, None]
    back = by_category(ratings_of(moved), CATEGORIES, seed=1, permutations=99).test

    assert (back.f, back.p) == pytest.approx((there.f, there.p))


def test_the_order_of_rows_changes_no_arrangement():
    values = table(methods=3, effect=1)
    order = np.random.default_rng(2).permutation(60)
    there = ratings_of(values)
    shuffled = Ratings.from_columns(
        np.repeat(PEOPLE[order], 3), np.repeat(ITEMS[order], 3), there.methods * 60,
        values[order].ravel(), lowest=-100, highest=100,
    )  # fmt: skip

    one, other = (
        by_category(ratings, [CATEGORIES[item] for item in ratings.references], seed=1).test
        for ratings in (there, shuffled)
    )

    assert shuffled.references != there.references
    assert one.p == other.p


def test_few_references_are_too_few():
    found = by_category(
        ratings_of(table()), ["shoe"] * 6 + ["hat"] + ["mug"] * 5, seed=1, permutations=99
    )

    assert [one.reason for one in found.categories] == [None, Reason.TOO_FEW_REFERENCES, None]
    assert found.categories[1].methods == ()
    assert (found.test.categories, found.test.references) == (2, 11)


@pytest.mark.parametrize(
    ("values", "categories", "reason"),
    [
        (table(), ["shoe"] * 12, Reason.ONE_CATEGORY),
        (table(), ["shoe", "mug", "hat"] * 4, Reason.TOO_FEW_REFERENCES),
        (np.where(ITEMS[:, None] % 2 == [0, 1], 3.0, np.nan), CATEGORIES, Reason.NO_COMPLETE_BLOCK),
        (table(methods=1), CATEGORIES, Reason.ONE_METHOD),
        (np.full((60, 2), 3.0), CATEGORIES, Reason.NO_VARIATION),
        (np.full((60, 2), [0.1, 0.3]), CATEGORIES, Reason.NO_VARIATION),
    ],
)
def test_no_test_without_a_reason(values, categories, reason):
    found = by_category(ratings_of(values), categories, seed=1, permutations=9)

    assert found.test.reason == reason
    assert math.isnan(found.test.p)


def test_no_ratings_at_all():
    ratings = Ratings.from_columns([], [], [], [], lowest=1, highest=5, methods_order=["a", "b"])

    found = by_category(ratings, [], seed=1)

    assert (found.categories, found.test.reason) == ((), Reason.NO_RATINGS)


def test_as_many_categories_as_references():
    with pytest.raises(ValueError, match="3 categories for 12 references"):
        by_category(ratings_of(table()), ["a", "b", "c"], seed=1)
