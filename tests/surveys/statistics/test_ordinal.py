import math

import numpy as np
import pytest
from scipy.special import ndtri
from statsmodels.miscmodels.ordinal_model import OrderedModel

from surveys.statistics import Ratings, Reason
from surveys.statistics.ordinal import ordinal_probit
from tests.surveys.statistics.tables import relabelled

# Twelve people, a line each; ten references, a word each; methods a to d. Drawn once from crossed
# random effects, and written out for R.
ANSWERS = [
    "5245 3454 2445 .... .... 5555 5555 3455 .... 5555",
    "2131 2224 2121 1321 1134 .... 3434 1142 1211 5311",
    ".... 5343 1242 2333 .... .... 5254 .... 4443 4535",
    "5333 3334 3222 3423 3331 1333 .... .... 2231 ....",
    "3131 5133 .... 2113 .... 2143 3435 2235 3334 5442",
    "3322 4344 3333 3335 3251 .... .... 4333 2533 ....",
    "2122 1211 2133 .... 1142 1221 .... .... 1131 4233",
    "4214 .... 1151 4323 .... 3352 5444 2312 2222 ....",
    ".... 3324 1233 3433 1243 2231 4323 .... .... 5544",
    "5555 5355 .... .... 5455 5555 5555 5453 3453 ....",
    "4334 3244 .... .... .... 2442 .... 5543 3332 4525",
    ".... 2332 2243 .... 3454 3353 4543 .... .... 4453",
]


def ratings_of(answers, *, methods="abcd", highest=5):
    rows = [
        (f"p{p}", f"r{i}", methods[m], int(digit))
        for p, line in enumerate(answers)
        for i, word in enumerate(line.split())
        for m, digit in enumerate(word)
        if digit != "."
    ]
    return Ratings.from_columns(
        *zip(*rows, strict=True), lowest=1, highest=highest, methods_order=list(methods)
    )


def estimates(found):
    return [one.effect.estimate for one in found.methods]


def errors(found):
    return [one.effect.se for one in found.methods]


def reasons(found):
    return [one.effect.reason for one in found.methods]


# R 4.2.2, ordinal 2022.11-16, with d the rows above:
# f <- clm(factor(y) ~ m, data = d, link = "probit"); b <- c(0, coef(f)[5:7])
# b - mean(b); coef(f)[1:4] - mean(b); logLik(f)
def test_estimates_agree_with_clm():
    found = ordinal_probit(ratings_of(ANSWERS))

    assert estimates(found) == pytest.approx(
        [-0.029638089043, -0.1399144630848, 0.2074187642135, -0.0378662120857], abs=1e-10
    )
    assert found.thresholds == pytest.approx(
        (-1.104295960246, -0.458199819156, 0.314612179308, 0.861142675250), abs=1e-10
    )
    assert found.log_likelihood == pytest.approx(-527.151085089, abs=1e-8)
    assert found.points == (1, 2, 3, 4, 5)


# R 4.2.2, MASS 7.3-58.2 and sandwich:
# q <- polr(factor(y) ~ m, data = d, method = "probit", Hess = TRUE)
# V <- vcovCL(q, cluster = ~ p + i, type = "HC0", cadjust = TRUE)[1:3, 1:3]
# C <- rbind(0, diag(3)); C <- C - matrix(1/4, 4, 1) %*% colSums(C); sqrt(diag(C %*% V %*% t(C)))
# two-way 0.1086524 0.09339267 0.1287514 0.05588094; p alone 0.05525015 0.0677614 0.05971181
# 0.06068452; i alone 0.1188501 0.09251884 0.1395093 0.06773941. The largest is the repair.
def test_standard_errors_are_the_two_way_sandwich_of_r_with_the_repair():
    found = ordinal_probit(ratings_of(ANSWERS))

    assert errors(found) == pytest.approx([0.1188501, 0.09339267, 0.1395093, 0.06773941], rel=2e-6)
    assert {one.effect.df for one in found.methods} == {9}


@pytest.mark.parametrize(("seed", "points"), [(1, 2), (2, 7), (3, 60)])
def test_estimates_agree_with_statsmodels(seed, points):
    rng = np.random.default_rng(seed)
    methods = rng.integers(3, size=400)
    values = np.clip(np.rint(points / 2 + methods + points / 4 * rng.normal(size=400)), 1, points)
    ratings = Ratings.from_columns(
        list(range(400)), [k % 20 for k in range(400)], ["abc"[m] for m in methods], values,
        lowest=1, highest=points,
    )  # fmt: skip
    dummies = np.column_stack([methods == 1, methods == 2]).astype(float)
    oracle = OrderedModel(values, dummies, distr="probit").fit(method="bfgs", disp=False, gtol=1e-8)
    slopes = np.array([0, *oracle.params[:2]])

    found = ordinal_probit(ratings)

    assert estimates(found) == pytest.approx(slopes - slopes.mean(), abs=1e-5)
    assert found.log_likelihood == pytest.approx(oracle.llf, abs=1e-5)
    assert len(found.thresholds) == len(np.unique(values)) - 1


def test_two_points_are_the_probits_of_two_shares():
    found = ordinal_probit(ratings_of(["11 22 12", "21 12 11", "22 12 21"], methods="ab"))

    share_a, share_b = 4 / 9, 5 / 9
    half = (ndtri(share_b) - ndtri(share_a)) / 2
    assert estimates(found) == pytest.approx([-half, half], abs=1e-12)
    assert sum(found.thresholds) == pytest.approx(0, abs=1e-12)


def test_effects_add_up_to_nothing():
    assert sum(estimates(ordinal_probit(ratings_of(ANSWERS)))) == pytest.approx(0, abs=1e-12)


def test_only_the_order_of_points_counts():
    ratings = ratings_of(ANSWERS)
    stretched = Ratings.from_columns(
        ratings.participant_codes.tolist(), ratings.reference_codes.tolist(),
        [ratings.methods[m] for m in ratings.method_codes], ratings.values**2,
        lowest=1, highest=25,
    )  # fmt: skip

    found = ordinal_probit(stretched)

    assert estimates(found) == estimates(ordinal_probit(ratings))
    assert errors(found) == errors(ordinal_probit(ratings))


def test_order_of_rows_does_not_matter():
    ratings = ratings_of(ANSWERS)

    found = ordinal_probit(relabelled(ratings, seed=4))

    assert estimates(found) == pytest.approx(estimates(ordinal_probit(ratings)), abs=1e-12)
    assert errors(found) == pytest.approx(errors(ordinal_probit(ratings)), rel=1e-9)


def test_reversing_the_scale_changes_signs_only():
    there = ordinal_probit(ratings_of(ANSWERS))

    mirrored = [line.translate(str.maketrans("12345", "54321")) for line in ANSWERS]
    back = ordinal_probit(ratings_of(mirrored))

    assert estimates(back) == pytest.approx([-one for one in estimates(there)], abs=1e-12)
    assert errors(back) == pytest.approx(errors(there), rel=1e-9)


def test_a_method_at_an_end_is_left_out_and_the_others_are_estimated_without_it():
    # Method d is always at the top; without it nobody used that point.
    rows = ["1235 2125 3145", "4215 1315 2125", "1125 3215 4335"]

    found = ordinal_probit(ratings_of(rows))

    rest = ordinal_probit(ratings_of([line.replace("5", ".") for line in rows]))
    assert reasons(found) == [None, None, None, Reason.SEPARATED]
    assert estimates(found)[:3] == estimates(rest)[:3]
    assert errors(found)[:3] == errors(rest)[:3]
    assert found.points == (1, 2, 3, 4)


def test_extreme_shares_are_still_found():
    rows = ["12"] * 40 + ["21"] + ["22"] + ["11"]

    found = ordinal_probit(ratings_of([" ".join(rows)] * 30, methods="ab"))

    assert estimates(found)[1] == pytest.approx(ndtri(41 / 43), abs=1e-9)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["333", "333"], [Reason.NO_VARIATION] * 3),
        (["1..", "4.."], [Reason.ONE_METHOD, Reason.NO_RATINGS, Reason.NO_RATINGS]),
        # a always lowest, b always highest, c alone between them.
        (["152", "153"], [Reason.SEPARATED, Reason.SEPARATED, Reason.ONE_METHOD]),
        # Nobody saw b below the best of a; each is at an end in but one of its ratings.
        (["13.", "24."], [Reason.SEPARATED, Reason.SEPARATED, Reason.NO_RATINGS]),
    ],
)
def test_no_estimate_without_a_reason(rows, expected):
    found = ordinal_probit(ratings_of(rows, methods="abc"))

    assert reasons(found) == expected
    assert all(math.isnan(one.effect.estimate) for one in found.methods)
    assert found.thresholds == ()
    assert math.isnan(found.log_likelihood)


def test_no_ratings_at_all():
    nothing = Ratings.from_columns([], [], [], [], lowest=1, highest=5, methods_order=["a", "b"])

    assert reasons(ordinal_probit(nothing)) == [Reason.NO_RATINGS, Reason.NO_RATINGS]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (["12 21 13 32"], Reason.ONE_PARTICIPANT),
        (["12", "21", "13", "32"], Reason.ONE_REFERENCE),
    ],
)
def test_one_of_a_kind_gives_an_estimate_without_an_interval(rows, reason):
    found = ordinal_probit(ratings_of(rows, methods="ab"))

    assert reasons(found) == [reason] * 2
    assert all(math.isfinite(one.effect.estimate) for one in found.methods)
    assert all(math.isnan(one.effect.low) for one in found.methods)


def test_ordinal_probit_refuses_a_level_that_is_none():
    with pytest.raises(ValueError, match="level"):
        ordinal_probit(ratings_of(ANSWERS), level=2)
