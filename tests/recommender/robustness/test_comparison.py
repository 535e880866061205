import numpy as np
from django.conf import settings

from recommender.methods.lists import Products
from recommender.robustness.comparison import answers
from tests.recommender.robustness.conftest import Grey

# Flat greys a to f; b and c are variants of one another.
VALUES = np.array([[10.0], [20.0], [21.0], [40.0], [60.0], [70.0]])
GROUPS = np.array([0, 1, 1, 2, 3, 4])


def asked(values: list[float], *, position: int, k: int = 3):
    products = Products(VALUES, GROUPS, list("abcdef"))
    features = np.array(values)[:, None]
    return answers(Grey(settings.METHODS), features, products, position=position, k=k)


def test_the_undisturbed_picture_finds_itself_first_and_its_own_list() -> None:
    found = asked([20.0], position=1)

    assert found.ranks.tolist() == [1]
    assert found.nearest.tolist() == [[0, 3, 4]]


def test_a_variant_is_neither_listed_nor_ahead_of_the_product() -> None:
    found = asked([21.0], position=1)

    assert found.ranks.tolist() == [1]
    assert found.nearest.tolist() == [[0, 3, 4]]


def test_a_disturbed_picture_counts_who_is_more_similar_than_the_product_itself() -> None:
    found = asked([58.0, 0.0, 35.0], position=1)

    assert found.ranks.tolist() == [4, 2, 2]
    assert found.nearest.tolist() == [[4, 5, 3], [0, 3, 4], [3, 0, 4]]


def test_equally_similar_products_come_in_the_order_of_ids() -> None:
    before = asked([15.0], position=1)
    after = asked([25.0], position=0)

    assert before.ranks.tolist() == [2]
    assert after.nearest.tolist() == [[2, 1, 3]]


def test_short_categories_have_short_lists() -> None:
    assert asked([20.0], position=1, k=5).nearest.tolist() == [[0, 3, 4, 5, -1]]
