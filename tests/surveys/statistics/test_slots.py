import math

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.sandwich_covariance import cov_cluster_2groups

from surveys.statistics import Ratings, Reason
from surveys.statistics.pages import Pages
from surveys.statistics.shuffle import shuffle_test
from surveys.statistics.slots import slot_effects


def survey(*, people=12, items=9, methods=4, kept=1.0, seed=1, slot_effect=0.0):
    """Shuffled pages of all methods, and the slot of every rating."""
    rng = np.random.default_rng(seed)
    rows, slots = [], []
    for p, i in np.ndindex(people, items):
        order = rng.permutation(methods)
        for m in range(methods):
            if rng.random() < kept:
                value = p % 3 + i % 2 + m / 2 + slot_effect * order[m] + rng.normal()
                rows.append((f"p{p}", f"r{i}", "abcdef"[m], value))
                slots.append(int(order[m]))
    return Ratings.from_columns(*zip(*rows, strict=True), lowest=-20, highest=20), slots


def columns_of(ratings, slots):
    """Dummies of pages, methods and slots, the last ones first."""
    cells = ratings.participant_codes * len(ratings.references) + ratings.reference_codes
    parts = [np.asarray(slots), ratings.method_codes, np.unique(cells, return_inverse=True)[1]]
    return [np.eye(part.max() + 1)[part] for part in parts]


@pytest.mark.parametrize("kept", [1.0, 0.7])
def test_effects_and_errors_agree_with_statsmodels(kept):
    ratings, slots = survey(kept=kept, slot_effect=0.3)
    # Pages with a single rating say nothing of slots, and a constant for each fits it.
    in_slots, in_methods, in_pages = columns_of(ratings, slots)
    compared = (in_pages[:, in_pages.sum(axis=0) > 1]).any(axis=1)
    x = np.column_stack([in_slots[:, 1:], in_methods[:, 1:], in_pages])[compared]
    x = x[:, x.any(axis=0)]
    fit = sm.OLS(ratings.values[compared], x).fit()
    p, i = ratings.participant_codes[compared], ratings.reference_codes[compared]
    both, by_p, by_i = cov_cluster_2groups(fit, p, i, use_correction=False)
    people, items, cells = (len(np.unique(g)) for g in (p, i, p * 100 + i))
    factors = [g / (g - 1) for g in (people, items, cells)]
    centring = np.vstack([np.zeros(3), np.eye(3)]) - np.full((4, 3), 1 / 4)
    parts = [
        np.diag(centring @ cov[:3, :3] @ centring.T)
        for cov in (factors[0] * by_p, factors[1] * by_i, factors[2] * (by_p + by_i - both))
    ]
    variance = np.maximum.reduce([parts[0] + parts[1] - parts[2], parts[0], parts[1]])

    found = slot_effects(ratings, slots).slots

    estimates = [one.effect.estimate for one in found]
    assert estimates == pytest.approx(centring @ fit.params[:3], abs=1e-10)
    assert [one.effect.se for one in found] == pytest.approx(np.sqrt(variance), rel=1e-8)
    assert [one.effect.df for one in found] == [8] * 4


def test_what_people_products_and_methods_add_is_no_slot_effect():
    ratings, slots = survey(kept=0.6, seed=3)
    exact = Ratings(
        ratings.participant_codes,
        ratings.reference_codes,
        ratings.method_codes,
        (
            3.0 * (ratings.participant_codes * ratings.reference_codes % 4)
            + ratings.method_codes
            + 0.5 * np.array(slots)
        ),
        ratings.participants,
        ratings.references,
        ratings.methods,
        ratings.scale,
    )

    found = slot_effects(exact, slots).slots

    assert [one.effect.estimate for one in found] == pytest.approx([-0.75, -0.25, 0.25, 0.75])


def test_effects_add_up_to_nothing_and_slots_keep_their_names():
    ratings, slots = survey()

    found = slot_effects(ratings, ["ABCD"[slot] for slot in slots]).slots

    assert [one.slot for one in found] == ["A", "B", "C", "D"]
    assert [one.n for one in found] == [108] * 4
    assert sum(one.effect.estimate for one in found) == pytest.approx(0, abs=1e-12)


def test_order_of_rows_does_not_matter():
    ratings, slots = survey(kept=0.8)
    order = np.random.default_rng(2).permutation(len(ratings))
    mixed = Ratings(
        ratings.participant_codes[order],
        ratings.reference_codes[order],
        ratings.method_codes[order],
        ratings.values[order],
        ratings.participants,
        ratings.references,
        ratings.methods,
        ratings.scale,
    )

    there, back = slot_effects(ratings, slots), slot_effects(mixed, np.array(slots)[order])

    assert back.shuffle.statistic == pytest.approx(there.shuffle.statistic)
    for one, other in zip(there.slots, back.slots, strict=True):
        assert (other.effect.estimate, other.effect.se) == pytest.approx(
            (one.effect.estimate, one.effect.se)
        )


def ratings_of(rows):
    columns = zip(*rows, strict=True) if rows else ((),) * 4
    return Ratings.from_columns(*columns, lowest=1, highest=5, methods_order=["a", "b"])


PAGE = [("p", "r", "a", 2), ("p", "r", "b", 4)]


@pytest.mark.parametrize(
    ("rows", "slots", "reason"),
    [
        # One set, whichever slot it stood in.
        ([("p", "r", "a", 2), ("q", "r", "a", 4)], [0, 1], Reason.CONFOUNDED),
        # The same method always first.
        ([*PAGE, ("q", "s", "a", 1), ("q", "s", "b", 4)], [0, 1, 0, 1], Reason.CONFOUNDED),
        # Slots 0 and 1 never meet 2 and 3.
        (
            [*PAGE, ("q", "s", "a", 1), ("q", "s", "b", 4), ("t", "s", "b", 1), ("t", "s", "a", 4)],
            [0, 1, 2, 3, 2, 3],
            Reason.CONFOUNDED,
        ),
        (
            [*PAGE, ("p", "s", "a", 1), ("p", "s", "b", 4)],
            [0, 1, 1, 0],
            Reason.ONE_PARTICIPANT,
        ),
        ([*PAGE, ("q", "r", "a", 1), ("q", "r", "b", 4)], [0, 1, 1, 0], Reason.ONE_REFERENCE),
        (
            [(p, i, m, 3) for p, i in ("pr", "qs", "ps") for m in "ab"],
            [0, 1, 1, 0, 0, 1],
            Reason.NO_VARIATION,
        ),
    ],
)
def test_no_interval_without_a_reason(rows, slots, reason):
    found = slot_effects(ratings_of(rows), slots).slots

    assert {one.effect.reason for one in found} == {reason}
    assert all(math.isnan(one.effect.low) for one in found)
    undefined = {math.isnan(one.effect.estimate) for one in found}
    assert undefined == {reason == Reason.CONFOUNDED}


def test_without_ratings_there_is_no_slot():
    found = slot_effects(ratings_of([]), [])

    assert found.slots == ()
    assert math.isnan(found.shuffle.p)
    assert found.shuffle.reason == Reason.CONFOUNDED


@pytest.mark.parametrize(("slots", "level"), [([0], 0.95), ([0, 1], 1.0)])
def test_slot_effects_refuses(slots, level):
    with pytest.raises(ValueError, match=r"slots|level"):
        slot_effects(ratings_of(PAGE), slots, level=level)


def test_a_whole_page_gives_andersons_statistic():
    ratings, slots = survey(people=10, items=8, methods=4, seed=5)
    table = np.zeros((4, 4))
    np.add.at(table, (ratings.method_codes, slots), 1)
    pearson = np.square(table - 20).sum() / 20

    found = slot_effects(ratings, slots).shuffle

    assert found.counts == tuple(map(tuple, table.astype(int).tolist()))
    assert found.statistic == pytest.approx(3 / 4 * pearson)
    assert found.df == 9
    assert found.p == pytest.approx(stats.chi2.sf(found.statistic, 9))


def dealt(rng, *, shared, methods=4, pages=60):
    """Pages that are dealt fairly, some of them with two methods that share a set."""
    rows, slots = [], []
    for page in range(pages):
        sets = np.arange(methods)
        if shared and page % 3 == 0:
            sets[1] = sets[0]
            sets[2:] -= 1
        here = rng.permutation(sets.max() + 1)
        rows += [(page, m) for m in range(methods)]
        slots += here[sets].tolist()
    return rows, np.array(slots)


@pytest.mark.parametrize("shared", [False, True])
def test_fair_shuffles_are_doubted_as_often_as_the_test_says(shared):
    rng = np.random.default_rng(1)
    found = []
    for _ in range(400):
        rows, slots = dealt(rng, shared=shared)
        page, method = np.array(rows).T
        pages = Pages(
            rows=np.arange(len(slots)), page=page, method=method, slot=slots,
            count=60, methods=4, slots=4,
        )  # fmt: skip
        found.append(shuffle_test(pages).p)

    # Three standard errors of a share of 5 % in 400. Pearson's would be some 13 %.
    assert 0.017 <= np.mean(np.array(found) < 0.05) <= 0.083
    assert np.mean(found) == pytest.approx(0.5, abs=0.05)


def test_a_method_always_in_front_is_found():
    rows, slots = dealt(np.random.default_rng(1), shared=False)
    slots = np.sort(slots.reshape(60, 4), axis=1).ravel()
    page, method = np.array(rows).T

    found = shuffle_test(Pages(np.arange(240), page, method, slots, 60, 4, 4))

    assert found.p < 1e-20


def test_perfect_balance_is_no_sign_of_anything():
    """Three methods in three slots, each in each equally often: rounding must not go below 0."""
    pages = np.repeat(np.arange(96), 3)
    method = np.tile(np.arange(3), 96)

    found = shuffle_test(Pages(np.arange(288), pages, method, (pages + method) % 3, 96, 3, 3))

    assert (found.statistic, found.p) == (pytest.approx(0, abs=1e-9), 1)
    assert math.copysign(1, found.statistic) == 1
