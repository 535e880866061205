from typing import Any

import numpy as np
import pytest
from PIL import Image


def encoder(batch: int) -> Any:
    """One whose features are a picture's mean colour."""
    from recommender.methods.encoder import Encoder
    from recommender.methods.networks import torch
    from recommender.methods.runtimes import Runtime

    def prepare(picture: Image.Image) -> Any:
        pixels = np.asarray(picture.resize((4, 4)), np.float32)
        return torch.from_numpy(pixels.transpose(2, 0, 1).copy())

    def run(tensors: np.ndarray) -> np.ndarray:
        assert len(tensors) == batch
        return tensors.mean((2, 3))

    return Encoder(prepare, Runtime("", batch, run))


def plain(colour: tuple[int, int, int]) -> Image.Image:
    return Image.new("RGB", (9, 7), colour)


@pytest.mark.parametrize("batch", [1, 4, 16])
@pytest.mark.parametrize("threads", ["1", "3"])
def test_rows_come_in_the_order_of_pictures_whatever_the_batch(batch, threads, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", threads)
    colours = [(number, 40, 2 * number) for number in range(1, 12)]
    expected = np.array(colours) / np.linalg.norm(colours, axis=1, keepdims=True)

    found = encoder(batch).features([plain(colour) for colour in colours])

    assert (found.dtype, found.shape) == (np.float32, (11, 3))
    assert found == pytest.approx(expected, abs=1e-6)


def test_a_picture_that_cannot_be_prepared_spoils_no_later_call():
    colours = encoder(4)

    with pytest.raises(ValueError):
        colours.features([plain((1, 2, 3)), Image.new("L", (3, 3))] * 9)

    assert colours.features([plain((0, 0, 9))]).tolist() == [[0, 0, 1]]
