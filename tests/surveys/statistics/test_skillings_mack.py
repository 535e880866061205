import math

import numpy as np
import pytest

from surveys.statistics import Reason
from surveys.statistics.friedman import friedman
from surveys.statistics.skillings_mack import skillings_mack
from tests.surveys.statistics.tables import ratings_of, relabelled

GONE = math.nan
# Skillings & Mack (1981), section 4: assembly times of nine persons with four methods. The paper's
# statistic is 15.493, p = 0.0014.
ASSEMBLY = [
    [3.2, 4.1, 3.8, 4.2],
    [3.1, 3.9, 3.4, 4.0],
    [4.3, 3.5, 4.6, 4.8],
    [3.5, 3.6, 3.9, 4.0],
    [3.6, 4.2, 3.7, 3.9],
    [4.5, 4.7, 3.7, GONE],
    [GONE, 4.2, 3.4, GONE],
    [4.3, 4.6, 4.4, 4.9],
    [3.5, GONE, 3.7, 3.9],
]
# Hollander & Wolfe (1999), example 7.8, from Brady (1969): stuttering and the metronome.
METRONOME = [
    [3, 5, 15],
    [1, 3, 18],
    [5, 4, 21],
    [2, GONE, 6],
    [0, 2, 17],
    [0, 2, 10],
    [0, 3, 8],
    [0, 2, 13],
]
# Seven methods in blocks of three, every two of them together once.
BALANCED = [(0, 1, 3), (1, 2, 4), (2, 3, 5), (3, 4, 6), (4, 5, 0), (5, 6, 1), (6, 0, 2)]


# R 4.2.2 with MASS, straight from the paper:
# sm <- function(y) { k <- ncol(y); s <- rowSums(!is.na(y))
#   r <- t(apply(y, 1, rank, na.last = "keep"))
#   for (j in 1:nrow(y)) r[j, is.na(r[j, ])] <- (s[j] + 1) / 2
#   A <- colSums(sqrt(12 / (s + 1)) * (r - (s + 1) / 2)); L <- crossprod(!is.na(y)); diag(L) <- 0
#   T <- drop(A %*% ginv(diag(rowSums(L)) - L) %*% A); c(T, pchisq(T, k - 1, lower.tail = FALSE)) }
@pytest.mark.parametrize(
    ("table", "statistic", "p", "df"),
    [
        (ASSEMBLY, 15.49304879752927, 0.00144029630249, 3),
        (METRONOME, 13.28095184458097, 0.00130640534844, 2),
    ],
)
def test_skillings_mack_agrees_with_the_published_examples(table, statistic, p, df):
    found = skillings_mack(ratings_of(table))

    assert (found.blocks, found.df, found.reason) == (len(table), df, None)
    assert found.statistic == pytest.approx(statistic, rel=1e-12)
    assert found.p == pytest.approx(p, rel=1e-10)


@pytest.mark.parametrize("seed", range(4))
def test_complete_blocks_give_friedmans_statistic_also_with_ties(seed):
    ratings = ratings_of(np.random.default_rng(seed).integers(1, 6, size=(15, 4)))

    found = skillings_mack(ratings)

    assert found.statistic == pytest.approx(friedman(ratings).chi2, rel=1e-10)
    assert found.p == pytest.approx(friedman(ratings).p, rel=1e-10)


def test_balanced_incomplete_blocks_give_durbins_statistic():
    rng = np.random.default_rng(5)
    table, sums = np.full((7, 7), GONE), np.zeros(7)
    for row, methods in zip(table, BALANCED, strict=True):
        row[list(methods)] = ranks = rng.permutation(3) + 1
        sums[list(methods)] += ranks
    # Durbin (1951) with t = 7 methods in blocks of k = 3, r = 3 of them for each method.
    durbin = 12 * 6 / (3 * 7 * 2 * 4) * np.square(sums - 3 * 4 / 2).sum()

    assert skillings_mack(ratings_of(table)).statistic == pytest.approx(durbin, rel=1e-12)


@pytest.mark.parametrize("tied", [False, True])
def test_test_errs_as_often_as_it_says(tied):
    rng = np.random.default_rng(9)
    surveys = 400
    found = []
    for _ in range(surveys):
        table = rng.normal(size=(25, 4))
        if tied:
            table = np.rint(table)
        table[rng.random(table.shape) < 0.3] = GONE
        found.append(skillings_mack(ratings_of(table)).p)

    # Three standard errors of a share of 5 % in 400.
    assert 0.017 <= np.mean(np.array(found) < 0.05) <= 0.083


def test_references_with_a_single_method_say_nothing():
    alone = [*ASSEMBLY, [GONE, 1.0, GONE, GONE], [2.0, GONE, GONE, GONE]]

    assert skillings_mack(ratings_of(alone)) == skillings_mack(ratings_of(ASSEMBLY))


def test_a_method_without_ratings_is_left_out():
    table = np.column_stack([METRONOME, np.full(8, GONE)])

    found = skillings_mack(ratings_of(table, methods=["a", "b", "c", "d"]))

    assert (found.methods, found.df) == (("a", "b", "c"), 2)


def test_nothing_but_the_order_within_a_reference_counts():
    ratings = ratings_of(ASSEMBLY)

    found = skillings_mack(ratings)

    assert skillings_mack(relabelled(ratings, seed=1)).statistic == pytest.approx(found.statistic)
    reverse = skillings_mack(ratings_of(-3 * np.array(ASSEMBLY)))
    assert reverse.statistic == pytest.approx(found.statistic)


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([[GONE, GONE]], Reason.NO_RATINGS),
        ([[1, GONE], [2, GONE]], Reason.ONE_METHOD),
        ([[1, GONE], [GONE, 2]], Reason.NOT_CONNECTED),
        ([[1, 2, 3], [GONE, GONE, 1]], Reason.ONE_REFERENCE),
        ([[1, 2, GONE, GONE], [GONE, GONE, 1, 2]], Reason.NOT_CONNECTED),
        ([[2, 2, 2], [3, GONE, 3]], Reason.NO_VARIATION),
        # The only link between a, b and c is a tie.
        ([[1, 2, GONE], [2, 1, GONE], [2, GONE, 2]], Reason.NOT_CONNECTED),
    ],
)
def test_no_statistic_without_a_reason(table, reason):
    found = skillings_mack(ratings_of(table))

    assert found.reason == reason
    assert math.isnan(found.statistic)
    assert math.isnan(found.p)
