import math

import numpy as np
import pytest

from recommender.agreement.formulae import Reason
from recommender.agreement.scoring import averaged, ordered_references, score_pairs, score_triplets

NAN = math.nan


def test_triplets_without_a_similarity_are_left_out_and_ties_counted():
    closer = np.array([3, 1, 2, NAN, 5])
    farther = np.array([1, 3, 2, 1, NAN])
    members = np.array([[0, 1, 2], [3, 4, 5], [0, 2, 4], [1, 3, 5], [0, 1, 5]])

    found = score_triplets(closer, farther, members, seed=1)

    assert found.share.mean == 0.5
    assert (found.share.n, found.ties, found.left_out) == (3, 1, 2)


def test_several_ratings_of_a_pair_count_as_their_mean():
    rated = averaged(np.array([[1, 0], [0, 2], [1, 0], [0, 1]]), np.array([4.0, 5, 1, 3]))

    assert rated.members.tolist() == [[0, 1], [0, 2], [1, 0]]
    assert rated.ratings.tolist() == [3, 5, 2.5]


def test_means_of_the_same_ratings_are_equal_in_whatever_order_they_came():
    members = np.array([[0, 1]] * 3 + [[0, 2]] * 3 + [[0, 3]] * 3)

    rated = averaged(members, np.array([0.1, 0.2, 0.3, 0.3, 0.2, 0.1, 0.2, 0.3, 0.1]))

    assert ordered_references(rated) == []


def test_references_with_two_products_or_equal_ratings_have_no_order():
    members = [[0, 1], [0, 2], [1, 0], [1, 2], [1, 3], [2, 0], [2, 1], [2, 3]]
    rated = averaged(np.array(members), np.array([1.0, 5, 3, 3, 3, 1, 1, 2]))

    assert [(reference, rows.tolist()) for reference, rows in ordered_references(rated)] == [
        (2, [5, 6, 7])
    ]


def test_correlations_are_within_references_and_every_reference_counts_alike():
    # Reference 0 is ordered as rated, reference 1 the other way round; across both, ratings of
    # reference 0 are far above those of reference 1, and so are the similarities.
    members = np.array([[0, 2], [0, 3], [0, 4], [1, 2], [1, 3], [1, 4], [1, 5]])
    rated = averaged(members, np.array([7.0, 8, 9, 1, 2, 3, 4]))

    found = score_pairs(np.array([70.0, 80, 90, 4, 3, 2, 1]), rated, seed=1)

    assert found.rho.mean == pytest.approx(0)
    assert found.tau.mean == pytest.approx(0)
    assert (found.rho.n, found.pairs, found.left_out) == (2, 7, 0)
    assert found.rho.reason == Reason.TOO_FEW


def test_a_reference_that_lacks_similarities_may_have_no_order_left():
    members = np.array([[0, 2], [0, 3], [0, 4], [1, 2], [1, 3], [1, 4]])
    rated = averaged(members, np.array([1.0, 2, 3, 1, 2, 3]))

    found = score_pairs(np.array([1.0, 2, 3, 1, NAN, 3]), rated, seed=1)

    assert (found.rho.mean, found.rho.n, found.pairs, found.left_out) == (1, 1, 3, 1)


def test_without_any_similarity_there_is_nothing_to_count():
    rated = averaged(np.array([[0, 1], [0, 2], [0, 3]]), np.array([1.0, 2, 3]))

    found = score_pairs(np.full(3, NAN), rated, seed=1)

    assert found.rho.reason == Reason.NOTHING
    assert math.isnan(found.tau.mean)
