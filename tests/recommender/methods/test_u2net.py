import numpy as np
import pytest
from PIL import Image

from recommender.methods import u2net


@pytest.mark.parametrize(
    "change", [lambda picture: picture, lambda picture: picture.point([0] * 768)]
)
def test_tensor_is_the_formula_in_float64_rounded_once(change, photograph):
    picture = change(photograph(3))

    pixels = np.asarray(picture.resize((320, 320), Image.Resampling.LANCZOS), dtype=np.float64)
    shares = pixels / max(pixels.max(), 1e-6)
    expected = (shares - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]
    tensor = u2net.tensor(picture)
    assert (tensor.dtype, tensor.shape) == (np.float32, (1, 3, 320, 320))
    np.testing.assert_array_equal(tensor[0].transpose(1, 2, 0), expected.astype(np.float32))


def test_mask_goes_from_the_smallest_to_the_largest_answer():
    answer = np.linspace(-3, 5, 320 * 320, dtype=np.float32).reshape(320, 320)

    mask = u2net.mask(answer, (320, 320))

    assert mask.getextrema() == (0, 255)
    assert (np.diff(np.asarray(mask).ravel().astype(int)) >= 0).all()


def test_mask_of_the_same_answer_everywhere_is_empty():
    mask = u2net.mask(np.full((320, 320), 0.7, dtype=np.float32), (40, 30))

    assert (mask.mode, mask.size, mask.getextrema()) == ("L", (40, 30), (0, 0))
