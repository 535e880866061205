"""The coverage study, small: what docs/statistics.md reports of 2,000 surveys a scenario."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.coverage import CROSSED, coverage, false_positives
from benchmarks.simulated import SCENARIOS, simulate_scenario, true_dominance, true_means

SURVEYS = 80


def small(name):
    """Half the people and half the references, so that a survey takes a moment."""
    scenario = SCENARIOS[name]
    return replace(scenario, participants=20, references=15, each=scenario.each // 2)


@pytest.mark.parametrize("name", SCENARIOS)
def test_crossed_intervals_hold_the_truth_as_often_as_they_say(name):
    found = coverage(small(name), surveys=SURVEYS, seed=20110)

    # Shares of 80 surveys with 3 to 15 intervals each lie within about .03 of their mean, and of
    # intervals that are too wide somewhat above.
    for quantity in ("mean", "pair", "segmentation", "interaction", "dominance"):
        assert 0.9 <= found[CROSSED][quantity] <= 0.995, quantity
    assert found["independent answers"]["mean"] < 0.8
    # Where all take all methods alike, differences of single answers are independent.
    assert (found["independent answers"]["pair"] < 0.85) == (name != "methods taken alike")


@pytest.mark.parametrize("name", ["base", "40 % of ratings missing"])
def test_tests_seldom_find_what_is_not_there(name):
    found = false_positives(small(name), surveys=SURVEYS, seed=20111)

    for test in ("pair, crossed t", "segmentation, crossed t", "interaction, crossed t"):
        assert found[test] <= 0.1, test
    assert found["any pair, Holm"] <= 0.12
    assert found["pair, independent answers"] > 0.15


@pytest.mark.parametrize("name", ["base", "no reference × method variance", "participant-heavy"])
def test_omnibus_errs_as_often_as_it_says(name):
    found = false_positives(SCENARIOS[name], surveys=1000, seed=20112, omnibus_alone=True)

    # A share of 1,000 lies within .02 of .05, three standard errors.
    assert 0.03 <= found["omnibus"] <= 0.07


def test_omnibus_does_not_take_a_variance_of_next_to_nothing_at_its_word():
    found = false_positives(
        SCENARIOS["methods taken alike"], surveys=1000, seed=20112, omnibus_alone=True
    )

    assert found["omnibus"] <= 0.05
    assert found["omnibus, Hotelling with ν"] > 0.1


def test_truth_is_what_many_answers_say():
    scenario = replace(SCENARIOS["base"], participants=400, references=400, each=400)
    answers = simulate_scenario(np.random.default_rng(1), scenario).answers

    dominance = np.sign(answers[:, 4] - answers[:, 0]).mean()

    # Three standard errors: √((0.6² + 0.5² + 3 × 0.4²)/400) = .052 each.
    assert answers.mean(axis=0) == pytest.approx(true_means(scenario), abs=0.16)
    assert dominance == pytest.approx(true_dominance(scenario, 4, 0), abs=0.04)


def test_a_method_dominates_its_own_equal_as_often_as_the_other_way_round():
    equal = SCENARIOS["base"].without_differences

    assert true_dominance(equal, 0, 1) == pytest.approx(0, abs=1e-12)
    assert true_dominance(SCENARIOS["base"], 0, 4) == pytest.approx(
        -true_dominance(SCENARIOS["base"], 4, 0)
    )
