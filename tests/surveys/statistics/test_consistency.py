"""Agreement of repeated answers, against by-hand examples, SciPy, and what chance gives."""

import math

import numpy as np
import pytest
from scipy.stats import spearmanr

from surveys.statistics.consistency import consistency


def test_a_worked_example():
    """Main 2, 4, 4, 6: s² = 8/3. Differences 0, 2, 2, 0: D_o = 2. 1 − 2/(16/3) = 5/8."""
    found = consistency([((2, 4, 4, 6), (2, 6, 6, 6))], [(2, 4, 4, 6)], "set_rating")

    assert found == pytest.approx(5 / 8)


def test_without_further_main_answers_it_is_alpha_with_the_first_answers_as_marginal():
    """D_e over all ordered pairs of different answers, as Krippendorff counts them."""
    main = [(1, 5, 3), (2, 2, 4)]
    values = [answer for trial in main for answer in trial]
    expected = np.mean(
        [(a - b) ** 2 for i, a in enumerate(values) for j, b in enumerate(values) if i != j]
    )

    found = consistency([((1, 5, 3), (2, 4, 3))], main, "set_rating")

    assert found == pytest.approx(1 - (2 / 3) / expected)


def test_the_same_again_is_one_and_the_opposite_is_below_zero():
    main = [(1, 5), (1, 5), (1, 5)]

    assert consistency([((1, 5), (1, 5))], main, "set_rating") == 1
    assert consistency([((1, 5), (5, 1))], main, "set_rating") < 0


def test_answers_at_random_are_zero_on_average():
    generator = np.random.default_rng(1)
    found = []
    for _person in range(4000):
        trials = generator.integers(1, 8, size=(16, 6)).tolist()
        found.append(consistency([(trials[0], trials[15])], trials[:15], "set_rating"))

    assert abs(np.mean(found)) < 0.02


def test_it_depends_neither_on_the_scales_origin_nor_on_its_unit():
    first, again, main = (1, 4, 2), (2, 4, 1), [(1, 4, 2), (5, 3, 3)]

    stretched = consistency(
        [([10 * a + 3 for a in first], [10 * a + 3 for a in again])],
        [[10 * a + 3 for a in trial] for trial in main],
        "set_rating",
    )

    assert stretched == pytest.approx(consistency([(first, again)], main, "set_rating"))


def test_what_could_not_be_judged_is_left_out():
    main = [(1, 5), (3, None)]

    with_gap = consistency([((1, 5, None), (1, None, 4))], main, "set_rating")

    assert with_gap == consistency([((1,), (1,))], main, "set_rating") == 1


@pytest.mark.parametrize(
    ("repeats", "main", "answer_format"),
    [
        ([], [(1, 2)], "set_rating"),
        ([((3, 3), (3, 3))], [(3, 3), (3, 3)], "set_rating"),
        ([((3,), (4,))], [(3,)], "set_rating"),
        ([((None, 3), (3, None))], [(1, 2)], "product_rating"),
        ([], [], "best_set"),
        ([((1,), (1,))], [(1,)], "best_set"),
        ([((1,), (1,))], [(1,)], "set_ranking"),
        ([((None, None), (1, 2))], [], "set_ranking"),
    ],
)
def test_it_is_undefined_without_a_repeat_or_without_variance(repeats, main, answer_format):
    assert math.isnan(consistency(repeats, main, answer_format))


def test_one_ranking_again_is_spearmans_rho():
    first, again = [3, 1, 2, 5, 4, 6], [2, 1, 4, 6, 3, 5]

    found = consistency([(first, again)], [], "set_ranking")

    assert found == pytest.approx(spearmanr(first, again).statistic)


def test_the_best_set_again_is_agreement_beyond_one_in_k():
    same, other = ((1, 0, 0, 0), (1, 0, 0, 0)), ((1, 0, 0, 0), (0, 0, 1, 0))

    found = consistency([same, same, other], [], "best_set")

    assert found == pytest.approx((2 / 3 - 1 / 4) / (1 - 1 / 4))
