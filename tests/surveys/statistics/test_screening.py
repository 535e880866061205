"""Which findings break which rule."""

import math
from dataclasses import replace

import pytest

from surveys.statistics.evidence import Evidence
from surveys.statistics.screening import (
    DEFAULT_RULES,
    Flag,
    Rule,
    Rules,
    broken_rules,
    typical_seconds,
)

CAREFUL = Evidence(
    checks=2,
    failed_checks=0,
    anchors=2,
    anchors_above=0,
    repeats=1,
    consistency=0.7,
    always_the_same=False,
    median_seconds=20.0,
)


def flags(rules=DEFAULT_RULES, answer_format="set_rating", completed=True, typical=20.0, **found):
    return broken_rules(
        replace(CAREFUL, **found),
        rules,
        answer_format=answer_format,
        completed=completed,
        typical=typical,
    )


def test_a_careful_participant_is_not_flagged():
    assert flags() == frozenset()


@pytest.mark.parametrize(
    ("found", "flag"),
    [
        ({"failed_checks": 2}, Flag(Rule.FAILED_CHECKS, 2, 2)),
        ({"anchors_above": 3}, Flag(Rule.LOW_ANCHOR, 3, 2)),
        ({"consistency": -0.1}, Flag(Rule.CONSISTENCY, -0.1, 0.0)),
        ({"consistency": math.nan}, Flag(Rule.CONSISTENCY, None, 0.0)),
        ({"always_the_same": True}, Flag(Rule.NO_VARIANCE, None, None)),
        ({"median_seconds": 9.0}, Flag(Rule.SPEED, 0.45, 0.5)),
    ],
)
def test_each_rule_says_what_it_found_and_what_was_fixed(found, flag):
    assert flags(**found) == {flag}


@pytest.mark.parametrize(
    "found",
    [
        {"failed_checks": 1},
        {"anchors_above": 1},
        {"consistency": 0.0},
        {"median_seconds": 10.0},
        {"consistency": math.nan, "repeats": 0},
        {"median_seconds": math.nan},
    ],
)
def test_at_the_threshold_and_without_what_a_rule_looks_at_nobody_is_flagged(found):
    assert flags(**found) == frozenset()


def test_who_has_not_finished_is_flagged_by_checks_alone():
    found = flags(
        completed=False,
        failed_checks=2,
        anchors_above=2,
        consistency=math.nan,
        always_the_same=True,
        median_seconds=1.0,
    )

    assert {flag.rule for flag in found} == {Rule.FAILED_CHECKS, Rule.LOW_ANCHOR}


def test_a_rule_that_is_off_flags_nobody():
    found = flags(
        Rules.from_json({}),
        failed_checks=9,
        anchors_above=9,
        consistency=-1.0,
        always_the_same=True,
        median_seconds=0.1,
    )

    assert found == frozenset()


def test_one_best_set_chosen_otherwise_the_second_time_flags_nobody():
    assert flags(answer_format="best_set", consistency=-0.2, repeats=4) == frozenset()
    assert flags(answer_format="best_set", consistency=-0.2, repeats=5)


@pytest.mark.parametrize("typical", [math.nan, 0.0])
def test_without_a_typical_time_nobody_is_too_fast(typical):
    assert flags(typical=typical, median_seconds=0.0) == frozenset()


def test_the_typical_time_is_the_median_of_the_known_ones():
    assert typical_seconds([10.0, math.nan, 30.0, 14.0]) == 14.0
    assert math.isnan(typical_seconds([math.nan]))


def test_rules_survive_being_stored():
    assert Rules.from_json(DEFAULT_RULES.to_json()) == DEFAULT_RULES
    assert Rules.from_json({}) == Rules(None, None, None, no_variance=False, least_time_share=None)


@pytest.mark.parametrize(
    "rules",
    [
        {"failed_checks": 0},
        {"low_anchor_above": 1.5},
        {"least_consistency": 2},
        {"least_time_share": 1},
        {"unknown": 1},
    ],
)
def test_a_rule_out_of_bounds_is_refused(rules):
    with pytest.raises(ValueError):
        Rules.from_json(rules)
