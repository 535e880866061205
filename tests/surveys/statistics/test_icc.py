import itertools
import math

import numpy as np
import pytest

from surveys.statistics import Ratings, Reason
from surveys.statistics.icc import intraclass
from tests.surveys.statistics.tables import relabelled

# Shrout & Fleiss (1979), table 2: six targets, four judges; and table 4.
TARGETS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
PUBLISHED = [0.17, 0.29, 0.71, 0.44, 0.62, 0.91]
# R 4.2.2, psych 2.2.9: ICC(sf, lmer = FALSE)$results[, c("ICC", "lower bound", "upper bound")]
PSYCH = [
    (0.1657417684, -0.13293232487, 0.7225600623),
    (0.2897637795, 0.01878651337, 0.7610843696),
    (0.7148407148, 0.34246476503, 0.9458582600),
    (0.4427971337, -0.88444215524, 0.9124154203),
    (0.6200505476, 0.07113681530, 0.9272320402),
    (0.9093155424, 0.67567471382, 0.9858916782),
]
NAMES = ["icc_1_1", "icc_2_1", "icc_3_1", "icc_1_k", "icc_2_k", "icc_3_k"]

# Davies & Goldsmith (1972), Statistical Methods in Research and Production, section 6.6: zones (mm)
# of six samples of penicillin on each of 24 plates; `Penicillin` in R's lme4.
PENICILLIN = """
27 23 26 23 23 21  27 23 26 23 23 21  25 21 25 24 24 20  26 23 25 23 23 20  25 22 26 22 23 20
24 22 25 23 22 19  24 20 23 21 22 19  26 22 26 24 24 21  24 21 24 22 22 20  24 21 24 23 22 19
26 23 26 24 24 21  25 22 26 24 24 20  26 24 26 24 25 22  26 23 26 23 23 20  26 23 25 24 24 22
25 22 25 23 23 20  25 21 24 23 23 20  25 22 24 23 23 19  24 21 23 21 21 19  26 23 26 24 24 21
25 21 24 22 22 18  25 22 25 22 22 20  24 21 24 22 24 19  24 21 24 22 21 18
"""
# R, lme4: lmer(diameter ~ 1 + (1 | plate) + (1 | sample), Penicillin): variances of the plate, of
# the sample, and of what is left; REML, which for complete tables is the analysis of variance.
LME4 = 0.7169, 3.7309, 0.3024


def ratings_of(table, *, kept=lambda u, p: True):
    """Targets × judges; nan was not rated."""
    rows = [
        (f"p{p}", f"r{u}", "a", value)
        for u, line in enumerate(table)
        for p, value in enumerate(line)
        if not math.isnan(value) and kept(u, p)
    ]
    columns = zip(*rows, strict=True) if rows else ((),) * 4
    return Ratings.from_columns(*columns, lowest=-100, highest=100, methods_order=["a"])


def six(found):
    return [getattr(found, name) for name in NAMES]


def values(found):
    return [one.value for one in six(found)]


def test_values_agree_with_shrout_and_fleiss():
    found = intraclass(ratings_of(TARGETS))

    assert [round(value, 2) for value in values(found)] == PUBLISHED
    assert (found.units, found.participants, found.ratings, found.k) == (6, 4, 24, 4)
    assert (found.complete, found.reason) == (True, None)


def test_variance_components_agree_with_lme4():
    plate, sample, rest = LME4
    table = np.array(PENICILLIN.split(), dtype=float).reshape(24, 6)

    found = intraclass(ratings_of(table))

    assert found.icc_2_1.value == pytest.approx(plate / (plate + sample + rest), abs=1e-4)
    assert found.icc_3_1.value == pytest.approx(plate / (plate + rest), abs=1e-4)
    assert found.icc_2_k.value == pytest.approx(plate / (plate + (sample + rest) / 6), abs=1e-4)
    assert found.icc_3_k.value == pytest.approx(plate / (plate + rest / 6), abs=1e-4)


def test_intervals_agree_with_psych():
    found = six(intraclass(ratings_of(TARGETS)))

    for one, (value, low, high) in zip(found, PSYCH, strict=True):
        assert (one.value, one.low, one.high) == pytest.approx((value, low, high), rel=1e-9)


def test_incomplete_designs_compare_all_pairs_that_there_are():
    # A pair of ratings shares its target, its judge, or neither: straight from the definition.
    ratings = ratings_of(TARGETS, kept=lambda u, p: (u + p) % 4)
    halves = {"unit": [], "participant": [], "neither": []}
    for a, b in itertools.combinations(range(len(ratings)), 2):
        if ratings.reference_codes[a] == ratings.reference_codes[b]:
            kind = "unit"
        elif ratings.participant_codes[a] == ratings.participant_codes[b]:
            kind = "participant"
        else:
            kind = "neither"
        halves[kind].append((ratings.values[a] - ratings.values[b]) ** 2 / 2)
    d_u, d_p, d_0 = (np.mean(halves[kind]) for kind in ("unit", "participant", "neither"))
    pooled = np.mean(halves["participant"] + halves["neither"])

    found = intraclass(ratings)

    assert found.icc_1_1.value == pytest.approx((pooled - d_u) / pooled)
    assert found.icc_2_1.value == pytest.approx((d_0 - d_u) / d_0)
    assert found.icc_3_1.value == pytest.approx((d_0 - d_u) / d_p)
    assert found.icc_3_k.value == pytest.approx((d_0 - d_u) / (d_0 - d_u + (d_u + d_p - d_0) / 3))
    assert (found.complete, found.reason, found.k) == (False, Reason.INCOMPLETE, 3)
    assert all(math.isnan(one.low) for one in six(found))


def test_incomplete_designs_find_what_was_put_in():
    rng = np.random.default_rng(1)
    u, p, e = rng.normal(0, 2, 400), rng.normal(0, 1, 150), rng.normal(0, 1.5, (400, 150))
    table = u[:, None] + p + e
    table[rng.random(table.shape) < 0.8] = np.nan

    found = intraclass(ratings_of(table.tolist()))

    unit, participant, error = u.var(ddof=1), p.var(ddof=1), 1.5**2
    assert found.icc_2_1.value == pytest.approx(unit / (unit + participant + error), abs=0.02)
    assert found.icc_3_1.value == pytest.approx(unit / (unit + error), abs=0.02)
    assert found.k == pytest.approx(30, abs=1.5)


def test_k_is_the_harmonic_mean_of_ratings_of_a_unit():
    gap = math.nan

    found = intraclass(ratings_of([[1, 2, 3, 4], [2, 4, gap, gap], [5, 1, 2, 2], [gap, 1, gap, 3]]))

    assert found.k == pytest.approx(4 / (1 / 4 + 1 / 2 + 1 / 4 + 1 / 2))


def test_units_with_one_rating_are_left_out():
    alone = [*TARGETS, [3, math.nan, math.nan, math.nan]]

    assert intraclass(ratings_of(alone)) == intraclass(ratings_of(TARGETS))


@pytest.mark.parametrize("change", [lambda t: t + 20, lambda t: -t, lambda t: 3 * t])
def test_unit_and_direction_of_the_scale_do_not_matter(change):
    found = intraclass(ratings_of(change(np.array(TARGETS)).tolist()))

    assert values(found) == pytest.approx(values(intraclass(ratings_of(TARGETS))))


def test_order_of_rows_does_not_matter():
    ratings = ratings_of(TARGETS)

    found = intraclass(relabelled(ratings, seed=1))

    assert values(found) == pytest.approx(values(intraclass(ratings)))


def test_leniency_lowers_agreement_and_leaves_consistency():
    lenient = np.array(TARGETS) + np.array([0, 10, 20, 30])

    found, before = intraclass(ratings_of(lenient.tolist())), intraclass(ratings_of(TARGETS))

    assert found.icc_3_1.value == pytest.approx(before.icc_3_1.value)
    assert found.icc_2_1.value < before.icc_2_1.value


def test_without_error_there_is_no_interval():
    found = intraclass(ratings_of([[1, 2], [2, 3], [4, 5]]))

    assert found.icc_3_1.value == pytest.approx(1)
    assert math.isnan(found.icc_3_1.low)
    assert math.isfinite(found.icc_1_1.low)


GAP = math.nan


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([], Reason.NO_RATINGS),
        ([[1], [2]], Reason.ONE_PARTICIPANT),
        ([[1, 2, 3]], Reason.ONE_REFERENCE),
        ([[2, 2], [2, 2]], Reason.NO_VARIATION),
    ],
)
def test_nothing_without_a_reason(table, reason):
    found = intraclass(ratings_of(table))

    assert found.reason == reason
    assert all(map(math.isnan, values(found)))


def test_different_people_for_every_unit_leave_the_first_form_alone():
    found = intraclass(ratings_of([[1, 2, GAP, GAP], [GAP, GAP, 5, 5]]))

    assert math.isfinite(found.icc_1_1.value)
    assert math.isnan(found.icc_2_1.value)
    assert found.reason == Reason.INCOMPLETE


def test_intraclass_refuses_a_level_that_is_none():
    with pytest.raises(ValueError, match="level"):
        intraclass(ratings_of(TARGETS), level=0)
