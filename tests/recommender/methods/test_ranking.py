import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.methods import ranking
from recommender.methods.lists import Neighbours, Products
from recommender.methods.ranking import (
    BLOCK,
    FORBIDDEN,
    UnusableSimilarities,
    best,
    in_steps,
    merged,
    none,
    shifted,
    stacked,
)

FEW_VALUES = st.sampled_from([-2.5, -0.25, 0.0, 1e-7, 0.25, 0.2500004, 7.0])


def table(scores: np.ndarray):
    """A method whose similarity of two products stands in a table; features are their numbers."""
    return lambda a, b: scores[np.ix_(a.features[:, 0], b.features[:, 0])]


def numbered(groups) -> Products:
    numbers = np.arange(len(groups))
    return Products(numbers[:, None], np.array(groups, dtype=np.int64), [""] * len(groups))


def by_hand(scores: np.ndarray, groups, k: int) -> list[list[int]]:
    """Sort every row by (score, position) the slow way."""
    return [
        [
            *sorted(
                (j for j in range(len(scores)) if groups[j] != groups[i]),
                key=lambda j, i=i: (-round(float(scores[i, j]), 6), j),
            ),
            *[-1] * k,
        ][:k]
        for i in range(len(scores))
    ]


@st.composite
def categories(draw):
    """A symmetric table of similarities, and groups."""
    n = draw(st.integers(0, 9))
    flat = draw(st.lists(FEW_VALUES, min_size=n * n, max_size=n * n))
    scores = np.triu(np.array(flat).reshape(n, n))
    groups = draw(st.lists(st.integers(0, 5), min_size=n, max_size=n))
    return scores + np.triu(scores, 1).T, groups


@given(categories(), st.integers(1, 12))
def test_neighbours_are_those_of_sorting_every_row(category, k):
    scores, groups = category

    found = ranking.neighbours(table(scores), numbered(groups), k=k)

    assert found.indices.tolist() == by_hand(scores, groups, k)
    assert np.array_equal(np.isnan(found.scores), found.indices < 0)


@given(categories(), st.integers(1, 12), st.integers(0, 9), st.integers(1, 4))
def test_blocks_that_are_compared_and_merged_give_the_lists_of_the_whole(category, k, cut, block):
    scores, groups = category
    every = numbered(groups)
    rows, columns = every[:cut], every[cut:]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranking, "BLOCK", block)
        across = ranking.compare(table(scores), rows, columns, k=k)
        within = [ranking.neighbours(table(scores), part, k=k) for part in (rows, columns)]
        whole = ranking.neighbours(table(scores), every, k=k)

    of_rows = merged([shifted(across.rows, len(rows)), within[0]], k=k)
    of_columns = merged([shifted(within[1], len(rows)), across.columns], k=k)
    found = stacked([of_rows, of_columns], k=k)
    assert np.array_equal(found.indices, whole.indices)
    assert np.array_equal(found.scores, whole.scores, equal_nan=True)


@given(
    st.lists(
        st.lists(st.tuples(st.integers(-1, 6), FEW_VALUES), min_size=4, max_size=4),
        min_size=1,
        max_size=4,
    ),
    st.integers(1, 6),
)
def test_merged_lists_hold_the_best_of_all_and_nobody_twice(parts, k):
    first: dict[int, float] = {}
    for part in parts:
        for position, score in part:
            if position >= 0:
                first.setdefault(position, score)

    found = merged(
        [
            Neighbours(
                np.array([[position for position, _ in part]], dtype=np.int32),
                np.array([[score if position >= 0 else np.nan for position, score in part]]),
            )
            for part in parts
        ],
        k=k,
    )

    order = sorted(first, key=lambda position: (-round(first[position], 6), position))
    assert found.indices.tolist() == [([*order, *[-1] * k])[:k]]
    assert found.scores[0, : len(order)].tolist() == [round(first[p], 6) for p in order[:k]]


def test_merging_many_rows_keeps_every_row_to_itself():
    one = Neighbours(np.array([[1, 2], [-1, -1], [0, 1]], np.int32), np.array([[0.9, 0.1]] * 3))
    other = Neighbours(np.array([[2, 3], [0, 2], [1, -1]], np.int32), np.array([[0.1, 0.05]] * 3))

    found = merged([one, other], k=3)

    assert found.indices.tolist() == [[1, 2, 3], [0, 2, -1], [0, 1, -1]]


def test_merging_with_nobody_changes_nothing():
    lists = Neighbours(np.array([[3, 1]], np.int32), np.array([[0.5, -0.5]]))

    found = merged([none(1, k=2), lists, none(1, k=2)], k=2)

    assert found.indices.tolist() == [[3, 1]]
    assert found.scores.tolist() == [[0.5, -0.5]]


def test_more_rows_than_a_block_are_all_ranked():
    n = BLOCK + 40
    scores = np.random.default_rng(0).normal(size=(n, n))
    groups = np.arange(n) // 2

    found = ranking.neighbours(table(scores), numbered(groups), k=5)

    assert found.indices.tolist() == by_hand(scores, groups, 5)


def test_rows_without_candidates_are_minus_one_and_nan():
    found = ranking.neighbours(table(np.zeros((3, 3))), numbered([7, 7, 8]), k=2)

    assert found.indices.tolist() == [[2, -1], [2, -1], [0, 1]]
    assert np.isnan(found.scores).tolist() == [[False, True], [False, True], [False, False]]


def test_no_products_give_no_rows():
    found = ranking.neighbours(table(np.empty((0, 0))), numbered([]), k=3)

    assert found.indices.shape == found.scores.shape == (0, 3)
    assert stacked([], k=3).indices.shape == (0, 3)


def test_best_of_negative_scores_keeps_score_and_position_apart():
    steps = in_steps(np.array([[-0.25, -1.0, -0.25, 0.0, 0.5]]))
    steps[0, 4] = FORBIDDEN

    found = best(steps, np.array([[900, 1, 7, 3, -1]]), k=5)

    assert found.indices.tolist() == [[3, 7, 900, 1, -1]]
    assert found.scores[0, :4].tolist() == [0.0, -0.25, -0.25, -1.0]


def test_best_of_enormous_scores_is_as_exact():
    scores = np.array([[8e9, -8e9, 8e9, 7.999999999e9, 0.0]])

    found = best(in_steps(scores), np.array([[90_000, 1, 7, 3, 5]]), k=4)

    assert found.indices.tolist() == [[7, 90_000, 3, 5]]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e10])
def test_similarities_that_cannot_be_ranked_are_refused(bad):
    scores = np.zeros((3, 3))
    scores[1, 2] = bad

    with pytest.raises(UnusableSimilarities, match="not a number, or not one between -9e"):
        ranking.neighbours(table(scores), numbered([0, 1, 2]), k=1)


def test_similarities_of_a_wrong_shape_are_refused():
    with pytest.raises(UnusableSimilarities, match=r"3 products to 3 have the shape \(3,\)"):
        ranking.neighbours(lambda _a, _b: np.zeros(3), numbered([0, 1, 2]), k=1)
