import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from recommender.methods.configuration import Configuration
from recommender.methods.contract import Unavailable
from recommender.methods.efficientnet import EfficientNet
from recommender.methods.lists import Products

OF_EACH_CATEGORY = 8


@pytest.fixture
def efficientnet(weights_dir: Path) -> EfficientNet:
    algorithm = EfficientNet(Configuration(weights_dir=weights_dir))
    try:
        algorithm.weights().locate()
    except Unavailable as reason:
        pytest.skip(str(reason))
    return algorithm


def photographs(clothing: Path) -> tuple[list[Image.Image], np.ndarray]:
    """The first few of every category, and their categories."""
    with (clothing / "products.csv").open(newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: (row["category"], row["id"]))
    chosen = [
        row
        for position, row in enumerate(rows)
        if position < OF_EACH_CATEGORY
        or rows[position - OF_EACH_CATEGORY]["category"] != row["category"]
    ]
    pictures = [Image.open(clothing / row["image"]).convert("RGB") for row in chosen]
    return pictures, np.array([row["category"] for row in chosen])


def test_features_are_unit_rows_of_1280(efficientnet, photograph):
    features = efficientnet.features([photograph(1), photograph(2)])

    assert (features.dtype, features.shape) == (np.float32, (2, 1280))
    assert np.linalg.norm(features, axis=1) == pytest.approx(1, abs=1e-6)


def test_features_of_photographs_are_those_of_the_obvious_loop(efficientnet, clothing):
    from recommender.methods.networks import torch

    pictures = photographs(clothing)[0][::3]
    network = efficientnet.load()
    with torch.inference_mode():
        rows = [network.module(network.prepare(picture).unsqueeze(0)) for picture in pictures]
    expected = torch.nn.functional.normalize(torch.cat(rows)).numpy()

    found = efficientnet.features(pictures)

    assert (found * expected).sum(axis=1) == pytest.approx(1, abs=1e-6)


def test_neighbours_on_photographs_are_of_the_same_category_far_above_chance(
    efficientnet, clothing
):
    pictures, categories = photographs(clothing)
    assert len(pictures) == 10 * OF_EACH_CATEGORY

    features = efficientnet.features(pictures)
    products = Products(features, np.arange(len(features)), [""] * len(features))
    found = efficientnet.neighbours(products, k=5)

    # Chance is 7 of 79, 0.09; the same network with numbers that never learned reaches 0.14.
    assert (categories[found.indices] == categories[:, None]).mean() > 0.35


def test_a_damaged_file_is_refused_before_it_is_loaded(configuration):
    algorithm = EfficientNet(configuration)
    weights = algorithm.weights()
    weights.folder.mkdir(parents=True)
    (weights.folder / weights.file).write_bytes(b"half a file")

    with pytest.raises(Unavailable, match="not the file it should be"):
        algorithm.features([Image.new("RGB", (8, 8))])


def test_any_model_of_timm_is_loaded_from_its_file(configuration, photograph):
    from recommender.methods.networks import timm, torch

    small = EfficientNet(replace(configuration, timm_model="mobilenetv3_small_050"))
    torch.manual_seed(0)
    network = timm.create_model("mobilenetv3_small_050")
    small.weights().folder.mkdir(parents=True)
    torch.save(network.state_dict(), small.weights().folder / "pytorch_model.bin")
    prepare = timm.data.create_transform(**timm.data.resolve_model_data_config(network))
    with torch.inference_mode():
        network.reset_classifier(0)
        expected = network.eval()(prepare(photograph(1)).unsqueeze(0)).numpy()

    found = small.features([photograph(1)])

    assert found == pytest.approx(expected / np.linalg.norm(expected), abs=1e-5)


def test_weights_of_another_network_are_refused(configuration):
    from recommender.methods.networks import timm, torch

    algorithm = EfficientNet(replace(configuration, timm_model="mobilenetv3_small_050"))
    algorithm.weights().folder.mkdir(parents=True)
    state = timm.create_model("mobilenetv3_small_075").state_dict()
    torch.save(state, algorithm.weights().folder / "pytorch_model.bin")

    with pytest.raises(Unavailable, match="cannot be loaded into mobilenetv3_small_050"):
        algorithm.features([Image.new("RGB", (8, 8))])


def test_an_unknown_model_is_refused(configuration):
    algorithm = EfficientNet(replace(configuration, timm_model="nothing_of_the_sort"))
    algorithm.weights().folder.mkdir(parents=True)
    (algorithm.weights().folder / "model.bin").write_bytes(b"something")

    with pytest.raises(Unavailable, match="timm has no image model 'nothing_of_the_sort'"):
        algorithm.features([Image.new("RGB", (8, 8))])
