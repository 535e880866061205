"""With masks that a test stored: the network is never asked."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings as project
from PIL import Image

from recommender.catalogue import pictures
from recommender.methods import registry
from recommender.methods.method import Method
from recommender.methods.segmentation import Segmenter, cut_out, segmenter
from recommender.models import Catalogue, Product, RobustnessPart, RobustnessReport
from recommender.precompute.cache import load_features, store_mask
from recommender.precompute.features import opened
from recommender.robustness import plan_report
from recommender.robustness.disturbing import disturbed, identity, possible, specification
from recommender.robustness.drawings import example
from recommender.robustness.features import prepare
from recommender.robustness.results import left_out, measurements
from tests.environment import PROJECT
from tests.recommender.robustness.conftest import Grey, compute

Worker = Callable[[], None]
SIZE = (32, 32)


@pytest.fixture
def masks(settings: Any, weights_dir: Path, grey: Method) -> Segmenter:
    """A segmenter whose weights are there, and which finds nothing because all is cached."""
    settings.METHODS = replace(settings.METHODS, weights_dir=weights_dir)
    return segmenter(settings.METHODS)


@pytest.fixture
def weights_dir() -> Path:
    folder = PROJECT / "var" / "weights"
    if not (folder / "rembg").is_dir():
        pytest.skip(f"no weights in {folder}; `python manage.py fetch_weights` brings them")
    return folder


def middle_half() -> Image.Image:
    mask = Image.new("L", SIZE)
    mask.paste(255, (8, 8, 24, 24))
    return mask


def entry(key: str) -> dict[str, Any]:
    return next(found for found in specification() if found["key"] == key)


def test_the_background_is_exchanged_with_the_mask_of_the_original(
    greys: Catalogue, masks: Segmenter, work_all: Worker
) -> None:
    for product in greys.products.select_related("picture"):
        store_mask(masks.fingerprint(), product.picture.sha256, middle_half())
    product = greys.products.get(identifier="g-110")

    made = disturbed(entry("background"), seed=1, product=product)

    pixels = np.asarray(made.picture)
    before = np.asarray(opened(product.picture.sha256))
    assert (pixels[8:24, 8:24] == before[8:24, 8:24]).all()
    assert (pixels[:8] != before[:8]).any()
    assert made.drawn["kind"] in {"studio", "plaster", "boards"}


def test_a_product_that_no_mask_finds_is_left_out_of_this_disturbance_alone(
    greys: Catalogue, masks: Segmenter, grey: Method, work_all: Worker
) -> None:
    for product in greys.products.select_related("picture"):
        empty = Image.new("L", SIZE) if product.identifier == "g-110" else middle_half()
        store_mask(masks.fingerprint(), product.picture.sha256, empty)
    compute(greys, grey_here())

    report = plan_report(catalogue=greys)
    work_all()

    report.refresh_from_db()
    assert report.state == RobustnessReport.State.FINISHED
    (missing,) = left_out(report)
    assert (missing.reference, missing.disturbance) == ("g-110", "background")
    assert missing.reason.startswith("Segmentation found no product")
    assert sum(row.disturbance == "background" for row in measurements(report)) == 6
    assert report.example["reference"] == "g-020"
    assert report.example["pictures"][0]["key"] == "background"
    assert all(example(picture["name"]) for picture in report.example["pictures"])


def grey_here() -> Method:
    return registry.method("grey", project.METHODS)


def test_a_segmented_method_looks_for_the_product_in_the_disturbed_picture(
    greys: Catalogue, masks: Segmenter
) -> None:
    method = Method(Grey(project.METHODS), treatment="segmented")
    product = greys.products.select_related("picture").get(identifier="g-110")
    rotated = entry("rotated")
    name = identity(rotated, seed=1, product=product)
    corner = Image.new("L", SIZE)
    corner.paste(255, (0, 0, 10, 10))
    store_mask(masks.fingerprint(), name, corner)

    found = prepare(product, [rotated], method, seed=1, stopping=lambda: False)

    cut = cut_out(disturbed(rotated, seed=1, product=product).picture, corner)
    assert cut.failure == ""
    assert found.features["rotated"].tolist() == [np.asarray(cut.picture).mean()]


def test_features_are_kept_by_original_disturbance_and_method(
    greys: Catalogue, grey: Method
) -> None:
    product, other = greys.products.select_related("picture")[:2]
    rotated, scaled = entry("rotated"), entry("scaled")

    prepare(product, [rotated], grey, seed=1, stopping=lambda: False)

    names = {
        "kept": identity(rotated, seed=1, product=product),
        "another seed": identity(rotated, seed=2, product=product),
        "another product": identity(rotated, seed=1, product=other),
        "another disturbance": identity(scaled, seed=1, product=product),
    }
    assert len(set(names.values())) == 4
    kept = load_features(grey.feature_fingerprint(), names.values())
    assert list(kept) == [names["kept"]]


def test_another_version_of_a_disturbance_is_another_picture(greys: Catalogue) -> None:
    product = greys.products.select_related("picture")[0]
    rotated = entry("rotated")

    assert identity(rotated, seed=1, product=product) != identity(
        rotated | {"version": 2}, seed=1, product=product
    )


def test_a_picture_that_is_gone_is_left_out_with_the_reason(
    greys: Catalogue, grey: Method, work_all: Worker
) -> None:
    compute(greys, grey)
    report = plan_report(catalogue=greys)
    product: Product = greys.products.select_related("picture").get(identifier="g-110")
    pictures.default_storage.delete(pictures.name(product.picture.sha256, pictures.MASTER))
    work_all()

    missing = left_out(report)
    assert RobustnessPart.objects.get().state == RobustnessPart.State.FINISHED
    assert {row.reference for row in missing} == {"g-110"}
    assert len(missing) == len(possible(report))
    assert "is gone" in missing[0].reason


def test_example_pictures_are_small(greys: Catalogue, grey: Method, work_all: Worker) -> None:
    compute(greys, grey)
    report = plan_report(catalogue=greys)
    work_all()

    report.refresh_from_db()
    for picture in report.example["pictures"]:
        stored = Image.open(io.BytesIO(example(picture["name"]) or b""))
        assert stored.size == (picture["width"], picture["height"])
        assert max(stored.size) <= 320
