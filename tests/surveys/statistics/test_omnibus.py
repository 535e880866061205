import math

import numpy as np
import pytest
from scipy import stats

from surveys.statistics import Ratings, Reason, paired_contrast
from surveys.statistics.omnibus import omnibus

# Weight of cork on the north, east, south and west side of 28 trees: Rao (1948), Tests of
# significance in multivariate analysis, Biometrika 35, table 1. Mardia, Kent & Bibby (1979),
# Multivariate Analysis, example 5.3.1: T² = 20.742, F(3, 25) = 6.40 for equal means.
CORK = [
    [72, 66, 76, 77], [60, 53, 66, 63], [56, 57, 64, 58], [41, 29, 36, 38],
    [32, 32, 35, 36], [30, 35, 34, 26], [39, 39, 31, 27], [42, 43, 31, 25],
    [37, 40, 31, 25], [33, 29, 27, 36], [32, 30, 34, 28], [63, 45, 74, 63],
    [54, 46, 60, 52], [47, 51, 52, 43], [91, 79, 100, 75], [56, 68, 47, 50],
    [79, 65, 70, 61], [81, 80, 68, 58], [78, 55, 67, 60], [46, 38, 37, 38],
    [39, 35, 34, 37], [32, 30, 30, 32], [60, 50, 67, 54], [35, 37, 48, 39],
    [39, 36, 39, 31], [50, 34, 37, 40], [43, 37, 39, 50], [48, 54, 57, 43],
]  # fmt: skip


def ratings_of(table, people, items, **changes):
    table = np.asarray(table, dtype=float)
    methods = [f"m{number}" for number in range(table.shape[1])]
    cell, method = np.nonzero(~np.isnan(table))
    return Ratings.from_columns(
        np.asarray(people)[cell],
        np.asarray(items)[cell],
        [methods[one] for one in method],
        table[cell, method],
        lowest=-1000,
        highest=1000,
        methods_order=methods,
        **changes,
    )


def crossed(people=8, items=7, methods=4, seed=5):
    """People and products that each take the methods their own way, and a little chance."""
    rng = np.random.default_rng(seed)
    p, i = np.divmod(np.arange(people * items), items)
    own = rng.normal(0, 2, (people, methods))[p] + rng.normal(0, 2, (items, methods))[i]
    return np.rint(own + rng.normal(0, 1, (people * items, methods))), p, i


def test_agrees_with_hotelling_where_every_cell_has_its_own_person_and_product():
    """Then both ways of clustering, and the cells, are one."""
    found = omnibus(ratings_of(CORK, range(28), range(28)))

    assert (found.df1, found.df2) == (3, 25)
    assert found.f * 27 * 3 / 25 == pytest.approx(20.742, abs=0.0005)
    assert found.f == pytest.approx(6.40, abs=0.005)


def behrens_fisher(first, second):
    """ν of Krishnamoorthy & Yu (2004), equation for two samples, as printed: with tr of V_g V⁻¹."""
    inverse = np.linalg.inv(sum(matrix for matrix, _ in (first, second)))
    q = len(inverse)
    terms = [
        (np.trace(m @ inverse @ m @ inverse) + np.trace(m @ inverse) ** 2) / freedom
        for m, freedom in (first, second)
    ]
    return (q + q**2) / sum(terms)


def test_degrees_of_freedom_are_those_of_two_samples_with_covariances_of_their_own():
    """People and products that shift the methods each their way, without anything else."""
    rng = np.random.default_rng(4)
    shift, drift = rng.normal(0, 3, (60, 3)), rng.normal(0, 2, (40, 3))
    people, items = np.divmod(np.arange(60 * 40), 40)
    found = omnibus(ratings_of(shift[people] + drift[items], people, items))

    neighbours = np.diff(np.eye(3), axis=0)
    parts = [
        (neighbours @ np.cov(effects.T) @ neighbours.T / len(effects), len(effects) - 1)
        for effects in (shift, drift)
    ]
    # V_PI, which is not among them, makes V smaller by some hundredths.
    assert found.df2 + 1 == pytest.approx(behrens_fisher(*parts), rel=0.06)
    assert 39 < found.df2 + 1 < 98


def test_without_any_taste_the_larger_variance_counts():
    """People and products take all methods alike, so that V_P + V_I − V_PI is next to nothing."""
    rng = np.random.default_rng(11)
    people, items = np.divmod(np.arange(8 * 7), 7)
    table = np.rint(rng.normal(4, 1, (56, 4)))
    ratings = ratings_of(table, people, items)
    neighbours = np.diff(np.eye(4), axis=0)
    by_mean = [
        np.array([table[codes == code].mean(axis=0) for code in range(count)]) @ neighbours.T
        for codes, count in ((people, 8), (items, 7))
    ]

    found = omnibus(ratings)

    ps = []
    for means in by_mean:
        n, q = means.shape
        t2 = n * means.mean(axis=0) @ np.linalg.inv(np.cov(means.T)) @ means.mean(axis=0)
        ps.append(stats.f.sf(t2 * (n - q) / (q * (n - 1)), q, n - q))
    assert found.reason is None
    assert found.p == pytest.approx(max(ps))


def test_degrees_of_freedom_lie_between_the_fewer_and_both_together():
    table, people, items = crossed(people=30, items=8)

    found = omnibus(ratings_of(table, people, items))

    assert 7 - 3 + 1 <= found.df2 <= 29 + 7 - 3 + 1


def test_two_methods_give_the_square_of_the_paired_t():
    table, people, items = crossed(methods=2)
    ratings = ratings_of(table, people, items)

    found, pair = omnibus(ratings), paired_contrast(ratings, "m0", "m1").difference

    assert (found.df1, found.df2) == (1, pair.df)
    assert (found.f, found.p) == pytest.approx((pair.t**2, pair.p))


def test_which_method_comes_first_and_what_each_person_adds_do_not_matter():
    table, people, items = crossed()
    there = omnibus(ratings_of(table, people, items))

    moved = omnibus(ratings_of(table[:, ::-1] + 5 * people[:, None], people, items))

    assert (moved.f, moved.p) == pytest.approx((there.f, there.p), rel=1e-9)


def test_reversing_and_stretching_the_scale_does_not_matter():
    table, people, items = crossed()

    there, back = (omnibus(ratings_of(one, people, items)) for one in (table, 80 - 10 * table))

    assert back.f == pytest.approx(there.f, rel=1e-9)


def test_rotated_references_are_balanced_as_long_as_cells_are_whole():
    table, people, items = crossed()
    kept = (people + items) % 3 > 0

    assert omnibus(ratings_of(table[kept], people[kept], items[kept])).reason is None


def test_methods_without_ratings_are_left_out():
    table, people, items = crossed(methods=3)
    padded = np.column_stack([table, np.full(len(table), np.nan)])

    found = omnibus(ratings_of(padded, people, items))

    assert found == omnibus(ratings_of(table, people, items))
    assert found.methods == 3


def gap():
    table, people, items = crossed()
    table = table.astype(float)
    table[3, 1] = math.nan
    return table, people, items


def always_two_apart():
    table, people, items = crossed(methods=1)
    return np.column_stack([table, table + 2]), people, items


def same_twice():
    table, people, items = crossed()
    return np.column_stack([table, table[:, 0]]), people, items


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        (gap(), Reason.INCOMPLETE),
        (same_twice(), Reason.NOT_POSITIVE_DEFINITE),
        (always_two_apart(), Reason.NO_VARIATION),
        (crossed(methods=1), Reason.ONE_METHOD),
        (crossed(people=1), Reason.ONE_PARTICIPANT),
        (crossed(items=1), Reason.ONE_REFERENCE),
        (crossed(items=3), Reason.TOO_FEW_CLUSTERS),
        ((np.full((56, 4), 5), *crossed()[1:]), Reason.NOT_POSITIVE_DEFINITE),
        ((np.empty((0, 2)), [], []), Reason.NO_RATINGS),
    ],
)
def test_no_test_without_a_reason(columns, reason):
    found = omnibus(ratings_of(*columns))

    assert found.reason == reason
    assert all(map(math.isnan, (found.f, found.df1, found.df2, found.p)))
