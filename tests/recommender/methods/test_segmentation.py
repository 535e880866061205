import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw

from recommender.methods.configuration import Configuration
from recommender.methods.contract import Unavailable
from recommender.methods.rembg_weights import rembg_home
from recommender.methods.segmentation import BACKGROUND, INSIDE, Segmenter, cut_out
from tests.recommender.methods.brightness import write_network

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


def mask_of_rembg(segmenter: Segmenter, picture: Image.Image) -> Image.Image:
    from recommender.methods.rembg_sessions import new_session

    with rembg_home(segmenter.weights().folder):
        session = new_session(segmenter.model)
    mask: Image.Image
    (mask,) = session.predict(picture)
    return mask


@pytest.fixture
def segmenter(weights_dir) -> Segmenter:
    segmenter = Segmenter(Configuration(weights_dir=weights_dir))
    try:
        segmenter.weights().locate()
    except Unavailable as reason:
        pytest.skip(str(reason))
    return segmenter


@pytest.fixture
def bright(configuration, monkeypatch) -> Callable[[str], Segmenter]:
    """Makes a segmenter of any model's name whose network finds what is bright."""

    def segmenter(model: str) -> Segmenter:
        made = Segmenter(replace(configuration, segmentation_model=model))
        monkeypatch.setattr(made, "_weights", replace(made.weights(), sha256=""))
        write_network(made.weights().folder / made.weights().file)
        return made

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


@pytest.mark.parametrize("number", range(2))
def test_mask_is_that_of_rembg_to_the_last_bit(number, segmenter, photograph):
    theirs = mask_of_rembg(segmenter, photograph(number))

    assert segmenter.mask(photograph(number)).tobytes() == theirs.tobytes()


@pytest.mark.parametrize("model", ["u2net", "silueta", "isnet-general-use", "birefnet-general"])
def test_any_model_of_rembg_gives_the_mask_that_rembg_gives(model, bright, photograph):
    segmenter = bright(model)
    theirs = mask_of_rembg(segmenter, photograph(1))

    mask = segmenter.mask(photograph(1))

    assert mask.tobytes() == theirs.tobytes()
    assert mask.getextrema()[1] > INSIDE


@pytest.mark.parametrize("model", ["u2net", "isnet-general-use"])
def test_masks_found_at_the_same_time_are_those_found_one_by_one(model, bright, photograph):
    segmenter = bright(model)
    pictures = [photograph(number) for number in range(4)]
    alone = [segmenter.mask(picture).tobytes() for picture in pictures]

    with ThreadPoolExecutor(4) as pool:
        together = [mask.tobytes() for mask in pool.map(segmenter.mask, pictures)]

    assert together == alone


@pytest.mark.parametrize("size", [(1, 1), (1, 400), (300, 200)])
@pytest.mark.parametrize("colour", ["black", "white", "grey"])
def test_one_colour_is_no_product_and_the_original_is_used(size, colour, bright):
    picture = Image.new("RGB", size, colour)

    cut = cut_out(picture, bright("u2net").mask(picture))

    assert cut.picture is picture
    assert "no product" in cut.failure


def test_mask_of_a_grey_picture_is_that_of_its_colours(bright, photograph):
    grey = photograph(2).convert("L")

    assert bright("u2net").mask(grey) == bright("u2net").mask(grey.convert("RGB"))


def test_parameters_tell_all_that_a_cut_out_depends_on(bright):
    segmenter = bright("u2net")

    assert segmenter.parameters() == {
        "model": "u2net",
        "weights": segmenter.weights().locate().sha256,
        "version": 1,
        "alpha_matting": False,
        "background": [128, 128, 128],
        "inside": 128,
        "margin": 0.05,
        "shape": "square",
        "emptiest": 0.01,
        "fullest": 0.95,
        "otherwise": "original",
    }


def test_several_masks_a_picture_are_refused(bright):
    with pytest.raises(Unavailable, match="u2net_cloth_seg gives 3 masks a picture"):
        bright("u2net_cloth_seg").mask(Image.new("RGB", (8, 8)))


@pytest.mark.parametrize("model", ["silueta", "no-such-model"])
def test_what_cannot_be_loaded_is_named(model, configuration):
    segmenter = Segmenter(replace(configuration, segmentation_model=model))
    path = segmenter.weights().folder / f"{model}.onnx"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"torn")

    with pytest.raises(Unavailable, match=f"{model}.onnx cannot be loaded as rembg's {model}: "):
        segmenter.mask(Image.new("RGB", (8, 8)))
