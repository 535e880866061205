"""When answers count as always the same."""

import pytest

from surveys.statistics.sameness import always_the_same


@pytest.mark.parametrize(
    ("trials", "expected"),
    [
        ([(3, 3, 3), (3, 3)], True),
        ([(3, 3, 3), (3, 2)], False),
        ([(3, 3), (3, 3)], False),
        ([(3, None, 3), (3, 3), (3, None)], True),
        ([(None, None)] * 10, False),
        ([], False),
    ],
)
def test_ratings(trials, expected):
    assert always_the_same(trials, "set_rating") is expected


@pytest.mark.parametrize(
    ("trials", "expected"),
    [
        ([(0, 1, 0)] * 5, True),
        ([(0, 1, 0), (0, 1)] * 3, True),
        ([(0, 1, 0)] * 4 + [(1, 0, 0)], False),
        ([(0, 1, 0)] * 4, False),
        ([(0, 1, 0)] * 4 + [(None, None, None)], False),
        ([(1,)] * 9, False),
    ],
)
def test_the_best_set_is_always_in_the_same_slot(trials, expected):
    assert always_the_same(trials, "best_set") is expected


@pytest.mark.parametrize(
    ("trials", "expected"),
    [
        ([(1, 2, 3), (1, 2)] * 3, True),
        ([(3, 2, 1), (2, 1)] * 3, True),
        ([(2, 1, 3)] * 6, False),
        ([(1, 2, 3)] * 5 + [(3, 2, 1)], False),
        ([(1, 2, 3)] * 4, False),
        ([(1,)] * 6, False),
    ],
)
def test_sets_are_always_ranked_in_the_order_shown_or_in_its_reverse(trials, expected):
    assert always_the_same(trials, "set_ranking") is expected
