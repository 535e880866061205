import math

import numpy as np
import pytest

from surveys.statistics import Ratings, Scale


def columns(**changes):
    given = {
        "participants": ["ann", "ann", "bob", "bob"],
        "references": [11, 11, 11, 12],
        "methods": ["ssim", "clip", "ssim", "ssim"],
        "values": [1, 5, 3, 4],
        "lowest": 1,
        "highest": 5,
    }
    return given | changes


def test_from_columns_keeps_every_row_under_its_labels():
    ratings = Ratings.from_columns(**columns())

    rows = zip(
        (ratings.participants[code] for code in ratings.participant_codes),
        (ratings.references[code] for code in ratings.reference_codes),
        (ratings.methods[code] for code in ratings.method_codes),
        ratings.values,
        strict=True,
    )
    assert list(rows) == [
        ("ann", 11, "ssim", 1),
        ("ann", 11, "clip", 5),
        ("bob", 11, "ssim", 3),
        ("bob", 12, "ssim", 4),
    ]
    assert len(ratings) == 4
    assert ratings.scale == Scale(1, 5)


def test_methods_are_sorted_unless_an_order_is_given():
    ordered = Ratings.from_columns(**columns(methods_order=["ssim", "random", "clip"]))

    assert Ratings.from_columns(**columns()).methods == ("clip", "ssim")
    assert ordered.methods == ("ssim", "random", "clip")
    assert ordered.rows("clip").values.tolist() == [5]
    assert ordered.rows("random").values.size == 0


def test_ratings_keep_their_values_when_the_callers_array_changes():
    values = np.array([1.0, 5, 3, 4])
    ratings = Ratings.from_columns(**columns(values=values))

    values[:] = 2

    assert ratings.values.tolist() == [1, 5, 3, 4]


def test_no_rows_are_fine():
    ratings = Ratings.from_columns([], [], [], [], lowest=1, highest=7, methods_order=["ssim"])

    assert len(ratings) == 0
    assert ratings.methods == ("ssim",)


@pytest.mark.parametrize("value", [0, 5.5, -1, math.nan, math.inf])
def test_value_outside_the_scale_is_refused_with_its_place(value):
    with pytest.raises(ValueError) as refused:
        Ratings.from_columns(**columns(values=[1, 5, value, 4]))

    assert str(refused.value) == (
        f"Rating {value:g} (participant bob, reference 11, method ssim) "
        "is outside the scale 1 to 5."
    )


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="4 participants, 4 references, 4 methods, 3 values"):
        Ratings.from_columns(**columns(values=[1, 2, 3]))


def test_rating_given_twice_is_refused_with_its_place():
    with pytest.raises(
        ValueError, match="two ratings of participant bob, reference 11, method ssim"
    ):
        Ratings.from_columns(**columns(references=[11, 11, 11, 11]))


def test_same_cell_with_another_method_is_no_double():
    assert len(Ratings.from_columns(**columns())) == 4


@pytest.mark.parametrize(
    ("order", "sentence"),
    [(["clip"], "not in methods_order: ssim"), (["clip", "ssim", "clip"], "twice")],
)
def test_order_that_does_not_fit_the_methods_is_refused(order, sentence):
    with pytest.raises(ValueError, match=sentence):
        Ratings.from_columns(**columns(methods_order=order))


def test_unknown_method_is_refused():
    with pytest.raises(ValueError, match="no method “resnet” here, only clip, ssim"):
        Ratings.from_columns(**columns()).rows("resnet")


@pytest.mark.parametrize("code", [-1, 1])
def test_code_without_a_label_is_refused(code):
    zero = np.array([0])

    with pytest.raises(ValueError, match="reference code"):
        Ratings(
            zero,
            np.array([code]),
            zero,
            np.array([3.0]),
            ("a",),
            ("r",),
            ("m",),
            Scale(1, 5),
        )


@pytest.mark.parametrize(("lowest", "highest"), [(5, 1), (3, 3), (1, math.inf), (math.nan, 5)])
def test_scale_without_two_ends_in_order_is_refused(lowest, highest):
    with pytest.raises(ValueError, match="scale"):
        Scale(lowest, highest)
