import math

import numpy as np
import pytest
from scipy import stats

from surveys.statistics import Reason, Scale, crossed_mean
from surveys.statistics.list_correlation import kendall_tau_b
from surveys.statistics.ranking_quality import ProductRatings, Recommendations, ranking_quality

SCALE = Scale(0, 20)


def lists(*rows):
    """Rows of method, reference and products, best first; scores fall by the rank."""
    flat = [
        (method, reference, product, rank, 1 - rank / 10)
        for method, reference, products in rows
        for rank, product in enumerate(products, start=1)
    ]
    return Recommendations(*zip(*flat, strict=True))


def rated(table):
    """{(participant, reference): {product: value}}."""
    flat = [
        (participant, reference, product, value)
        for (participant, reference), values in table.items()
        for product, value in values.items()
    ]
    return ProductRatings(*zip(*flat, strict=True)) if flat else ProductRatings((), (), (), ())


# The example of scikit-learn's ndcg_score, which prints 0.69..., 0.49... and, with k = 4, 0.35...:
# true relevance 10, 0, 0, 1, 5, ranked e d c b a and then b c d a e by what was predicted.
RELEVANCE = {"a": 10, "b": 0, "c": 0, "d": 1, "e": 5}


@pytest.mark.parametrize(
    ("products", "k", "expected"),
    [("edcba", 5, 0.69), ("bcdae", 5, 0.49), ("bcda", 4, 0.35)],
)
def test_ndcg_agrees_with_scikit_learn(products, k, expected):
    found = ranking_quality(rated({("p", "r"): RELEVANCE}), lists(("m", "r", products)), SCALE, k=k)

    assert math.floor(100 * found[0].ndcg.estimate) / 100 == expected


def test_ideal_is_that_of_the_whole_pool_and_not_of_the_list():
    pool = {"a": 3, "b": 2, "c": 3, "d": 0, "e": 1, "f": 2}
    # Järvelin and Kekäläinen's gains 3 2 3 0 1 2 in that order: DCG 6.861; without the second 3
    # in the pool's best two the ideal were lower.
    dcg = sum(g / math.log2(r + 1) for r, g in enumerate([3, 2, 3, 0, 1, 2], start=1))
    ideal = sum(g / math.log2(r + 1) for r, g in enumerate([3, 3, 2, 2, 1, 0], start=1))

    whole, two = (
        ranking_quality(rated({("p", "r"): pool}), lists(("m", "r", products)), SCALE, k=k)[0]
        for products, k in (("abcdef", 6), ("ab", 2))
    )

    assert round(dcg, 3) == 6.861
    assert whole.ndcg.estimate == pytest.approx(dcg / ideal)
    assert two.ndcg.estimate == pytest.approx((3 + 2 / math.log2(3)) / (3 + 3 / math.log2(3)))


def test_a_short_list_gains_nothing_on_the_missing_ranks():
    found = ranking_quality(
        rated({("p", "r"): {"a": 4, "b": 4}}), lists(("m", "r", "a"), ("n", "r", "ab")), SCALE
    )

    assert found[0].ndcg.estimate == pytest.approx(1 / (1 + 1 / math.log2(3)))
    assert found[1].ndcg.estimate == pytest.approx(1)


def survey(*, people=8, items=6, seed=1):
    rng = np.random.default_rng(seed)
    table = {
        (f"p{p}", f"r{i}"): {c: int(rng.integers(8)) for c in "abcdef"}
        for p in range(people)
        for i in range(items)
    }
    rows = [("m", f"r{i}", rng.permutation(list("abcdef"))[:5]) for i in range(items)]
    return table, rows


def test_interval_is_the_crossed_one_over_people_and_references():
    table, rows = survey()
    discount = 1 / np.log2(np.arange(2, 7))
    values = [
        np.dot([values[c] for c in rows[int(reference[1:])][2]], discount)
        / np.dot(sorted(values.values(), reverse=True)[:5], discount)
        for (_, reference), values in table.items()
    ]
    expected = crossed_mean(
        values, [int(p[1:]) for p, _ in table], [int(reference[1:]) for _, reference in table]
    )

    (found,) = ranking_quality(rated(table), lists(*rows), SCALE)

    assert (found.ndcg.estimate, found.ndcg.se) == pytest.approx((expected.estimate, expected.se))
    assert (found.ndcg.n, found.unrated, found.without_gain) == (48, 0, 0)


def test_lists_with_something_unrated_and_ratings_without_gain_are_left_out_and_counted():
    table = {
        ("p", "r"): {"a": 4, "b": 2}, ("q", "r"): {"a": 4}, ("p", "s"): {"a": 0, "b": 0},
        ("q", "s"): {"a": 1, "b": 2}, ("q", "t"): {"a": 1},
    }  # fmt: skip

    (found,) = ranking_quality(
        rated(table), lists(("m", "r", "ab"), ("m", "s", "ab"), ("m", "u", "ab")), SCALE
    )

    assert (found.ndcg.n, found.unrated, found.without_gain) == (2, 1, 1)


def test_correlation_is_the_mean_of_taus_over_references():
    table, rows = survey(items=9)
    taus = []
    for i, (_, reference, products) in enumerate(rows):
        means = [np.mean([table[f"p{p}", reference][c] for p in range(8)]) for c in products]
        taus.append(stats.kendalltau(-np.arange(5), means).statistic)
        assert reference == f"r{i}"
    low, high = stats.t.interval(0.95, 8, np.mean(taus), stats.sem(taus))

    found = ranking_quality(rated(table), lists(*rows), SCALE)[0].correlation

    assert (found.estimate, found.low, found.high) == pytest.approx((np.mean(taus), low, high))
    assert (found.references, found.reason) == (9, None)


@pytest.mark.parametrize("seed", range(4))
def test_tau_b_agrees_with_scipy(seed):
    x, y = np.random.default_rng(seed).integers(4, size=(2, 3, 7)).astype(float)
    x[1, 2] = y[1, 4] = np.nan
    kept = ~np.isnan(x) & ~np.isnan(y)

    expected = [
        stats.kendalltau(a[rows], b[rows]).statistic for a, b, rows in zip(x, y, kept, strict=True)
    ]

    assert kendall_tau_b(x, y) == pytest.approx(expected, nan_ok=True)


def test_scores_of_different_references_need_not_be_on_one_scale():
    table, rows = survey()
    given = lists(*rows)
    stretched = given._replace(
        scores=[
            100 * int(r[1:]) + 3 * s for r, s in zip(given.references, given.scores, strict=True)
        ]
    )

    found, other = (ranking_quality(rated(table), one, SCALE) for one in (given, stretched))

    assert found == other


def test_order_of_rows_does_not_matter():
    table, rows = survey()
    mixed = dict(sorted(table.items(), key=lambda item: (item[0][1], item[0][0][::-1])))

    found = ranking_quality(rated(table), lists(*rows), SCALE)[0]
    other = ranking_quality(rated(mixed), lists(*rows[::-1]), SCALE)[0]

    assert other.ndcg.estimate == pytest.approx(found.ndcg.estimate)
    assert other.ndcg.se == pytest.approx(found.ndcg.se)
    assert other.correlation.estimate == pytest.approx(found.correlation.estimate)


@pytest.mark.parametrize(
    ("table", "ndcg", "correlation"),
    [
        ({}, Reason.NO_RATINGS, Reason.NO_RATINGS),
        ({("p", "r"): {"a": 3, "b": 1}}, Reason.ONE_PARTICIPANT, Reason.ONE_REFERENCE),
        (
            {("p", "r"): {"a": 3, "b": 1}, ("q", "r"): {"a": 4, "b": 1}},
            Reason.ONE_REFERENCE,
            Reason.ONE_REFERENCE,
        ),
        # All ratings equal: NDCG is 1 and 1, and τ-b is 0/0.
        (
            {(p, r): {"a": 3, "b": 3} for p in "pq" for r in "rs"},
            Reason.NO_VARIATION,
            Reason.NO_RATINGS,
        ),
        (
            {(p, r): {"a": 3, "b": 1} for p in "pq" for r in "rs"},
            Reason.NO_VARIATION,
            Reason.NO_VARIATION,
        ),
        ({(p, r): {"a": 0, "b": 0} for p in "pq" for r in "rs"},
         Reason.NO_RATINGS, Reason.NO_RATINGS),
    ],
)  # fmt: skip
def test_no_interval_without_a_reason(table, ndcg, correlation):
    (found,) = ranking_quality(rated(table), lists(("m", "r", "ab"), ("m", "s", "ab")), SCALE)

    assert (found.ndcg.reason, found.correlation.reason) == (ndcg, correlation)
    assert math.isnan(found.ndcg.low)
    assert math.isnan(found.correlation.low)


def test_a_method_without_lists_has_nothing():
    found = ranking_quality(
        rated({("p", "r"): RELEVANCE}), lists(("m", "r", "ab")), SCALE, methods_order=["n", "m"]
    )

    assert [one.method for one in found] == ["n", "m"]
    assert found[0].ndcg.reason == Reason.NO_RATINGS
    assert found[0].correlation.reason == Reason.NO_RATINGS


@pytest.mark.parametrize(
    ("ratings", "given", "options", "sentence"),
    [
        (("pp", "rr", "aa", [1, 2]), ("m", "r", "a", [1], [1]), {}, "twice"),
        (("p", "r", "a", [1, 2]), ("m", "r", "a", [1], [1]), {}, "length"),
        (("p", "r", "a", [1]), ("m", "r", "a", [0], [1]), {}, "below 1"),
        (("p", "r", "a", [1]), ("mm", "rr", "aa", [1, 2], [1, 1]), {}, "two of a"),
        (("p", "r", "a", [1]), ("mm", "rr", "ab", [1, 1], [1, 1]), {}, "two of 1"),
        (("p", "r", "a", [1]), ("m", "r", "a", [1], [1]), {"k": 0}, "k must"),
        (("p", "r", "a", [1]), ("m", "r", "a", [1], [1]), {"level": 1}, "level"),
    ],
)
def test_ranking_quality_refuses(ratings, given, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        ranking_quality(ProductRatings(*ratings), Recommendations(*given), SCALE, **options)
