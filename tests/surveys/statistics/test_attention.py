"""Which answers pass a check."""

import pytest

from surveys.statistics.attention import passed

SCALE = ("set_rating", 1, 7)
SLIDER = ("set_rating", 0, 100)
PRODUCTS = ("product_rating", 1, 5)
BEST = ("best_set", 0, 1)
RANKING = ("set_ranking", 1, 3)


@pytest.mark.parametrize(
    ("answers", "slots", "form", "expected"),
    [
        ([7, 1, 3], [0], SCALE, True),
        ([7, 7, 7], [0], SCALE, True),
        ([6, 1, 3], [0], SCALE, False),
        ([None, 7, 7], [0], SCALE, False),
        ([90, 0], [0], SLIDER, True),
        ([89, 0], [0], SLIDER, False),
        ([5, 5, 1, 2], [0, 1], PRODUCTS, True),
        ([5, 4, 5, 5], [0, 1], PRODUCTS, False),
        ([0, 1, 0], [1], BEST, True),
        ([0, 1, 0], [2], BEST, False),
        ([2, 3, 1], [2], RANKING, True),
        ([1, 2, 3], [2], RANKING, False),
        ([None, None, None], [2], RANKING, False),
    ],
)
def test_an_identical_set_must_get_the_top_answer(answers, slots, form, expected):
    assert passed("identical", answers, slots, None, *form) is expected


@pytest.mark.parametrize(
    ("answers", "instructed", "form", "expected"),
    [
        ([2, 2, 2], 2, SCALE, True),
        ([2, 2, 3], 2, SCALE, False),
        ([2, None, 2], 2, SCALE, False),
        ([0, 10], 0, SLIDER, True),
        ([0, 11], 0, SLIDER, False),
        ([100, 90], 100, SLIDER, True),
        ([1, 1, 1, 1], 1, PRODUCTS, True),
        ([0, 0, 1], 2, BEST, True),
        ([1, 0, 0], 2, BEST, False),
        ([None, None, None], 2, BEST, False),
        ([1, 2, 3], 1, RANKING, True),
        ([1, 3, 2], 1, RANKING, False),
    ],
)
def test_an_instruction_must_be_followed_in_every_slot(answers, instructed, form, expected):
    assert passed("instructed", answers, (), instructed, *form) is expected


def test_a_scale_of_eleven_points_is_no_slider():
    assert not passed("identical", [10], [0], None, "set_rating", 1, 11)


@pytest.mark.parametrize(
    ("kind", "slots", "instructed"),
    [("main", [0], 1), ("identical", [], None), ("instructed", [], None)],
)
def test_what_nobody_can_pass_or_fail_is_refused(kind, slots, instructed):
    with pytest.raises(ValueError):
        passed(kind, [1, 1], slots, instructed, *SCALE)
