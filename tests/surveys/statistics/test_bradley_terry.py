import math

import numpy as np
import pytest
from scipy.optimize import minimize
from statsmodels.discrete.conditional_models import ConditionalLogit

from surveys.statistics import Ratings, Reason
from surveys.statistics.bradley_terry import bradley_terry
from surveys.statistics.davidson_luce import fitted
from surveys.statistics.stages import choosing

TEAMS = ["Milwaukee", "Detroit", "Toronto", "New York", "Boston", "Cleveland", "Baltimore"]
# Agresti (2002), Categorical Data Analysis, table 10.10: American League 1987. Games that the team
# of the row won at home against that of the column, and lost; also in R's BradleyTerry2.
HOME = {
    "Milwaukee": "4-3 4-2 4-3 6-1 4-2 6-0",
    "Detroit": "3-3 4-2 4-3 6-0 6-1 4-3",
    "Toronto": "2-5 4-3 2-4 4-3 4-2 6-0",
    "New York": "3-3 5-1 2-5 4-3 4-2 6-1",
    "Boston": "5-1 2-5 3-3 4-2 5-2 6-0",
    "Cleveland": "2-5 3-3 3-4 4-3 4-2 2-4",
    "Baltimore": "2-5 1-5 1-6 2-4 1-6 3-4",
}


def games():
    """One page per game, as if 24 people had judged it on 20 days; slot 0 is at home."""
    rows, slots = [], []
    for home, results in HOME.items():
        others = [team for team in TEAMS if team != home]
        for away, result in zip(others, results.split(), strict=True):
            won, lost = map(int, result.split("-"))
            for k in range(won + lost):
                game = len(rows) // 2
                rows.append((game % 24, game // 24, home, float(k < won)))
                rows.append((game % 24, game // 24, away, float(k >= won)))
                slots += [0, 1]
    return Ratings.from_columns(*zip(*rows, strict=True), lowest=0, highest=1), slots


def rankings(orders, weights=None, methods="abcdef"):
    """Dictionaries of method → rank, each met so often, by ever other people."""
    repeated = [
        order
        for order, weight in zip(orders, weights or [1] * len(orders), strict=True)
        for _ in range(weight)
    ]
    rows = [
        (page, page % 3, method, -float(rank))
        for page, order in enumerate(repeated)
        for method, rank in order.items()
    ]
    return Ratings.from_columns(
        *zip(*rows, strict=True), lowest=-10, highest=0, methods_order=list(methods)
    )


def fit(ratings, **options):
    return bradley_terry(ratings, **{"first_only": False, "replicates": 50} | options)


def effects(worths):
    return [one.effect.estimate for one in worths]


# R 4.2.2, BradleyTerry2 1.1-2: BTm(cbind(home.wins, away.wins), home.team, away.team, data =
# baseball), Baltimore at 0; then formula = ~ team + at.home.
@pytest.mark.parametrize(
    ("at_home", "expected"),
    [
        (None,
         [1.5813558767, 1.4364084318, 1.2944851239, 1.2476178451, 1.1076977054, 0.6838527692]),
        (0.3022606555,
         [1.6195549936, 1.4753572136, 1.3271103981, 1.2813404033, 1.1438026533, 0.7046944569]),
    ],
)  # fmt: skip
def test_worths_and_home_advantage_agree_with_agrestis_example(at_home, expected):
    ratings, slots = games()

    found = fit(ratings, first_only=True, slots=None if at_home is None else slots)

    worth = {one.name: one.effect.estimate for one in found.methods}
    ours = [worth[team] - worth["Baltimore"] for team in TEAMS[:6]]
    assert ours == pytest.approx(expected, abs=2e-7)
    assert found.pages == len(ratings) // 2
    if at_home is not None:
        first, second = effects(found.slots)
        assert first - second == pytest.approx(at_home, abs=2e-7)


# Davidson's (1970) comparisons of chocolate puddings, example 2, as R's PlackettLuce has them in
# `pudding` (w_ij, w_ji, t_ij). Seven rankings of fruit with ties of two and of four. The first six
# pairs, and the fruit, fitted with R 4.2.2 as Poisson
# counts over the outcomes of each stage: glm(y ~ X[, -1] + stage, family = poisson), with X the
# mean of the indicators of an outcome's items, and an indicator of each order of ties.
PUDDINGS = [
    ("ab", 19, 22, 16), ("ac", 16, 19, 12), ("bc", 19, 19, 10),
    ("ad", 18, 23, 13), ("bd", 23, 19, 9), ("cd", 19, 20, 15),
    ("ae", 13, 19, 18), ("be", 16, 20, 12), ("ce", 16, 15, 17),
    ("de", 17, 14, 16), ("af", 18, 21, 12), ("bf", 22, 20, 12),
    ("cf", 13, 18, 10), ("df", 14, 19, 18), ("ef", 11, 21, 12),
]  # fmt: skip
FRUIT = [
    {"a": 1, "b": 2}, {"a": 4, "b": 1, "c": 2, "d": 3}, {"a": 2, "b": 1, "c": 1},
    {"a": 1, "b": 2, "c": 3}, {"a": 2, "b": 1, "c": 3}, {"a": 1, "c": 3, "d": 2},
    {"a": 1, "b": 1, "c": 1, "d": 1},
]  # fmt: skip


def puddings(pairs, brands):
    orders = [
        dict(zip(pair, ranks, strict=True))
        for pair, *_ in pairs
        for ranks in ((1, 2), (2, 1), (1, 1))
    ]
    return rankings(orders, [count for _, *counts in pairs for count in counts], brands)


def test_paired_comparisons_with_ties_are_davidsons():
    found = fit(puddings(PUDDINGS[:6], "abcd"))

    assert effects(found.methods) == pytest.approx(
        [-0.1368237440938, 0.0849657704939, 0.0282407677607, 0.0236172058392], abs=1e-9
    )
    assert [(tie.order, round(tie.delta, 10)) for tie in found.ties] == [(2, 0.6370792112)]


def test_worths_of_all_puddings_are_the_published_ones():
    """Davidson's, to which PlackettLuce's vignette comes in seven iterations (`maxit = 7`)."""
    found = fit(puddings(PUDDINGS, "abcdef"))

    assert [one.share for one in found.methods] == pytest.approx(
        [0.1388005, 0.1729985, 0.1617420, 0.1653930, 0.1586805, 0.2023855], abs=3e-5
    )
    assert [tie.delta for tie in found.ties] == pytest.approx([0.7468147], abs=3e-5)


def test_rankings_with_ties_of_several_are_davidson_luces():
    found = fit(rankings(FRUIT, methods="abcd"))

    assert effects(found.methods) == pytest.approx(
        [0.2689897324280, 0.7686955298173, -0.9421455288954, -0.0955397333499], abs=1e-8
    )
    assert [tie.order for tie in found.ties] == [2, 4]
    assert [tie.delta for tie in found.ties] == pytest.approx(
        [0.1399358533810, 5.6594594930325], abs=1e-7
    )


def crowd(*, people=15, items=10, methods=4, seed=1, first_only=False, gamma=0.0):
    """Pages of all methods, ranked by worth, slot and chance, with what they were shown in."""
    rng = np.random.default_rng(seed)
    rows, slots = [], []
    for p, i in np.ndindex(people, items):
        order = rng.permutation(methods)
        utility = 0.5 * np.arange(methods) - gamma * order + rng.gumbel(size=methods)
        rank = np.argsort(np.argsort(-utility))
        value = (rank == 0) if first_only else (methods - 1 - rank) / (methods - 1)
        rows += [(p, i, "abcdef"[m], float(value[m])) for m in range(methods)]
        slots += order.tolist()
    return Ratings.from_columns(*zip(*rows, strict=True), lowest=0, highest=1), slots


def test_choices_of_the_best_are_where_the_likelihood_of_statsmodels_is_level():
    ratings, slots = crowd(first_only=True, gamma=0.3)
    page = np.repeat(np.arange(150), 4)
    x = np.column_stack(
        [ratings.method_codes == m for m in (1, 2, 3)] + [np.array(slots) == s for s in (1, 2, 3)]
    ).astype(float)
    oracle = ConditionalLogit(ratings.values, x, groups=page)

    found = fit(ratings, first_only=True, slots=slots)

    ours = [np.array(effects(worths)) for worths in (found.methods, found.slots)]
    parameters = np.concatenate([worths[1:] - worths[0] for worths in ours])
    assert oracle.score(parameters) == pytest.approx(np.zeros(6), abs=1e-10)
    assert found.log_likelihood == pytest.approx(oracle.loglike(parameters), rel=1e-12)


def test_rankings_agree_with_the_likelihood_of_plackett_and_luce():
    ratings, _ = crowd()
    orders = np.argsort(-ratings.values.reshape(150, 4), axis=1)

    def minus_log_likelihood(worth):
        eta = np.append(0, worth)[orders]
        return -sum((eta[:, k] - np.logaddexp.reduce(eta[:, k:], axis=1)).sum() for k in range(4))

    oracle = minimize(minus_log_likelihood, np.zeros(3), tol=1e-12)
    worth = np.append(0, oracle.x)

    found = fit(ratings)

    assert effects(found.methods) == pytest.approx(worth - worth.mean(), abs=1e-5)
    assert found.log_likelihood == pytest.approx(-oracle.fun, abs=1e-8)
    assert [one.share for one in found.methods] == pytest.approx(
        np.exp(worth) / np.exp(worth).sum(), abs=1e-5
    )


def test_a_shared_set_is_chosen_as_one():
    # a beats b three times in four; the set of both beats c twice in three. Each page is met both
    # ways round, so that slots do not matter.
    rows, slots = [], []
    for page in range(14):
        first, kind = page % 2, page // 2
        if kind < 4:
            chosen = {"a": kind < 3, "b": kind >= 3}
            slots += [first, 1 - first]
        else:
            chosen = {"a": kind < 6, "b": kind < 6, "c": kind >= 6}
            slots += [first, first, 1 - first]
        rows += [(page, page % 3, method, float(value)) for method, value in chosen.items()]
    ratings = Ratings.from_columns(*zip(*rows, strict=True), lowest=0, highest=1)

    found = fit(ratings, first_only=True, slots=slots)

    a, b, c = effects(found.methods)
    assert found.ties == ()
    assert a - b == pytest.approx(math.log(3))
    assert (a + b) / 2 - c == pytest.approx(math.log(2))
    assert effects(found.slots) == pytest.approx([0, 0], abs=1e-12)


def test_influence_is_what_a_page_that_is_met_twice_moves_the_worths_by():
    ratings, _ = crowd(people=30, items=12)
    found = fitted(choosing(ratings, None, 0, first_only=False))
    again = np.arange(4)
    twice = Ratings.from_columns(
        np.append(ratings.participant_codes, [99] * 4).tolist(),
        np.append(ratings.reference_codes, [0] * 4).tolist(),
        [ratings.methods[m] for m in np.append(ratings.method_codes, ratings.method_codes[again])],
        np.append(ratings.values, ratings.values[again]),
        lowest=0,
        highest=1,
    )

    moved = fitted(choosing(twice, None, 0, first_only=False)).parameters - found.parameters

    # The page is 1 of 361: what is left is of the order of its square.
    assert moved == pytest.approx(found.influence[0], rel=0.03)
    assert found.influence.sum(axis=0) == pytest.approx(np.zeros(3), abs=1e-10)


def test_intervals_of_sandwich_and_bootstrap_are_alike_and_repeat_with_the_seed():
    ratings, slots = crowd(people=40, items=30, gamma=0.2)

    found = fit(ratings, slots=slots, replicates=1000, seed=5)

    # The pigeonhole counts what is left of a single answer up to three times (Owen 2007).
    for one in (*found.methods, *found.slots):
        width = one.effect.high - one.effect.low
        assert one.low < one.effect.estimate < one.high
        assert 0.85 < (one.high - one.low) / width < 1.8
        assert one.share_low < one.share < one.share_high
    assert sum(one.share for one in found.methods) == pytest.approx(1)
    assert fit(ratings, slots=slots, replicates=1000, seed=5) == found
    assert fit(ratings, slots=slots, replicates=1000, seed=6) != found
    assert found.undefined == 0


def test_one_step_lands_where_the_whole_way_leads():
    # Replicates that are drawn row by row under other names, and fitted to the end.
    ratings, _ = crowd(people=20, items=15)
    found = fit(ratings, replicates=400, seed=1)
    rng = np.random.default_rng(2)
    whole = []
    for _ in range(60):
        people, items = rng.integers(20, size=20), rng.integers(15, size=15)
        rows = [
            (k, j, "abcd"[m], ratings.values.reshape(20, 15, 4)[p, i, m])
            for k, p in enumerate(people) for j, i in enumerate(items) for m in range(4)
        ]  # fmt: skip
        again = Ratings.from_columns(*zip(*rows, strict=True), lowest=0, highest=1)
        whole.append(effects(fit(again, replicates=2).methods))

    spread = np.std(whole, axis=0)

    widths = np.array([(one.high - one.low) / (2 * 1.96) for one in found.methods])
    assert widths == pytest.approx(spread, rel=0.35)


def test_order_of_rows_and_unit_of_values_do_not_matter():
    ratings, slots = crowd(gamma=0.2)
    order = np.random.default_rng(3).permutation(len(ratings))
    mixed = Ratings.from_columns(
        ratings.participant_codes[order].tolist(), ratings.reference_codes[order].tolist(),
        [ratings.methods[m] for m in ratings.method_codes[order]], ratings.values[order] ** 3,
        lowest=0, highest=1,
    )  # fmt: skip

    there = fit(ratings, slots=slots)
    back = fit(mixed, slots=np.array(slots)[order])

    assert effects(back.methods) == pytest.approx(effects(there.methods), abs=1e-9)
    assert effects(back.slots) == pytest.approx(effects(there.slots), abs=1e-9)
    assert [one.effect.se for one in back.methods] == pytest.approx(
        [one.effect.se for one in there.methods]
    )


def test_pages_without_a_choice_are_left_out():
    ratings = Ratings.from_columns(
        [1, 1, 2, 2, 3, 3, 4, 4], [1, 1, 2, 2, 1, 1, 2, 2], ["a", "b"] * 4,
        [1, 0, 0, 1, 1, 0, 0, 0], lowest=0, highest=1,
    )  # fmt: skip

    found = fit(ratings, first_only=True)

    assert found.pages == 3
    assert found.methods[0].share == pytest.approx(2 / 3)


CYCLE = [{"a": 1, "b": 2}, {"b": 1, "c": 2}, {"c": 1, "a": 2}]


@pytest.mark.parametrize(
    ("orders", "reason", "won", "lost"),
    [
        ([], Reason.NO_RATINGS, (), ()),
        ([{"a": 1}, {"a": 1}], Reason.ONE_METHOD, (), ()),
        ([{"a": 1}, {"b": 1}], Reason.NOT_CONNECTED, (), ()),
        ([*CYCLE, {"a": 1, "d": 2}, {"b": 1, "d": 2}], Reason.SEPARATED, (), ("d",)),
        ([*CYCLE, {"d": 1, "c": 2}], Reason.SEPARATED, ("d",), ()),
        ([{"a": 1, "b": 2}, {"c": 1, "d": 2}], Reason.NOT_CONNECTED, ("a", "c"), ("b", "d")),
        # a and b beat each other, so do c and d, but nobody ever beat a or b.
        (
            [{"a": 1, "b": 2}, {"b": 1, "a": 2}, {"c": 1, "d": 2}, {"d": 1, "c": 2},
             {"a": 1, "c": 2}],
            Reason.SEPARATED, (), (),
        ),
        # Nothing but ties: their parameter has no bound.
        ([{"a": 1, "b": 1}, {"a": 2, "b": 2}], Reason.SEPARATED, (), ()),
    ],
)  # fmt: skip
def test_no_worth_without_a_reason(orders, reason, won, lost):
    ratings = (
        rankings(orders, methods="abcd")
        if orders
        else Ratings.from_columns([], [], [], [], lowest=0, highest=1, methods_order=["a", "b"])
    )

    found = fit(ratings)

    assert (found.reason, found.always_won, found.always_lost) == (reason, won, lost)
    assert all(math.isnan(one.effect.estimate) for one in found.methods)
    assert math.isnan(found.log_likelihood)
    assert all(one.effect.reason for one in found.methods)


def test_a_method_without_ratings_leaves_the_others_standing():
    found = fit(rankings([*CYCLE, {"b": 1, "a": 2}], methods="abcd"))

    assert [one.effect.reason is Reason.NO_RATINGS for one in found.methods] == [False] * 3 + [True]
    assert sum(effects(found.methods)[:3]) == pytest.approx(0, abs=1e-9)
    assert found.reason is None


def test_method_and_slot_that_always_go_together_cannot_be_told_apart():
    ratings, _ = crowd()

    found = fit(ratings, slots=ratings.method_codes)

    assert found.reason == Reason.CONFOUNDED
    assert {one.effect.reason for one in found.slots} == {Reason.CONFOUNDED}


@pytest.mark.parametrize(
    ("people", "items", "reason"),
    [(1, 40, Reason.ONE_PARTICIPANT), (40, 1, Reason.ONE_REFERENCE)],
)
def test_one_of_a_kind_gives_worths_without_intervals(people, items, reason):
    ratings, _ = crowd(people=people, items=items)

    found = fit(ratings)

    assert found.reason is None
    for one in found.methods:
        assert one.effect.reason == reason
        assert math.isfinite(one.effect.estimate)
        assert all(map(math.isnan, (one.effect.low, one.low, one.high, one.share_low)))


def test_too_many_ties_to_list():
    names = [f"m{k}" for k in range(20)]
    order = dict.fromkeys(names[:10], 1) | dict.fromkeys(names[10:], 2)

    assert fit(rankings([order, order], methods=names)).reason == Reason.TOO_MANY_TIES


@pytest.mark.parametrize(
    ("options", "sentence"),
    [({"level": 0}, "level"), ({"slots": [0, 1]}, "slots"), ({"slots": [0] * 600}, "share")],
)
def test_bradley_terry_refuses(options, sentence):
    with pytest.raises(ValueError, match=sentence):
        fit(crowd()[0], **options)
