import math

import pytest

from surveys.statistics import (
    Ratings,
    Reason,
    crossed_mean,
    paired_contrast,
    segmentation_effects,
)


def ratings_of(rows, *, methods_order=None):
    participants, references, methods, values = zip(*rows, strict=True)
    return Ratings.from_columns(
        participants,
        references,
        methods,
        values,
        lowest=1,
        highest=5,
        methods_order=methods_order,
    )


# Every difference a − b that can be formed: ann mug 2, ann tee 0, bob mug 1, bob tee −1.
ROWS = [
    ("ann", "mug", "a", 5),
    ("bob", "tee", "b", 4),
    ("ann", "mug", "b", 3),
    ("ann", "tee", "a", 2),
    ("bob", "mug", "b", 1),
    ("ann", "tee", "b", 2),
    ("bob", "mug", "a", 2),
    ("bob", "tee", "a", 3),
    # Only one of the two was rated here.
    ("cem", "mug", "a", 1),
    ("cem", "tee", "b", 5),
]


def test_contrast_is_the_crossed_mean_of_differences_within_cells():
    found = paired_contrast(ratings_of(ROWS), "a", "b")

    assert (found.method, found.baseline) == ("a", "b")
    assert found.difference == crossed_mean([2, 0, 1, -1], [0, 0, 1, 1], [0, 1, 0, 1])
    assert (found.difference.estimate, found.difference.n) == (0.5, 4)


def test_contrast_in_score_points_shares_the_unit_of_the_score():
    found = paired_contrast(ratings_of(ROWS), "a", "b")

    assert found.score.value == 12.5
    assert found.score.low == pytest.approx(25 * found.difference.low)
    assert found.score.high == pytest.approx(25 * found.difference.high)


def test_contrast_the_other_way_round_changes_the_sign_only():
    there, back = (
        paired_contrast(ratings_of(ROWS), *pair).difference for pair in (("a", "b"), ("b", "a"))
    )

    assert (back.estimate, back.low, back.high) == (
        -there.estimate,
        -there.high,
        -there.low,
    )
    assert (back.se, back.p) == (there.se, there.p)


def test_order_of_rows_does_not_matter():
    there, back = (
        paired_contrast(ratings_of(rows), "a", "b").difference for rows in (ROWS, ROWS[::-1])
    )

    assert back == there


def test_what_participants_add_to_all_their_ratings_cancels():
    generous = [
        (person, product, method, value + (1 if person == "bob" else 0))
        for person, product, method, value in ROWS
    ]

    there, moved = (paired_contrast(ratings_of(rows), "a", "b") for rows in (ROWS, generous))

    assert moved == there


def test_methods_never_rated_together_have_no_contrast():
    rows = [("ann", "mug", "a", 5), ("bob", "mug", "b", 3)]

    found = paired_contrast(ratings_of(rows), "a", "b")

    assert found.difference.reason == Reason.NO_RATINGS
    assert math.isnan(found.difference.estimate)


def test_methods_with_the_same_lists_differ_by_nothing_and_have_no_interval():
    rows = [(p, r, m, v) for p, r, _, v in ROWS[:4] for m in "ab" if (p, r, v) != ("ann", "mug", 3)]

    found = paired_contrast(ratings_of(rows), "a", "b")

    assert (found.difference.estimate, found.difference.se) == (0.0, 0.0)
    assert found.difference.reason == Reason.NO_VARIATION


@pytest.mark.parametrize(("a", "b", "sentence"), [("a", "a", "itself"), ("a", "c", "no method")])
def test_contrast_refuses(a, b, sentence):
    with pytest.raises(ValueError, match=sentence):
        paired_contrast(ratings_of(ROWS), a, b)


def test_segmentation_effects_are_of_algorithms_that_were_shown_both_ways():
    order = ["ssim+segmented", "random", "clip+segmented", "ssim", "efficientnet"]
    rows = [
        ("ann", "mug", "ssim", 2),
        ("ann", "mug", "ssim+segmented", 5),
        ("ann", "mug", "random", 1),
        ("ann", "mug", "efficientnet", 3),
        ("ann", "mug", "clip+segmented", 3),
    ]

    (found,) = segmentation_effects(ratings_of(rows, methods_order=order))

    assert (found.method, found.baseline) == ("ssim+segmented", "ssim")
    assert found.difference.estimate == 3.0
