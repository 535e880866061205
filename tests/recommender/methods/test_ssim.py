from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from PIL import Image

from recommender.methods import ranking
from recommender.methods.configuration import Configuration
from recommender.methods.lists import Neighbours, Products
from recommender.methods.ssim import Ssim
from tests.recommender.methods.scikit_lists import oracle, scikit_neighbours

KINDS = [(window, colour) for window in ("uniform", "gaussian") for colour in ("grey", "rgb")]


@pytest.fixture(params=KINDS, ids=["-".join(kind) for kind in KINDS])
def ssim(request: pytest.FixtureRequest, tmp_path: Path) -> Ssim:
    window, colour = request.param
    return Ssim(Configuration(weights_dir=tmp_path, ssim_window=window, ssim_colour=colour))


def smooth(seed: int, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """A picture that is neither noise nor flat."""
    rng = np.random.default_rng(seed)
    *planes, side, _ = shape
    y, x = np.mgrid[:side, :side] / side
    waves = np.zeros(shape)
    for _ in range(4):
        slope_y, slope_x, shift = rng.normal(size=(3, *planes, 1, 1))
        waves += np.sin(6 * (x * slope_x + y * slope_y) + shift)
    return np.rint((waves + 4) / 8 * 255).astype(np.uint8)


def shape_of(ssim: Ssim, side: int) -> tuple[int, ...]:
    return (3, side, side) if ssim.configuration.ssim_colour == "rgb" else (side, side)


def pictures(ssim: Ssim, n: int, side: int, *, different: int = 100) -> NDArray[np.uint8]:
    return np.stack([smooth(seed % different, shape_of(ssim, side)) for seed in range(n)])


def products(features: NDArray[np.uint8], groups: NDArray[np.int64] | None = None) -> Products:
    n = len(features)
    return Products(
        features, np.arange(n) if groups is None else groups, [f"{i}" for i in range(n)]
    )


def similarity(ssim: Ssim, a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    return float(ssim.similarities(products(a[None]), products(b[None]))[0, 0])


def assert_equal(found: Neighbours, expected: Neighbours) -> None:
    assert np.array_equal(found.indices, expected.indices)
    assert np.array_equal(found.scores, expected.scores, equal_nan=True)


@settings(deadline=None)  # the first example compiles the kernel
@given(st.integers(7, 24).flatmap(lambda n: arrays(np.uint8, (2, n, n))))
def test_uniform_similarity_of_any_pictures_equals_scikit_image(pair):
    ssim = Ssim(Configuration(weights_dir=Path()))

    assert similarity(ssim, *pair) == pytest.approx(oracle(ssim, *pair), abs=1e-6)


@settings(deadline=None)
@given(st.integers(11, 24).flatmap(lambda n: arrays(np.uint8, (2, n, n))))
def test_gaussian_similarity_of_any_pictures_equals_scikit_image(pair):
    ssim = Ssim(Configuration(weights_dir=Path(), ssim_window="gaussian"))

    assert similarity(ssim, *pair) == pytest.approx(oracle(ssim, *pair), abs=1e-6)


@pytest.mark.parametrize("side", [16, 37, 64, 128])
def test_similarities_of_structured_pictures_equal_scikit_image(ssim, side):
    some = pictures(ssim, 3, side)
    noise = np.random.default_rng(1).choice([0, 255], some[0].shape).astype(np.uint8)
    several = products(np.concatenate([some, 255 - some[:1], noise[None]]))

    found = ssim.similarities(several, several)

    for i, a in enumerate(several.features):
        for j, b in enumerate(several.features):
            assert found[i, j] == pytest.approx(oracle(ssim, a, b), abs=1e-7)


def test_similarities_of_large_pictures_equal_scikit_image(tmp_path):
    ssim = Ssim(Configuration(weights_dir=tmp_path))
    a, b = pictures(ssim, 2, 501)

    assert similarity(ssim, a, b) == pytest.approx(oracle(ssim, a, b), abs=1e-7)


def test_faint_differences_on_a_bright_ground_are_exact(ssim):
    """Where Σxy and SxSy/49 agree in all but their last digits."""
    rng = np.random.default_rng(5)
    a, b = (255 - rng.integers(0, 2, (2, *shape_of(ssim, 64)))).astype(np.uint8)

    assert similarity(ssim, a, b) == pytest.approx(oracle(ssim, a, b), abs=1e-7)


@pytest.mark.parametrize("b", [0, 1, 100, 254, 255])
@pytest.mark.parametrize("a", [0, 1, 100, 254, 255])
def test_similarity_of_constant_pictures_equals_scikit_image(ssim, a, b):
    flat_a = np.full(shape_of(ssim, 32), a, np.uint8)
    flat_b = np.full(shape_of(ssim, 32), b, np.uint8)

    assert similarity(ssim, flat_a, flat_b) == pytest.approx(oracle(ssim, flat_a, flat_b), abs=1e-6)


def test_equal_pictures_are_listed_with_the_similarity_one(ssim):
    flat = np.full(shape_of(ssim, 64), 255, np.uint8)
    same = smooth(3, shape_of(ssim, 64))

    found = ssim.neighbours(products(np.stack([flat, same, flat, same])), k=1)

    assert found.indices.tolist() == [[2], [3], [0], [1]]
    assert found.scores.tolist() == [[1.0], [1.0], [1.0], [1.0]]


def test_neighbours_with_groups_and_ties_are_those_of_a_scikit_image_loop(ssim):
    some = products(pictures(ssim, 21, 24, different=12), np.arange(21) // 2)

    assert_equal(ssim.neighbours(some, k=5), scikit_neighbours(ssim, some, k=5))


def test_neighbours_of_several_tiles_of_rows_are_those_of_all_pairs(ssim, monkeypatch):
    from recommender.methods import ssim_pairs

    some = products(pictures(ssim, 53, 16, different=40), np.arange(53) // 2)
    expected = ranking.neighbours(ssim.similarities, some, k=6)

    monkeypatch.setattr(ssim_pairs, "BYTES_OF_ROWS", 200_000)  # a few pictures

    assert_equal(ssim.neighbours(some, k=6), expected)


@pytest.mark.parametrize("n", [0, 1, 2, 8, 9, 15, 16, 17, 33])
def test_neighbours_of_any_number_of_products_are_those_of_all_pairs(tmp_path, n):
    ssim = Ssim(Configuration(weights_dir=tmp_path))
    some = products(pictures(ssim, 33, 16, different=30)[:n])

    expected = ranking.neighbours(ssim.similarities, some, k=5)

    assert_equal(ssim.neighbours(some, k=5), expected)


@pytest.mark.parametrize("cut", [0, 1, 16, 30, 41])
def test_lists_of_blocks_and_between_them_are_those_of_the_whole(ssim, cut):
    some = products(pictures(ssim, 41, 16, different=30), np.arange(41) // 2)
    whole = ssim.neighbours(some, k=5)

    first, second = some[:cut], some[cut:]
    between = ssim.compare(first, second, k=5)
    of_first = ranking.merged(
        [ssim.neighbours(first, k=5), ranking.shifted(between.rows, cut)], k=5
    )
    of_second = ranking.merged(
        [ranking.shifted(ssim.neighbours(second, k=5), cut), between.columns], k=5
    )

    assert_equal(ranking.stacked([of_first, of_second], k=5), whole)


def test_lists_do_not_depend_on_the_number_of_threads(ssim, monkeypatch):
    some = products(pictures(ssim, 40, 24, different=9), np.arange(40) // 2)
    found = []

    for threads in ("1", "2", "5"):
        monkeypatch.setenv("OMP_NUM_THREADS", threads)
        between = ssim.compare(some[:17], some[17:], k=6)
        found.append([ssim.neighbours(some, k=6), between.rows, between.columns])

    for others in found[1:]:
        for other, one in zip(others, found[0], strict=True):
            assert_equal(other, one)


def test_lists_of_read_only_features_are_found(ssim):
    features = pictures(ssim, 4, 16)
    features.flags.writeable = False

    found = ssim.neighbours(products(features), k=3)

    assert (found.indices >= 0).all()


def test_lists_of_real_photographs_are_those_of_a_scikit_image_loop(ssim, clothing):
    files = sorted((clothing / "hat").iterdir())[:16]
    features = ssim.features([Image.open(file).convert("RGB") for file in files])

    found = ssim.neighbours(products(features), k=5)

    assert_equal(found, scikit_neighbours(ssim, products(features), k=5))


@pytest.mark.parametrize("colour", ["grey", "rgb"])
def test_features_have_the_side_that_was_chosen(tmp_path, colour):
    ssim = Ssim(Configuration(weights_dir=tmp_path, ssim_size=48, ssim_colour=colour))

    features = ssim.features([Image.new("RGB", (300, 20), "red"), Image.new("RGB", (1, 1))])

    assert features.shape == (2, *shape_of(ssim, 48))
    assert features.dtype == np.uint8


def test_grey_features_are_luma(tmp_path):
    features = Ssim(Configuration(weights_dir=tmp_path)).features([Image.new("RGB", (9, 9), "red")])

    assert np.unique(features).tolist() == [76]  # 0.299 of 255


def test_rgb_features_are_the_channels_one_after_the_other(tmp_path):
    ssim = Ssim(Configuration(weights_dir=tmp_path, ssim_colour="rgb"))

    [features] = ssim.features([Image.new("RGB", (9, 9), (1, 20, 255))])

    assert [np.unique(channel).tolist() for channel in features] == [[1], [20], [255]]


def test_features_of_no_pictures_are_empty(ssim):
    assert ssim.features([]).shape == (0, *shape_of(ssim, 128))


def test_parameters_of_the_defaults_are_those_of_earlier_versions(tmp_path):
    ssim = Ssim(Configuration(weights_dir=tmp_path))

    assert ssim.feature_parameters() == {
        "colour": "grey, ITU-R 601-2 luma, 8 bit",
        "side": 128,
        "fit": "stretch",
        "filter": "bilinear with antialiasing",
    }
    assert ssim.ranking_parameters() == {
        "data_range": 255,
        "win_size": 7,
        "gaussian_weights": False,
        "use_sample_covariance": True,
        "K1": 0.01,
        "K2": 0.03,
        "steps_per_unit": 1_000_000,
    }


def test_every_choice_is_told_apart_by_its_parameters(tmp_path):
    made = [
        Ssim(Configuration(weights_dir=tmp_path, ssim_window=window, ssim_colour=colour))
        for window, colour in KINDS
    ]

    told = {repr((ssim.feature_parameters(), ssim.ranking_parameters())) for ssim in made}

    assert len(told) == 4
    assert len({repr(ssim.feature_parameters()) for ssim in made}) == 2
