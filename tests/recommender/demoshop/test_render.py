"""What the camera sees: products in view, attributes that show, backgrounds in the way."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from skimage.metrics import structural_similarity

from recommender.demoshop import catalogue
from recommender.demoshop.products import RANGE, DemoProduct
from recommender.demoshop.render import photograph
from recommender.demoshop.scenes import TONES, Scene, drawn_scene

SHOP = catalogue()


def grey(product: DemoProduct) -> NDArray[np.uint8]:
    """As a pixel metric sees it: 128 pixels each way, without colour."""
    picture = Image.fromarray(photograph(product, 128)).convert("L")
    return np.asarray(picture.resize((128, 128)))


def elsewhere(scene: Scene, rng: np.random.Generator) -> Scene:
    """The same photograph, from the same place in the same light, before another background."""
    while (found := drawn_scene("mugs", rng)).background == scene.background:
        pass
    behind = ("background", "tone", "second_tone", "wall", "clad_wall", "style", "turn", "salt")
    return replace(scene, **{name: getattr(found, name) for name in behind})


def test_background_confuses_a_pixel_metric() -> None:
    rng = np.random.default_rng(1)
    confused = []
    for category in RANGE:
        products = [product for product in SHOP if product.category == category][:6]
        for product, other in pairwise(products):
            here = grey(product)
            moved = grey(replace(product, scene=elsewhere(product.scene, rng)))
            neighbour = grey(replace(other, scene=product.scene))
            confused.append(
                structural_similarity(here, moved) < structural_similarity(here, neighbour)
            )

    assert len(confused) == 20
    assert np.mean(confused) >= 0.75


def test_photograph_has_the_scene_s_size_or_the_one_asked_for() -> None:
    product = SHOP[0]
    scene = replace(product.scene, width=90, height=60)

    assert photograph(replace(product, scene=scene)).shape == (60, 90, 3)
    assert photograph(replace(product, scene=scene), 30).shape == (20, 30, 3)


@pytest.mark.parametrize("category", RANGE)
def test_every_attribute_shows(category: str) -> None:
    product = next(product for product in SHOP if product.category == category)
    before = photograph(product, 96).astype(int)

    for name, values in RANGE[category].items():
        other = next(value for value in values if value != product.attributes[name])
        changed = replace(product, attributes={**product.attributes, name: other})
        difference = np.abs(photograph(changed, 96).astype(int) - before).max(axis=2)
        assert (difference > 24).mean() > 0.002, name


@pytest.mark.parametrize("category", RANGE)
def test_every_design_can_be_drawn(category: str) -> None:
    """Each value of each attribute once, in a scene whose only change is the product."""
    scene = next(product.scene for product in SHOP if product.category == category)
    longest = max(len(values) for values in RANGE[category].values())
    seen = set()

    for turn in range(longest):
        attributes = {n: values[turn % len(values)] for n, values in RANGE[category].items()}
        picture = photograph(DemoProduct("x", "", category, "", attributes, scene), 64)
        assert picture.std() > 5
        seen.add(picture.tobytes())

    assert len(seen) == longest


@pytest.mark.parametrize("category", RANGE)
def test_products_stand_inside_the_frame(category: str) -> None:
    """However near the camera comes, black goods in the studio never touch the frame's edge."""
    product = next(product for product in SHOP if product.category == category)
    still = replace(
        product.scene, background="studio", tone=TONES["studio"][0], fill=0.96, aside=0.0,
        raised=0.0, window=0.0, aperture=0.0, width=80, height=80,
    )  # fmt: skip

    for silhouette in RANGE[category]["silhouette"]:
        for details in RANGE[category]["details"]:
            tried = {"silhouette": silhouette, "details": details}
            light, dark = (
                photograph(
                    replace(
                        product,
                        attributes={**product.attributes, **tried, "colour": colour},
                        scene=still,
                    )
                ).astype(int)
                for colour in ("chalk white", "charcoal grey")
            )
            changed = np.abs(light - dark).max(axis=2) > 40
            rim = np.concatenate([changed[0], changed[-1], changed[:, 0], changed[:, -1]])
            assert changed.mean() > 0.01
            assert not rim.any(), tried
