"""The reason for a flag, in words."""

import pytest

from surveys.screening import condition_of, label_of, words_of
from surveys.statistics.screening import DEFAULT_RULES, Flag, Rule, Rules


@pytest.mark.parametrize(
    ("flag", "words"),
    [
        (Flag(Rule.FAILED_CHECKS, 2, 2), "2 checks failed; flagged from 2 on."),
        (Flag(Rule.FAILED_CHECKS, 1, 1), "1 check failed; flagged from 1 on."),
        (
            Flag(Rule.LOW_ANCHOR, 3, 2),
            "In 3 checks the random set stands above the identical one; flagged from 2 on.",
        ),
        (
            Flag(Rule.CONSISTENCY, -0.126, 0.0),
            "Consistency is \N{MINUS SIGN}0.13; at least 0.00 was fixed.",
        ),
        (Flag(Rule.CONSISTENCY, None, 0.1), "Consistency is undefined; at least 0.10 was fixed."),
        (Flag(Rule.NO_VARIANCE, None, None), "Every answer is the same."),
        (
            Flag(Rule.SPEED, 0.318, 0.5),
            "The median time of a page is 32 % of the typical one; at least 50 % were fixed.",
        ),
    ],
)
def test_a_flag_says_what_was_found_and_what_was_fixed(flag, words):
    assert words_of(flag) == words


def test_every_rule_has_a_label():
    assert len({label_of(rule) for rule in Rule}) == len(Rule)


def test_every_rule_says_when_it_flags_unless_it_is_off():
    assert [condition_of(rule, DEFAULT_RULES) for rule in Rule] == [
        "2 failed checks or more",
        "in 2 identical-set checks or more",
        "below 0.00 over repeated trials, or undefined",
        "every answer is the same",
        "median time of a page below 50 % of the typical one",
    ]
    assert {condition_of(rule, Rules.from_json({})) for rule in Rule} == {""}
