import math
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.simulated import Scenario, simulate_scenario
from surveys.statistics import Ratings, Reason, paired_contrast
from surveys.statistics.contrasts import pairwise_contrasts
from surveys.statistics.forecast import forecast_contrasts, forecast_means
from surveys.statistics.summary import summarise


def survey(participants=12, references=20, seed=1, **changes):
    scenario = Scenario(participants=participants, references=references, each=references)
    return simulate_scenario(np.random.default_rng(seed), replace(scenario, **changes)).ratings


def half(found):
    return (found.high - found.low) / 2


def test_now_is_the_widest_interval_of_the_results():
    ratings = survey()

    contrasts, means = (ask(ratings, wished=1) for ask in (forecast_contrasts, forecast_means))

    assert contrasts.now == pytest.approx(
        max(half(one.difference) for one in pairwise_contrasts(ratings))
    )
    assert means.now == pytest.approx(max(half(one.mean) for one in summarise(ratings).methods))
    assert contrasts.participants == 12


@pytest.mark.parametrize("seed", range(5))
def test_now_is_that_of_the_results_also_where_its_variance_is_repaired(seed):
    rng = np.random.default_rng(seed)
    rows = [(p, i, m, int(rng.integers(1, 8))) for p in range(4) for i in range(4) for m in "ab"]
    ratings = table(rows)

    found = paired_contrast(ratings, "a", "b").difference

    assert forecast_contrasts(ratings, wished=1).now == pytest.approx(half(found))


def test_what_is_forecast_comes_true_on_average():
    """Two methods, so that no maximum over pairs takes part."""
    ratios = []
    for seed in range(60):
        whole = survey(participants=45, references=60, seed=seed)
        early, late = (two_methods(whole, participants) for participants in (15, 45))
        wished = half(paired_contrast(late, "ssim", "clip").difference)
        needed = forecast_contrasts(early, wished=wished).needed
        ratios.append(45 / needed if needed else 0)

    assert np.median(ratios) == pytest.approx(1, abs=0.2)


def two_methods(ratings, participants):
    kept = (ratings.participant_codes < participants) & np.isin(
        ratings.method_codes, [ratings.column("ssim"), ratings.column("clip")]
    )
    return replace(
        ratings,
        participant_codes=ratings.participant_codes[kept],
        reference_codes=ratings.reference_codes[kept],
        method_codes=ratings.method_codes[kept],
        values=ratings.values[kept],
    )


def test_a_wider_wish_needs_fewer_and_one_that_is_met_nobody():
    ratings = survey()
    now = forecast_contrasts(ratings, wished=1).now

    needed = [forecast_contrasts(ratings, wished=now * share).more for share in (1, 0.9, 0.8)]

    assert needed[0] == 0
    assert 0 < needed[1] < needed[2]


def test_people_alone_never_make_it_narrower_than_the_references_allow():
    found = forecast_contrasts(survey(references=5), wished=0.01)

    assert found.needed is None
    assert found.more is None
    assert found.now > found.least > 0.01
    assert forecast_contrasts(survey(references=5), wished=found.least * 1.01).needed


def test_who_leads_does_not_show():
    ratings = survey()
    mirrored = replace(ratings, values=8 - ratings.values)

    there, back = (forecast_contrasts(one, wished=0.3) for one in (ratings, mirrored))

    assert (there.needed, there.now) == (back.needed, pytest.approx(back.now))


def table(rows, methods=("a", "b")):
    return Ratings.from_columns(
        *zip(*rows, strict=True), lowest=1, highest=7, methods_order=methods
    )


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([(p, i, "a", 3) for p in "xy" for i in "rs"], Reason.ONE_METHOD),
        ([("x", i, m, 3) for i in "rs" for m in "ab"], Reason.ONE_PARTICIPANT),
        ([(p, "r", m, 3) for p in "xy" for m in "ab"], Reason.ONE_REFERENCE),
        ([(p, i, m, 3) for p in "xy" for i in "rs" for m in "ab"], Reason.NO_VARIATION),
        ([("x", "r", "a", 3), ("y", "s", "b", 3)], Reason.NO_RATINGS),
    ],
)
def test_nothing_is_forecast_without_a_reason(rows, reason):
    found = forecast_contrasts(table(rows), wished=0.2)

    assert found.reason == reason
    assert math.isnan(found.now)
    assert found.needed is None


def test_a_method_without_ratings_does_not_stand_in_the_way():
    ratings = survey()

    more = replace(ratings, methods=(*ratings.methods, "random"))

    assert forecast_means(more, wished=0.3) == forecast_means(ratings, wished=0.3)


@pytest.mark.parametrize("asked", [{"wished": 0}, {"wished": 0.2, "level": 95}])
def test_what_makes_no_sense_is_refused(asked):
    with pytest.raises(ValueError, match=r"above 0|between 0 and 1"):
        forecast_contrasts(survey(), **asked)
