import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommender.methods.ranking import (
    BLOCK,
    FORBIDDEN,
    best,
    cosine_neighbours,
    in_steps,
    stacked,
)


def by_hand(scores: np.ndarray, groups: np.ndarray, k: int) -> list[list[int]]:
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


@given(
    rows=st.lists(st.tuples(*[st.integers(-3, 3)] * 3), min_size=1, max_size=12),
    groups=st.lists(st.integers(0, 6), min_size=12, max_size=12),
    k=st.integers(1, 6),
)
def test_cosine_neighbours_are_those_of_sorting_every_row(rows, groups, k):
    features = np.array(rows, dtype=np.float64)
    lengths = np.linalg.norm(features, axis=1, keepdims=True)
    unit = np.divide(features, lengths, out=np.zeros_like(features), where=lengths > 0)
    unit = unit.astype(np.float32)
    of_rows = np.array(groups[: len(rows)], dtype=np.int64)

    found = cosine_neighbours(unit, groups=of_rows, k=k)

    exact = unit.astype(np.float64) @ unit.astype(np.float64).T
    assert found.indices.tolist() == by_hand(exact, of_rows, k)


def test_cosine_neighbours_do_not_depend_on_where_blocks_end():
    rng = np.random.default_rng(0)
    features = rng.normal(size=(BLOCK + 40, 8)).astype(np.float32)
    features /= np.linalg.norm(features, axis=1, keepdims=True)
    groups = np.arange(len(features)) // 2

    found = cosine_neighbours(features, groups=groups, k=5)

    exact = features.astype(np.float64) @ features.astype(np.float64).T
    assert found.indices.tolist() == by_hand(exact, groups, 5)
    rows = np.arange(len(features))[:, None]
    assert np.abs(found.scores - exact[rows, found.indices]).max() <= 5.001e-7


def test_scores_closer_than_the_sixth_decimal_are_ranked_by_position():
    angle = 1e-4  # its cosine differs from 1 by 5e-9
    features = np.array([[1, 0], [np.cos(angle), np.sin(angle)], [1, 0]], dtype=np.float32)

    found = cosine_neighbours(features, groups=np.arange(3), k=2)

    assert found.indices.tolist() == [[1, 2], [0, 2], [0, 1]]
    assert found.scores[0].tolist() == [1.0, 1.0]


def test_rows_without_candidates_are_minus_one_and_nan():
    features = np.eye(3, dtype=np.float32)

    found = cosine_neighbours(features, groups=np.array([7, 7, 8]), k=2)

    assert found.indices.tolist() == [[2, -1], [2, -1], [0, 1]]
    assert np.isnan(found.scores).tolist() == [[False, True], [False, True], [False, False]]


def test_no_products_give_no_rows():
    found = cosine_neighbours(np.empty((0, 4), np.float32), groups=np.empty(0, np.int64), k=3)

    assert found.indices.shape == found.scores.shape == (0, 3)
    assert stacked([], k=3).indices.shape == (0, 3)


def test_best_of_negative_scores_keeps_score_and_position_apart():
    steps = in_steps(np.array([[-0.25, -1.0, -0.25, 0.0, 0.5]]))
    steps[0, 4] = FORBIDDEN

    found = best(steps, np.array([[900, 1, 7, 3, -1]]), k=5)

    assert found.indices.tolist() == [[3, 7, 900, 1, -1]]
    assert found.scores[0, :4].tolist() == [0.0, -0.25, -0.25, -1.0]
