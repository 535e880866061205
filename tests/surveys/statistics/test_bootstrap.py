import math
from itertools import combinations

import numpy as np
import pytest

from surveys.statistics import Ratings, Reason, Scale
from surveys.statistics.bootstrap import bootstrap

METHODS = ("a", "b", "c")
PEOPLE, ITEMS = np.divmod(np.arange(42), 6)
VALUES = np.random.default_rng(11).integers(1, 8, (42, 3)).astype(float)


def ratings_of(values, people=PEOPLE, items=ITEMS):
    cell, method = np.nonzero(~np.isnan(values))
    return Ratings(
        people[cell], items[cell], method, values[cell, method],
        tuple(range(7)), tuple(range(6)), METHODS[: values.shape[1]], Scale(-9, 9),
    )  # fmt: skip


def gaps():
    values = VALUES.copy()
    values[np.random.default_rng(2).random(values.shape) < 0.3] = np.nan
    return values


@pytest.mark.parametrize("values", [VALUES, gaps()], ids=["complete", "with gaps"])
def test_agrees_with_drawing_the_rows_again(values):
    """The same draws, but every rating is copied as often as its person times its product."""
    of_people, of_items = np.random.default_rng(4).spawn(2)
    people, items = of_people.integers(7, size=(40, 7)), of_items.integers(6, size=(40, 6))
    columns = [*values.T, *(values[:, a] - values[:, b] for a, b in combinations(range(3), 2))]
    drawn = [
        [
            np.nanmean([column[6 * p + i] for p in people[number] for i in items[number]])
            for column in columns
        ]
        for number in range(40)
    ]

    found = bootstrap(ratings_of(values), seed=4, replicates=40)

    expected = np.quantile(drawn, [0.025, 0.975], axis=0).T
    ends = [(one.low, one.high) for one in (*found.methods, *found.contrasts)]
    assert np.array(ends) == pytest.approx(expected)


def test_variance_is_the_one_that_owen_derives():
    """Of a complete table: rows, columns and what is left of the cells each once, over n²."""
    table = VALUES[:, 0].reshape(7, 6)
    centred = table - table.mean()
    left = centred - centred.mean(axis=1, keepdims=True) - centred.mean(axis=0)
    parts = (
        np.square(centred.sum(axis=1)).sum(),
        np.square(centred.sum(axis=0)).sum(),
        np.square(left).sum(),
    )

    found = bootstrap(ratings_of(VALUES), seed=1, replicates=20_000)

    assert found.methods[0].se == pytest.approx(math.sqrt(sum(parts)) / table.size, rel=0.02)


def test_the_seed_decides():
    ratings = ratings_of(gaps())

    once, again, other = (bootstrap(ratings, seed=seed, replicates=300) for seed in (1, 1, 2))

    assert once == again
    assert once.contrasts != other.contrasts


@pytest.mark.parametrize("values", [VALUES, gaps()], ids=["complete", "with gaps"])
def test_the_order_of_rows_changes_nothing(values):
    cell, method = np.nonzero(~np.isnan(values))
    columns = [PEOPLE[cell] * 7 % 11, ITEMS[cell], np.array(METHODS)[method], values[cell, method]]
    order = np.random.default_rng(3).permutation(len(cell))

    there, shuffled = (
        bootstrap(Ratings.from_columns(*rows, lowest=-9, highest=9), seed=4, replicates=40)
        for rows in (columns, [column[order] for column in columns])
    )

    assert there == shuffled


def test_contrast_is_of_cells_that_have_both():
    values = VALUES.copy()
    values[:, 1] = values[:, 0] - 2
    values[::3, 0] = np.nan
    values[1::4, 1] = np.nan

    found = bootstrap(ratings_of(values), seed=1, replicates=50)

    assert found.contrasts[0].names == ("a", "b")
    assert found.contrasts[0].reason == Reason.NO_VARIATION


@pytest.mark.parametrize(("first", "reason"), [(18, None), (6, Reason.TOO_FEW_REPLICATES)])
def test_replicates_without_anybody_who_has_the_figure_widen_the_interval_or_end_it(first, reason):
    """Two or four of seven people have it: (5/7)⁷ or (3/7)⁷ of the replicates do not."""
    values = VALUES.copy()
    values[first:36, 0] = np.nan

    found = bootstrap(ratings_of(values), seed=1, replicates=2000).methods[0]

    assert 1700 < found.replicates < 2000
    assert found.reason == reason


@pytest.mark.parametrize(
    ("values", "people", "items", "reason"),
    [
        (VALUES[:6], PEOPLE[:6], ITEMS[:6], Reason.ONE_PARTICIPANT),
        (VALUES[::6], PEOPLE[::6], ITEMS[::6], Reason.ONE_REFERENCE),
        (np.full((42, 3), 4.0), PEOPLE, ITEMS, Reason.NO_VARIATION),
        (np.full((42, 3), np.nan), PEOPLE, ITEMS, Reason.NO_RATINGS),
    ],
)
def test_no_interval_without_a_reason(values, people, items, reason):
    found = bootstrap(ratings_of(values, people, items), seed=1, replicates=20)

    for one in (*found.methods, *found.contrasts):
        assert one.reason == reason
        assert math.isnan(one.low)


@pytest.mark.parametrize(("asked", "word"), [({"replicates": 1}, "2"), ({"level": 95}, "level")])
def test_bootstrap_refuses(asked, word):
    with pytest.raises(ValueError, match=word):
        bootstrap(ratings_of(VALUES), seed=1, **asked)
