import math

import pytest

from surveys.statistics import QUANTILES, PointCount, Ratings, Reason, describe, quantiles


def ratings_of(values, *, lowest=1, highest=5):
    """Two references for each participant, all of one method."""
    rows = range(len(values))
    return Ratings.from_columns(
        [row // 2 for row in rows],
        [row % 2 for row in rows],
        ["ssim"] * len(values),
        values,
        lowest=lowest,
        highest=highest,
        methods_order=["ssim"],
    )


def test_describe_counts_and_averages():
    found = describe(ratings_of([1, 2, 2, 5, 4, 4]), "ssim")

    assert (found.n, found.participants, found.references) == (6, 3, 2)
    assert (found.mean.estimate, found.median) == (3.0, 3.0)
    assert found.sd == pytest.approx(math.sqrt(12 / 5))
    assert found.distribution == (
        PointCount(1, 1, 1 / 6),
        PointCount(2, 2, 2 / 6),
        PointCount(3, 0, 0.0),
        PointCount(4, 2, 2 / 6),
        PointCount(5, 1, 1 / 6),
    )


def test_score_runs_from_nothing_at_the_lowest_point_to_hundred_at_the_highest():
    scores = [describe(ratings_of([value] * 4), "ssim").score.value for value in (1, 2, 5)]

    assert scores == [0.0, 25.0, 100.0]


def test_interval_of_the_score_is_that_of_the_mean_transformed():
    found = describe(ratings_of([1, 2, 2, 5, 4, 4]), "ssim")

    assert found.score.low == pytest.approx((found.mean.low - 1) * 25)
    assert found.score.high == pytest.approx((found.mean.high - 1) * 25)


def test_score_does_not_depend_on_how_the_points_are_numbered():
    there = describe(ratings_of([1, 2, 2, 5, 4, 4]), "ssim")
    moved = describe(ratings_of([0, 1, 1, 4, 3, 3], lowest=0, highest=4), "ssim")

    assert moved.score == there.score
    assert [point.count for point in moved.distribution] == [
        point.count for point in there.distribution
    ]


@pytest.mark.parametrize(
    ("values", "lowest"),
    [([1, 2.5, 3, 3], 1), ([1, 2, 3, 3], 0.5)],
)
def test_no_distribution_off_whole_points(values, lowest):
    assert describe(ratings_of(values, lowest=lowest), "ssim").distribution == ()


def test_method_without_ratings_is_described_with_nan_and_the_reason():
    found = describe(ratings_of([]), "ssim")

    assert (found.n, found.mean.reason) == (0, Reason.NO_RATINGS)
    assert all(map(math.isnan, (found.mean.estimate, found.sd, found.median, found.score.value)))
    assert [point.count for point in found.distribution] == [0] * 5
    assert all(math.isnan(point.share) for point in found.distribution)


def test_one_rating_has_a_score_and_no_interval():
    found = describe(ratings_of([4]), "ssim")

    assert (found.score.value, found.mean.reason) == (75.0, Reason.ONE_PARTICIPANT)
    assert all(map(math.isnan, (found.sd, found.score.low, found.score.high)))


def test_quantiles_lie_between_the_ratings():
    assert quantiles(ratings_of([1, 2, 3, 4, 5]), "ssim") == (1.4, 2.0, 3.0, 4.0, 4.6)


def test_quantiles_without_ratings_are_undefined():
    found = quantiles(ratings_of([]), "ssim")

    assert len(found) == len(QUANTILES)
    assert all(math.isnan(value) for value in found)
