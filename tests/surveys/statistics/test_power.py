import math
from dataclasses import replace

import numpy as np
import pytest

from benchmarks import simulated
from surveys.statistics import Ratings, Reason, crossed_mean, paired_contrast
from surveys.statistics.components import ASSUMED, Components
from surveys.statistics.power import Shown, _surveys, precision, rounded_mean

MILD = Components(person=10, product=8, person_method=3, product_method=3, answer=17)
# The parts of benchmarks/simulated.py, for two different algorithms, of 6 points in all.
OF_COVERAGE = Components(
    person=simulated.SD_PARTICIPANT / 0.06,
    product=simulated.SD_REFERENCE / 0.06,
    person_method=simulated.SD_PARTICIPANT_METHOD / 0.06,
    product_method=math.hypot(simulated.SD_REFERENCE_ALGORITHM, simulated.SD_REFERENCE_METHOD)
    / 0.06,
    answer=simulated.SD_ANSWER / 0.06,
)


def rotated(participants: int, references: int, each: int) -> Shown:
    rng = np.random.default_rng(5)
    shown = np.concatenate([rng.permutation(references)[:each] for _ in range(participants)])
    people = np.repeat(np.arange(participants), each)
    return Shown(people, shown, np.ones(shown.size, dtype=bool))


def found(shown=None, components=ASSUMED, *, seed=1, **changes):
    options = {"difference": 5, "points": 5, "surveys": 100} | changes
    shown = shown or rotated(20, 20, 10)
    return precision(shown, components, rng=np.random.default_rng(seed), **options)


@pytest.mark.parametrize("points", [None, 2, 5, 101])
def test_true_difference_of_zero_is_found_in_about_one_of_twenty(points):
    power = found(rotated(30, 40, 15), difference=0, points=points, surveys=1000).power

    assert power.value == pytest.approx(0.05, abs=4 * math.sqrt(0.05 * 0.95 / 1000))


def test_the_analysis_is_that_of_the_results():
    """One survey's answers, as ratings through `paired_contrast`, give the same interval."""
    shown = rotated(12, 15, 8)
    width = found(shown, surveys=1).contrast_half_width.value
    (answers,) = _surveys(shown, ASSUMED, latent_of(5, 5), 5, 1, np.random.default_rng(1))

    ratings = Ratings.from_columns(
        [*shown.participants, *shown.participants],
        [*shown.references, *shown.references],
        ["a"] * len(answers) + ["b"] * len(answers),
        [*answers[:, 0], *answers[:, 1]],
        lowest=0,
        highest=100,
    )
    contrast = paired_contrast(ratings, "a", "b").difference

    assert width == pytest.approx((contrast.high - contrast.low) / 2, rel=1e-12)


def latent_of(difference, points):
    from surveys.statistics.power import _latent_means

    return _latent_means(difference, points, ASSUMED.total)


def test_agrees_with_the_generator_of_the_coverage_benchmark():
    """EfficientNet and CLIP there lie 0.5 of 6 points apart before rounding."""
    truth = simulated.true_means()
    rng, surveys = np.random.default_rng(3), 300
    theirs = [
        simulated.simulate(rng, participants=24, references=40, each=12) for _ in range(surveys)
    ]
    gaps = [
        crossed_mean(one.answers[:, 4] - one.answers[:, 2], one.participants, one.references)
        for one in theirs
    ]

    ours = found(
        rotated(24, 40, 12),
        OF_COVERAGE,
        difference=(truth[4] - truth[2]) / 0.06,
        points=7,
        surveys=surveys,
    )

    power = np.mean([gap.p < 0.05 for gap in gaps])
    width = np.mean([gap.high - gap.low for gap in gaps]) / 2 / 0.06
    assert 0.3 < power < 0.9
    assert ours.power.value == pytest.approx(power, abs=4 * math.sqrt(2) * ours.power.error)
    assert ours.contrast_half_width.value == pytest.approx(width, rel=0.05)


@pytest.mark.parametrize("points", [2, 5, 7, 101])
def test_difference_is_that_of_the_rounded_answers(points):
    shown = rotated(4, 4, 4)
    high, low = latent_of(20, points)
    answers = np.concatenate(
        list(_surveys(shown, ASSUMED, (high, low), points, 4000, np.random.default_rng(2)))
    )

    gaps = answers[:, 0] - answers[:, 1]
    assert gaps.mean() == pytest.approx(20, abs=0.6)
    assert set(np.unique(answers)) <= set(np.linspace(0, 100, points).tolist())
    assert rounded_mean(high, points, ASSUMED.total) == pytest.approx(60)


def test_more_participants_and_more_references_find_more():
    small, people, products = (
        found(rotated(*size), surveys=200) for size in [(20, 20, 10), (80, 20, 10), (80, 80, 10)]
    )

    assert small.power.value < people.power.value < products.power.value
    for name in ("mean_half_width", "contrast_half_width"):
        widths = [getattr(one, name).value for one in (small, people, products)]
        assert widths == sorted(widths, reverse=True)


def test_what_both_methods_share_does_not_widen_their_difference():
    much = replace(ASSUMED, person=30, product=30)

    plain, shared = (found(components=one, points=None) for one in (ASSUMED, much))

    assert shared.mean_half_width.value > 2 * plain.mean_half_width.value
    assert shared.contrast_half_width.value == pytest.approx(plain.contrast_half_width.value)


def test_pages_with_one_of_the_two_methods_count_for_the_mean_alone():
    whole = rotated(20, 20, 10)
    part = replace(whole, together=np.arange(200) % 3 == 0)

    seen, rarely = found(whole, MILD), found(part, MILD)

    assert rarely.mean_half_width == seen.mean_half_width
    assert rarely.contrast_half_width.value > 1.2 * seen.contrast_half_width.value


def test_the_same_seed_finds_the_same_and_another_one_something_else():
    assert found() == found()
    assert found() != found(seed=2)


def test_batches_hold_as_many_surveys_as_were_asked_for(monkeypatch):
    monkeypatch.setattr("surveys.statistics.power.BATCH_NUMBERS", 1000)

    batches = list(_surveys(rotated(20, 20, 10), MILD, (50, 50), 5, 7, np.random.default_rng()))

    assert [one.shape for one in batches] == [(200, 2)] * 7


def test_one_participant_finds_nothing_and_has_no_interval():
    shown = rotated(1, 10, 10)
    assert crossed_mean(np.arange(10), *(shown.participants, shown.references)).reason is (
        Reason.ONE_PARTICIPANT
    )

    precise = found(shown, surveys=3)

    assert precise.power == (0, 0)
    assert math.isnan(precise.contrast_half_width.value)


def test_monte_carlo_error_is_that_of_a_share_and_of_a_mean():
    few, many = found(surveys=50), found(surveys=800)

    assert many.power.error == pytest.approx(
        math.sqrt(many.power.value * (1 - many.power.value) / 800)
    )
    ratio = few.contrast_half_width.error / many.contrast_half_width.error
    assert ratio == pytest.approx(4, rel=0.35)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"surveys": 0}, "At least one survey"),
        ({"difference": -1}, "between 0 and 100"),
        ({"difference": 100}, "between 0 and 100"),
        ({"points": 1}, "two points"),
        ({"level": 1.0}, "between 0 and 1"),
    ],
)
def test_what_is_out_of_bounds_is_refused(changes, said):
    with pytest.raises(ValueError, match=said):
        found(**changes)
