"""What holds for every method, also for those that will be added."""

import functools

import numpy as np
import pytest
from django.conf import settings
from PIL import Image

from recommender.methods import registry
from recommender.methods.configuration import Configuration
from recommender.methods.lists import Products
from recommender.methods.method import Method
from recommender.methods.segmentation import cut_out

KEYS = [method.key for method in registry.methods(settings.METHODS)]
IDS = [f"id{number:02}" for number in range(9)]
GROUPS = np.array([0, 0, 1, 2, 3, 4, 5, 6, 7])


@pytest.fixture(params=KEYS)
def method(request, tiny_clip: Configuration) -> Method:
    """Every method; CLIP's with a tiny model, since the real weights are rarely at hand."""
    method = registry.method(request.param, tiny_clip)
    if reason := method.unavailable():
        pytest.skip(reason)
    return method


@pytest.fixture
def pictures(photograph) -> list[Image.Image]:
    """Nine, of which the third to the fifth are equal, and the last has one pixel."""
    drawn = [photograph(number) for number in (1, 2, 3, 3, 3, 4, 5, 6)]
    return [*drawn, Image.new("RGB", (1, 1), "teal")]


def features(method: Method, pictures: list[Image.Image]) -> np.ndarray:
    if not method.reads_pictures:
        return np.empty((len(pictures), 0))
    if method.segmenter:
        cuts = [product(method, picture.tobytes(), picture.size) for picture in pictures]
        return method.algorithm.features(cuts)
    return method.algorithm.features(pictures)


@functools.cache
def product(method: Method, pixels: bytes, size: tuple[int, int]) -> Image.Image:
    """The cut-out, made once for all tests as it is once for all runs: a mask takes a second."""
    picture = Image.frombytes("RGB", size, pixels)
    return cut_out(picture, method.segmenter.mask(picture)).picture


def neighbours(method: Method, features: np.ndarray, groups=GROUPS, identifiers=IDS, k=4):
    return method.algorithm.neighbours(Products(features, groups, identifiers), k=k)


def test_lists_keep_the_contract(method, pictures):
    of_pictures = features(method, pictures)
    found = neighbours(method, of_pictures)

    assert np.isfinite(of_pictures).all()
    assert (found.indices.dtype, found.indices.shape) == (np.int32, (9, 4))
    assert (found.scores.dtype, found.scores.shape) == (np.float64, (9, 4))
    assert not np.isnan(found.scores).any()
    for i, row in enumerate(found.indices.tolist()):
        assert len(set(row)) == 4
        assert all(GROUPS[j] != GROUPS[i] for j in row)  # the product itself is of its group
    assert (np.diff(found.scores, axis=1) <= 0).all()


def test_the_same_input_gives_the_same_output(method, pictures):
    first, second = features(method, pictures), features(method, pictures)

    assert np.array_equal(first, second)
    assert np.array_equal(neighbours(method, first).indices, neighbours(method, second).indices)


def test_a_feature_does_not_depend_on_the_pictures_beside_it(method, pictures):
    together = features(method, pictures)

    assert np.array_equal(together[2], together[4])
    assert np.array_equal(features(method, pictures[5:7]), together[5:7])
    assert np.array_equal(features(method, pictures[::-1]), together[::-1])


def test_equal_pictures_are_ranked_by_id(method, pictures):
    if not method.reads_pictures:
        pytest.skip("draws instead of comparing")

    found = neighbours(method, features(method, pictures))

    assert found.indices[2, :2].tolist() == [3, 4]
    assert found.indices[3, :2].tolist() == [2, 4]
    assert found.indices[4, :2].tolist() == [2, 3]
    assert (found.scores[2:5, :2] == 1.0).all()


def test_lists_do_not_depend_on_the_order_of_products(method, pictures):
    distinct = [0, 1, 2, 5, 6, 7, 8]  # ties are broken by position, which is the order of ids
    order = np.array(distinct)[np.random.default_rng(5).permutation(len(distinct))]
    values = features(method, pictures)

    def named(rows) -> dict[str, list[str]]:
        ids = [IDS[row] for row in rows]
        found = neighbours(method, values[rows], GROUPS[rows], ids)
        return {ids[i]: [ids[j] for j in row] for i, row in enumerate(found.indices)}

    assert named(order) == named(distinct)


def test_too_few_candidates_leave_places_empty(method, pictures):
    values = features(method, pictures)

    found = neighbours(method, values[:3], np.array([0, 0, 1]), IDS[:3])
    alone = neighbours(method, values[:1], np.array([0]), IDS[:1])

    assert found.indices[0].tolist() == [2, -1, -1, -1]
    assert np.isnan(found.scores[0]).tolist() == [False, True, True, True]
    assert sorted(found.indices[2].tolist()) == [-1, -1, 0, 1]
    assert (alone.indices == -1).all()


def test_constant_pictures_are_compared(method):
    flat = [Image.new("RGB", (40, 30), colour) for colour in ("black", "white", "gray")]

    found = neighbours(method, features(method, flat), np.arange(3), IDS[:3], k=2)

    assert not np.isnan(found.scores).any()


def test_parameters_say_what_the_fingerprint_is_made_of(method):
    parameters = method.parameters()

    assert parameters["algorithm"] == method.algorithm.key
    assert parameters["treatment"] == method.treatment
    assert len(method.fingerprint()) == len(method.feature_fingerprint()) == 64
