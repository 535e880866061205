import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from recommender.methods.configuration import Configuration
from recommender.methods.contract import Unavailable
from recommender.methods.segmentation import BACKGROUND, Segmenter, cut_out

FIRST_MASK = """
import os
import sys
from pathlib import Path
from PIL import Image
from recommender.methods.configuration import Configuration
from recommender.methods.segmentation import Segmenter
Segmenter(Configuration(weights_dir=Path(sys.argv[1]))).mask(Image.new("RGB", (8, 8)))
assert not {"numba", "pymatting"} & set(sys.modules)
assert "U2NET_HOME" not in os.environ
"""


def mask_of(size: tuple[int, int], box: tuple[int, int, int, int], value: int = 255) -> Image.Image:
    """Surely background, except in the box (left, top, right, bottom; the last two not in it)."""
    mask = Image.new("L", size)
    mask.paste(value, box)
    return mask


@pytest.fixture
def segmenter(weights_dir) -> Segmenter:
    segmenter = Segmenter(Configuration(weights_dir=weights_dir))
    try:
        segmenter.weights().locate()
    except Unavailable as reason:
        pytest.skip(str(reason))
    return segmenter


def test_cut_out_shows_the_product_in_the_middle_of_a_grey_square():
    picture = Image.new("RGB", (200, 100), "red")

    cut = cut_out(picture, mask_of(picture.size, (120, 20, 160, 40)))

    assert cut.failure == ""
    assert cut.picture.size == (44, 44)  # 40 wide, and a margin of 5 % on every side
    pixels = np.asarray(cut.picture)
    product = (pixels == (255, 0, 0)).all(axis=2)
    assert np.argwhere(product).min(axis=0).tolist() == [12, 2]
    assert np.argwhere(product).max(axis=0).tolist() == [31, 41]
    assert (pixels[~product] == BACKGROUND).all()


def test_cut_out_at_the_edge_is_padded_with_grey():
    picture = Image.new("RGB", (60, 120), "blue")

    cut = cut_out(picture, mask_of(picture.size, (0, 0, 20, 100)))

    pixels = np.asarray(cut.picture)
    assert cut.picture.size == (110, 110)
    assert (pixels[:5] == BACKGROUND).all()
    assert (pixels[:, :45] == BACKGROUND).all()
    assert (pixels[5:105, 45:65] == (0, 0, 255)).all()


def test_cut_out_blends_where_the_mask_is_unsure():
    picture = Image.new("RGB", (40, 40), "white")
    mask = mask_of(picture.size, (10, 10, 30, 30))
    mask.paste(64, (10, 30, 30, 31))

    bottom = np.asarray(cut_out(picture, mask).picture)[21, 10]

    assert bottom == pytest.approx(128 + (255 - 128) * 64 / 255, abs=1)


@pytest.mark.parametrize(
    ("box", "failure"),
    [
        ((0, 0, 9, 10), "no product: the mask covers 0.9%"),
        ((0, 0, 100, 96), "no background: the mask covers 96.0%"),
        ((0, 0, 0, 0), "no product: the mask covers 0.0%"),
    ],
)
def test_a_useless_mask_leaves_the_original_and_says_so(box, failure):
    picture = Image.new("RGB", (100, 100), "red")

    cut = cut_out(picture, mask_of(picture.size, box))

    assert cut.picture is picture
    assert failure in cut.failure


@pytest.mark.parametrize("box", [(0, 0, 10, 10), (0, 0, 100, 95)])
def test_masks_at_the_limits_are_used(box):
    assert cut_out(Image.new("RGB", (100, 100)), mask_of((100, 100), box)).failure == ""


def test_one_pixel_is_never_cut():
    picture = Image.new("RGB", (1, 1), "red")

    for value in (0, 255):
        assert cut_out(picture, Image.new("L", (1, 1), value)).picture is picture


def test_mask_finds_the_thing_on_a_plain_ground(segmenter):
    picture = Image.new("RGB", (300, 200), (230, 225, 215))
    ImageDraw.Draw(picture).ellipse((90, 40, 210, 160), fill=(150, 20, 30))

    mask = segmenter.mask(picture)

    values = np.asarray(mask)
    assert (mask.mode, mask.size) == ("L", picture.size)
    assert values[70:130, 120:180].min() > 200
    assert values[:, :60].max() < 50
    assert values[:, 240:].max() < 50


def test_mask_of_the_same_picture_is_the_same(segmenter, photograph):
    picture = photograph(4)

    assert segmenter.mask(picture).tobytes() == segmenter.mask(picture).tobytes()


def test_mask_without_weights_says_what_mends_it(configuration):
    with pytest.raises(Unavailable, match=r"fetch_weights --methods ssim\+segmented"):
        Segmenter(configuration).mask(Image.new("RGB", (8, 8)))


def test_fingerprint_follows_the_model_and_its_weights(configuration):
    fingerprints = set()

    for model, contents in (("silueta", b"a"), ("silueta", b"bb"), ("isnet-anime", b"a")):
        segmenter = Segmenter(replace(configuration, segmentation_model=model))
        weights = segmenter.weights()
        weights.folder.mkdir(parents=True, exist_ok=True)
        (weights.folder / weights.file).write_bytes(contents)
        fingerprints.add(segmenter.fingerprint())

    assert len(fingerprints) == 3


def test_a_new_machine_compiles_nothing_before_the_first_mask(segmenter, weights_dir):
    finished = subprocess.run(
        [sys.executable, "-c", FIRST_MASK, str(weights_dir)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.returncode == 0, finished.stderr


def test_two_masks_a_picture_are_refused(segmenter, monkeypatch):
    predict = segmenter._session.predict
    monkeypatch.setattr(segmenter._session, "predict", lambda picture: predict(picture) * 2)

    with pytest.raises(Unavailable, match="u2netp gives 2 masks a picture"):
        segmenter.mask(Image.new("RGB", (8, 8)))
