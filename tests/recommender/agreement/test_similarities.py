from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from recommender.agreement.similarities import (
    MethodFailed,
    prepared,
    similarities_of_pairs,
)
from recommender.catalogue import pictures
from recommender.methods.contract import Unavailable
from recommender.methods.lists import Products
from recommender.methods.method import Method
from recommender.methods.random import draws
from recommender.models import Catalogue, Product
from tests.recommender.precompute.conftest import Mean
from tests.recommender.precompute.conftest import hats as hats
from tests.recommender.precompute.conftest import mean as mean
from tests.recommender.precompute.conftest import random as random
from tests.recommender.precompute.conftest import ssim as ssim
from tests.recommender.precompute.shop import add_product

pytestmark = pytest.mark.embedded

PAIRS = np.array([[0, 1], [2, 3], [0, 8], [2, 1], [0, 1], [8, 0]])

Compare = Callable[..., NDArray[np.float64]]


@pytest.fixture
def products(hats: Catalogue) -> list[Product]:
    """Eight hats and a shoe."""
    add_product(hats, "shoe", category="shoe", look=9)
    return sorted(hats.products.all(), key=lambda product: product.identifier)


@pytest.fixture
def compare(products: list[Product]) -> Compare:
    def similarities(method: Method, pairs: NDArray[np.intp] = PAIRS) -> NDArray[np.float64]:
        features = prepared(products, [method], on_progress=lambda _done: None)
        return similarities_of_pairs(
            method,
            products,
            pairs,
            prepared=features[method.key],
            on_progress=lambda _done: None,
        )

    return similarities


def test_pairs_get_the_method_s_own_similarity_in_steps_also_across_categories(
    compare: Compare, products: list[Product], ssim: Method
):
    from skimage.metrics import structural_similarity

    found = compare(ssim)

    features = prepared(products, [ssim], on_progress=lambda _done: None)["ssim"].features
    looks = [features[product.picture.sha256].values for product in products]
    expected = [
        structural_similarity(looks[a], looks[b], data_range=255, win_size=7) for a, b in PAIRS
    ]
    assert found / 1e6 == pytest.approx(np.array(expected), abs=2e-6)
    assert found.tolist() == np.rint(found).tolist()
    assert found[0] == found[4]


def test_the_baseline_that_reads_no_pictures_is_scored_by_its_draws(
    compare: Compare, products: list[Product], random: Method
):
    identifiers = [product.identifier for product in products]

    found = compare(random)

    expected = [draws([identifiers[a]], [identifiers[b]])[0, 0] for a, b in PAIRS]
    assert found / 1e6 == pytest.approx(np.array(expected), abs=1e-6)


def test_all_pairs_of_a_head_are_compared_at_once(
    compare: Compare, mean: Method, monkeypatch: pytest.MonkeyPatch
):
    asked: list[tuple[list[str], list[str]]] = []

    def similarities(_self: Mean, queries: Products, candidates: Products) -> NDArray[np.float64]:
        asked.append((list(queries.identifiers), list(candidates.identifiers)))
        return draws(queries.identifiers, candidates.identifiers)

    monkeypatch.setattr(Mean, "similarities", similarities)

    compare(mean)

    assert asked == [
        (["hat-0"], ["hat-1", "shoe"]),
        (["hat-2"], ["hat-1", "hat-3"]),
        (["shoe"], ["hat-0"]),
    ]


def test_pairs_with_a_picture_that_is_gone_have_no_similarity(
    compare: Compare, products: list[Product], mean: Method
):
    sha256 = products[1].picture.sha256
    pictures.default_storage.delete(pictures.name(sha256, pictures.MASTER))

    found = compare(mean)

    assert np.isnan(found).tolist() == [True, False, False, True, True, False]


def test_what_the_cache_holds_is_not_computed_again(
    compare: Compare, products: list[Product], mean: Method
):
    compare(mean)
    seen = len(mean.algorithm.seen)  # type: ignore[attr-defined]

    compare(mean)

    assert seen == len(products)
    assert len(mean.algorithm.seen) == seen  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (np.array([[np.nan]]), "a similarity that is not a number"),
        (np.array([[1e300]]), "a similarity that is not a number, or not one between"),
        (np.array([0.5]), "something else than one number for every pair"),
        (np.zeros((1, 99)), "something else than one number for every pair"),
    ],
)
def test_a_method_that_gives_no_number_for_each_pair_fails_with_a_sentence(
    compare: Compare,
    mean: Method,
    monkeypatch: pytest.MonkeyPatch,
    wrong: NDArray[Any],
    sentence: str,
):
    monkeypatch.setattr(Mean, "similarities", lambda *_: wrong)

    with pytest.raises(MethodFailed, match=sentence):
        compare(mean, np.array([[0, 1]]))


def test_a_method_that_raises_fails_with_its_reason(
    compare: Compare, mean: Method, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_: Any) -> None:
        raise ZeroDivisionError("by colour")

    monkeypatch.setattr(Mean, "similarities", broken)

    with pytest.raises(MethodFailed, match="ZeroDivisionError: by colour"):
        compare(mean)


def test_features_that_fit_no_array_fail_with_a_sentence(
    compare: Compare, mean: Method, monkeypatch: pytest.MonkeyPatch
):
    lengths = iter(range(1, 100))
    monkeypatch.setattr("recommender.agreement.similarities.PICTURES", 1)
    monkeypatch.setattr(Mean, "features", lambda *_: np.zeros((1, next(lengths))))

    with pytest.raises(MethodFailed, match="different pictures have different shapes"):
        compare(mean)


def test_a_method_whose_weights_are_gone_fails_and_another_goes_on(
    products: list[Product], mean: Method, ssim: Method
):
    mean.algorithm.error = Unavailable("Weights are missing.")  # type: ignore[attr-defined]

    features = prepared(products, [mean, ssim], on_progress=lambda _done: None)

    assert len(features["ssim"].features) == len(products)
    with pytest.raises(MethodFailed, match=r"Weights are missing\."):
        similarities_of_pairs(
            mean, products, PAIRS, prepared=features["mean"], on_progress=lambda _done: None
        )


def test_progress_counts_every_picture_and_every_pair(
    products: list[Product], mean: Method, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("recommender.agreement.similarities.PICTURES", 4)
    read: list[int] = []
    compared: list[int] = []

    features = prepared(products, [mean], on_progress=read.append)
    similarities_of_pairs(
        mean, products, PAIRS, prepared=features["mean"], on_progress=compared.append
    )

    assert read == [4, 4, 1]
    assert sum(compared) == len(PAIRS)
