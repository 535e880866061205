import numpy as np
import pytest

from surveys.statistics import Ratings, Reason, Scale, crossed_mean, paired_contrast
from surveys.statistics.segmentation import segmentation

METHODS = ("clip", "clip+segmented", "random", "ssim", "ssim+segmented")
PEOPLE, ITEMS = np.divmod(np.arange(24), 4)
VALUES = np.random.default_rng(3).integers(1, 8, (24, 5)).astype(float)


def ratings_of(values, methods=METHODS):
    cell, method = np.nonzero(~np.isnan(values))
    return Ratings(
        PEOPLE[cell],
        ITEMS[cell],
        method,
        values[cell, method],
        tuple(range(6)),
        tuple(range(4)),
        methods,
        Scale(1, 7),
    )


def test_effects_are_the_paired_contrasts_of_each_algorithm():
    ratings = ratings_of(VALUES)

    found = segmentation(ratings)

    for one, algorithm in zip(found.per_algorithm, ("clip", "ssim"), strict=True):
        alone = paired_contrast(ratings, f"{algorithm}+segmented", algorithm)
        assert (one.difference, one.dominance) == (alone.difference, alone.dominance)


def test_pooled_and_interaction_are_mean_and_difference_within_cells():
    clip, ssim = VALUES[:, 1] - VALUES[:, 0], VALUES[:, 4] - VALUES[:, 3]

    found = segmentation(ratings_of(VALUES))

    for contrast, cells in ((found.pooled, (clip + ssim) / 2), (found.interaction[0], clip - ssim)):
        expected = crossed_mean(cells, PEOPLE, ITEMS)
        signs = crossed_mean(np.sign(cells), PEOPLE, ITEMS)
        assert contrast.difference.estimate == pytest.approx(expected.estimate)
        assert contrast.difference.se == pytest.approx(expected.se)
        assert contrast.dominance.estimate == pytest.approx(signs.estimate)
        assert contrast.dominance.se == pytest.approx(signs.se)


def test_with_gaps_the_pooled_effect_is_still_the_mean_of_the_effects_beside_it():
    values = VALUES.copy()
    values[:10, 0] = np.nan

    found = segmentation(ratings_of(values))

    clip, ssim = (one.difference.estimate for one in found.per_algorithm)
    assert found.pooled.difference.estimate == pytest.approx((clip + ssim) / 2)
    assert found.interaction[0].difference.estimate == pytest.approx(clip - ssim)
    assert found.pooled.dominance.n == 14


def test_equal_effects_have_no_interaction_and_no_variance_of_it():
    values = VALUES.copy()
    values[:, 4] = values[:, 3] + values[:, 1] - values[:, 0]
    values = values + 10

    found = segmentation(
        Ratings.from_columns(
            np.repeat(PEOPLE, 5),
            np.repeat(ITEMS, 5),
            list(METHODS) * 24,
            values.ravel(),
            lowest=-20,
            highest=40,
        )
    )

    assert found.interaction[0].difference.estimate == 0
    assert found.interaction[0].difference.reason == Reason.NO_VARIATION


def test_interactions_of_three_algorithms_are_one_family():
    methods = ("a", "a+segmented", "b", "b+segmented", "c", "c+segmented")
    values = np.column_stack([VALUES, VALUES[::-1, 2]])

    found = segmentation(ratings_of(values, methods))

    assert [(one.method, one.baseline) for one in found.interaction] == [
        ("a", "b"),
        ("a", "c"),
        ("b", "c"),
    ]
    smallest = min(found.interaction, key=lambda one: one.difference.p)
    assert smallest.p_holm == pytest.approx(min(1, 3 * smallest.difference.p))


def test_a_round_without_segmented_methods_has_no_effect():
    found = segmentation(ratings_of(VALUES[:, [0, 2, 3]], ("clip", "random", "ssim")))

    assert (found.per_algorithm, found.pooled, found.interaction) == ((), None, ())
