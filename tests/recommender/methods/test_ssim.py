import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image
from skimage.metrics import structural_similarity

from recommender.methods.configuration import Configuration
from recommender.methods.ssim import Ssim, similarity, ssim_neighbours


def oracle(a: np.ndarray, b: np.ndarray) -> float:
    return structural_similarity(a, b, data_range=255, win_size=7, use_sample_covariance=True)


def smooth(seed: int, side: int) -> np.ndarray:
    """A picture that is neither noise nor flat."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:side, :side] / side
    waves = sum(np.sin(6 * (x * rng.normal() + y * rng.normal()) + rng.normal()) for _ in range(4))
    return np.rint((waves + 4) / 8 * 255).astype(np.uint8)


@settings(deadline=None)  # the first example compiles the kernel
@given(st.integers(7, 24).flatmap(lambda n: arrays(np.uint8, (2, n, n))))
def test_similarity_of_any_pictures_equals_scikit_image(pictures):
    assert similarity(*pictures) == pytest.approx(oracle(*pictures), abs=1e-6)


@pytest.mark.parametrize("side", [16, 37, 128, 256])
def test_similarity_of_structured_pictures_equals_scikit_image(side):
    pictures = [smooth(seed, side) for seed in range(4)]
    pictures.append(255 - pictures[0])
    pictures.append(np.random.default_rng(1).choice([0, 255], (side, side)).astype(np.uint8))

    for a in pictures:
        for b in pictures:
            assert similarity(a, b) == pytest.approx(oracle(a, b), abs=1e-7)


@pytest.mark.parametrize("b", [0, 1, 100, 254, 255])
@pytest.mark.parametrize("a", [0, 1, 100, 254, 255])
def test_similarity_of_constant_pictures_equals_scikit_image(a, b):
    flat_a, flat_b = np.full((128, 128), a, np.uint8), np.full((128, 128), b, np.uint8)

    assert similarity(flat_a, flat_b) == pytest.approx(oracle(flat_a, flat_b), abs=1e-6)


def test_similarity_of_equal_pictures_is_exactly_one():
    for picture in (smooth(3, 64), np.zeros((64, 64), np.uint8), np.full((64, 64), 255, np.uint8)):
        assert similarity(picture, picture) == 1.0


def test_neighbours_are_those_of_scikit_image():
    pictures = np.stack([smooth(seed, 32) for seed in range(15)])
    groups = np.array([0, 0, 0, *range(1, 13)])

    found = ssim_neighbours(pictures, groups=groups, k=4)

    for i, row in enumerate(found.indices):
        scores = {j: oracle(pictures[i], pictures[j]) for j in range(15) if groups[j] != groups[i]}
        expected = sorted(scores, key=lambda j, scores=scores: -scores[j])[:4]
        assert row.tolist() == expected
        assert found.scores[i] == pytest.approx([scores[j] for j in expected], abs=1e-6)


def test_neighbours_do_not_depend_on_the_number_of_threads(monkeypatch):
    pictures = np.stack([smooth(seed % 9, 24) for seed in range(31)])  # with many ties
    groups = np.arange(31) // 2
    found = []

    for threads in ("1", "2", "5"):
        monkeypatch.setenv("OMP_NUM_THREADS", threads)
        found.append(ssim_neighbours(pictures, groups=groups, k=6))

    for other in found[1:]:
        assert np.array_equal(other.indices, found[0].indices)
        assert np.array_equal(other.scores, found[0].scores, equal_nan=True)


def test_neighbours_of_read_only_features_are_found():
    pictures = np.stack([smooth(seed, 16) for seed in range(4)])
    pictures.flags.writeable = False

    found = ssim_neighbours(pictures, groups=np.arange(4), k=3)

    assert (found.indices >= 0).all()


def test_features_have_the_side_that_was_chosen(tmp_path):
    algorithm = Ssim(Configuration(weights_dir=tmp_path, ssim_size=48))

    features = algorithm.features([Image.new("RGB", (300, 20), "red"), Image.new("RGB", (1, 1))])

    assert features.shape == (2, 48, 48)
    assert features.dtype == np.uint8
    assert np.unique(features[0]).tolist() == [76]  # 0.299 of 255


def test_features_of_no_pictures_are_empty(tmp_path):
    assert Ssim(Configuration(weights_dir=tmp_path)).features([]).shape == (0, 128, 128)
