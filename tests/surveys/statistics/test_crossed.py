import dataclasses
import math

import numpy as np
import pytest

from surveys.statistics import Reason, crossed_mean

# 5 participants × 4 references, row by row.
COMPLETE = [2, 5, 6, 4, 2, 4, 6, 2, 2, 2, 4, 1, 2, 2, 5, 3, 2, 1, 4, 3]
CELLS = [(participant, reference) for participant in range(5) for reference in range(4)]
# The same with five cells left out, and with six cells answered again.
LEFT_OUT = (1, 6, 7, 12, 19)
AGAIN = [(7, 0), (2, 0), (5, 5), (1, 9), (6, 9), (3, 13)]


def complete():
    return COMPLETE, [p for p, _ in CELLS], [i for _, i in CELLS]


def incomplete():
    kept = [k for k in range(20) if k not in LEFT_OUT]
    return (
        [COMPLETE[k] for k in kept],
        [CELLS[k][0] for k in kept],
        [CELLS[k][1] for k in kept],
    )


def several_in_a_cell():
    rows = list(enumerate(CELLS)) + [(k, CELLS[k]) for _, k in AGAIN]
    values = COMPLETE + [value for value, _ in AGAIN]
    return values, [cell[0] for _, cell in rows], [cell[1] for _, cell in rows]


def close(found, expected):
    for ours, theirs in zip(dataclasses.astuple(found), dataclasses.astuple(expected), strict=True):
        if isinstance(ours, float):
            assert ours == pytest.approx(theirs, rel=1e-12, abs=1e-12, nan_ok=True)
        else:
            assert ours == theirs


def test_crossed_mean_agrees_with_a_calculation_by_hand():
    # Mean 3. Residuals: -2 0 / 0 0 / 0 2. Sums: people -2 0 2, products -2 2.
    # V_P = 3/2 · 8/36 = 1/3, V_I = 2 · 8/36 = 4/9, V_PI = 6/5 · 8/36 = 4/15, V = 23/45.
    # With one degree of freedom t(0.975) = tan(0.475 π), and P(|T| > t) = 1 − 2/π · arctan t.
    se = math.sqrt(23 / 45)

    found = crossed_mean([1, 3, 3, 3, 3, 5], [0, 0, 1, 1, 2, 2], [0, 1, 0, 1, 0, 1])

    assert (found.estimate, found.df, found.reason) == (3.0, 1, None)
    assert (found.participants, found.references, found.n) == (3, 2, 6)
    assert found.se == pytest.approx(se)
    assert found.high - 3 == pytest.approx(math.tan(0.475 * math.pi) * se)
    assert 3 - found.low == pytest.approx(found.high - 3)
    assert found.t == pytest.approx(3 / se)
    assert found.p == pytest.approx(1 - 2 / math.pi * math.atan(3 / se))


# statsmodels 0.15.0, y on a constant:
# OLS(y, ones).fit(cov_type="cluster", cov_kwds={"groups": np.column_stack([p, i])}, use_t=True)
# → bse, conf_int(), pvalues. In `incomplete` its V_P + V_I − V_PI (se 0.64867) is below V_I, so the
# constants there are those of groups=i, by reference alone.
@pytest.mark.parametrize(
    ("columns", "estimate", "se"),
    [
        (complete, 3.1, 0.661984655570298),
        (incomplete, 2.933333333333333, 0.6660144958197045),
        (several_in_a_cell, 3.3076923076923075, 0.5033861556607131),
    ],
)
def test_crossed_mean_agrees_with_statsmodels(columns, estimate, se):
    found = crossed_mean(*columns())

    assert found.estimate == pytest.approx(estimate, rel=1e-12)
    assert found.se == pytest.approx(se, rel=1e-12)


def test_interval_and_p_agree_with_statsmodels():
    found = crossed_mean(*several_in_a_cell())

    assert found.df == 3
    assert (found.low, found.high) == pytest.approx((1.7056929, 4.90969172), abs=1e-8)
    assert found.p == pytest.approx(0.00717007, abs=1e-8)


@pytest.mark.parametrize("columns", [complete, incomplete, several_in_a_cell])
def test_order_of_rows_does_not_matter(columns):
    values, participants, references = map(np.array, columns())
    shuffled = np.random.default_rng(3).permutation(values.size)

    found = crossed_mean(values[shuffled], participants[shuffled], references[shuffled])

    close(found, crossed_mean(values, participants, references))


def test_codes_are_only_names():
    values, participants, references = map(np.array, incomplete())
    renamed_people, renamed_items = np.array([7, 0, 3, 12, 5]), np.array([2, 9, 0, 4])

    found = crossed_mean(values, renamed_people[participants], renamed_items[references])

    close(found, crossed_mean(values, participants, references))


def test_participants_and_references_play_the_same_part():
    values, participants, references = incomplete()

    there = crossed_mean(values, participants, references)
    back = crossed_mean(values, references, participants)

    assert (back.se, back.df, back.low) == (there.se, there.df, there.low)


def test_adding_a_constant_moves_the_interval_and_nothing_else():
    values, participants, references = map(np.array, several_in_a_cell())

    there = crossed_mean(values, participants, references)
    moved = crossed_mean(values + 10, participants, references)

    assert moved.se == there.se
    assert (moved.low, moved.high) == pytest.approx((there.low + 10, there.high + 10))


def test_reversing_the_scale_mirrors_the_interval():
    values, participants, references = map(np.array, incomplete())

    there = crossed_mean(values, participants, references)
    mirrored = crossed_mean(8 - values, participants, references)

    assert mirrored.se == there.se
    assert (mirrored.low, mirrored.high) == pytest.approx((8 - there.high, 8 - there.low))


def test_every_row_twice_is_no_new_information():
    values, participants, references = map(np.array, incomplete())

    once = crossed_mean(values, participants, references)
    twice = crossed_mean(*(np.tile(column, 2) for column in (values, participants, references)))

    assert (twice.se, twice.df) == pytest.approx((once.se, once.df), rel=1e-14)


def test_higher_level_gives_a_wider_interval():
    narrow, wide = (crossed_mean(*complete(), level=level) for level in (0.5, 0.99))

    assert wide.low < narrow.low < narrow.estimate < narrow.high < wide.high


@pytest.mark.parametrize(
    ("values", "participants", "references", "reason", "df"),
    [
        ([], [], [], Reason.NO_RATINGS, 0),
        ([3], [0], [0], Reason.ONE_PARTICIPANT, 0),
        ([3, 5], [0, 0], [0, 1], Reason.ONE_PARTICIPANT, 0),
        ([3, 5], [0, 1], [4, 4], Reason.ONE_REFERENCE, 0),
        ([5, 5, 5, 5], [0, 0, 1, 1], [0, 1, 0, 1], Reason.NO_VARIATION, 1),
        # Participants have equal means, and so have references.
        ([1, 5, 5, 1], [0, 0, 1, 1], [0, 1, 0, 1], Reason.NO_VARIATION, 1),
    ],
)
def test_no_interval_without_a_reason(values, participants, references, reason, df):
    found = crossed_mean(values, participants, references)

    assert (found.reason, found.df, found.n) == (reason, df, len(values))
    assert all(map(math.isnan, (found.low, found.high, found.t, found.p)))
    assert found.estimate == pytest.approx(np.mean(values) if values else math.nan, nan_ok=True)


@pytest.mark.parametrize("value", [0.1, 1 / 3, 1e9 + 0.7, -2.2])
def test_equal_values_have_a_standard_error_of_exactly_nothing(value):
    found = crossed_mean([value] * 7, [0, 0, 0, 1, 1, 2, 2], [0, 1, 2, 0, 1, 0, 2])

    assert found.estimate == pytest.approx(value, rel=1e-15)
    assert (found.se, found.reason) == (0.0, Reason.NO_VARIATION)


def test_standard_error_is_unknown_with_one_participant():
    assert math.isnan(crossed_mean([1, 5], [0, 0], [0, 1]).se)


@pytest.mark.parametrize(
    ("values", "participants", "references", "level", "sentence"),
    [
        ([1, 2], [0], [0, 1], 0.95, "one length"),
        ([[1], [2]], [[0], [1]], [[0], [1]], 0.95, "one length"),
        ([1, math.nan], [0, 1], [0, 1], 0.95, "finite"),
        ([1, math.inf], [0, 1], [0, 1], 0.95, "finite"),
        ([1, 2], [0, -1], [0, 1], 0.95, "negative"),
        ([1, 2], [0, 1], [0.0, 1.0], 0.95, "whole-number"),
        ([1, 2], ["ann", "bob"], [0, 1], 0.95, "whole-number"),
        ([1, 2], [0, 1], [0, 1], 95, "level"),
        ([], [], [], 0.0, "level"),
    ],
)
def test_crossed_mean_refuses(values, participants, references, level, sentence):
    with pytest.raises(ValueError, match=sentence):
        crossed_mean(values, participants, references, level=level)
