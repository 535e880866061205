"""The demo shop's range: what the simulated shoppers and the results rely on."""

from collections import Counter
from itertools import combinations

import numpy as np
import pytest

from recommender.demoshop import ATTRIBUTES, catalogue
from recommender.demoshop.palette import ACCENTS
from recommender.demoshop.palette import COLOURS as PAINTS
from recommender.demoshop.products import COLOURS, RANGE, DemoProduct
from recommender.demoshop.scenes import BACKGROUNDS


@pytest.fixture(scope="module")
def shop() -> list[DemoProduct]:
    return catalogue()


def test_catalogue_holds_a_shop(shop: list[DemoProduct]) -> None:
    sizes = Counter(product.category for product in shop)

    assert len(shop) >= 120
    assert len(sizes) >= 4
    assert min(sizes.values()) >= 6


def test_identifiers_are_unique_and_tell_nothing(shop: list[DemoProduct]) -> None:
    words = {value for product in shop for value in product.attributes.values()}

    assert len({product.identifier for product in shop}) == len(shop)
    assert not any(word in product.identifier for product in shop for word in words)


def test_no_design_is_sold_twice(shop: list[DemoProduct]) -> None:
    designs = {(product.category, *sorted(product.attributes.items())) for product in shop}

    assert len(designs) == len(shop)


@pytest.mark.parametrize("category", RANGE)
def test_every_attribute_takes_every_value(shop: list[DemoProduct], category: str) -> None:
    sold = [product.attributes for product in shop if product.category == category]

    for name in ATTRIBUTES:
        assert {attributes[name] for attributes in sold} == set(RANGE[category][name])


def test_every_product_has_a_like_one(shop: list[DemoProduct]) -> None:
    for product in shop:
        likeness = [
            sum(product.attributes[name] == other.attributes[name] for name in ATTRIBUTES)
            for other in shop
            if other.category == product.category and other is not product
        ]
        assert max(likeness) >= 2


def test_groups_are_pairs_that_differ_in_colour_alone(shop: list[DemoProduct]) -> None:
    groups = {product.group for product in shop} - {""}

    assert len(groups) >= 4
    for group in groups:
        one, other = (product for product in shop if product.group == group)
        assert one.category == other.category
        assert [name for name in ATTRIBUTES if one.attributes[name] != other.attributes[name]] == [
            "colour"
        ]


def test_titles_name_the_attributes(shop: list[DemoProduct]) -> None:
    for product in shop:
        title = product.title.lower()
        assert all(value in title for value in product.attributes.values())


def test_same_seed_gives_the_same_shop_and_another_another() -> None:
    assert catalogue(7) == catalogue(7)
    assert catalogue(7) != catalogue(8)


@pytest.mark.parametrize("size", [0, -1, 10_000])
def test_impossible_sizes_are_refused(size: int) -> None:
    with pytest.raises(ValueError, match="a category"):
        catalogue(per_category=size)


def test_backgrounds_do_not_tell_attributes() -> None:
    """Cramér's V over a large shop; dependence would give values near 1, chance about 0.05."""
    products = [product for seed in range(12) for product in catalogue(seed)]

    for category, name in ((c, n) for c in RANGE for n in ATTRIBUTES):
        some = [product for product in products if product.category == category]
        table = np.array(
            [
                [
                    sum(p.attributes[name] == value and p.scene.background == ground for p in some)
                    for ground in BACKGROUNDS
                ]
                for value in RANGE[category][name]
            ]
        )
        expected = table.sum(1, keepdims=True) * table.sum(0, keepdims=True) / table.sum()
        chi_squared = ((table - expected) ** 2 / expected).sum()
        assert np.sqrt(chi_squared / table.sum() / (min(table.shape) - 1)) < 0.3


def test_scenes_vary(shop: list[DemoProduct]) -> None:
    scenes = [product.scene for product in shop]

    assert {scene.background for scene in scenes} == set(BACKGROUNDS)
    assert all(420 <= max(scene.width, scene.height) <= 900 for scene in scenes)
    assert {np.sign(scene.width - scene.height) for scene in scenes} == {-1, 0, 1}
    assert len({scene.quality for scene in scenes}) > 10
    assert all(one != other for one, other in combinations(scenes, 2))


def test_every_colour_has_a_paint() -> None:
    assert set(PAINTS) == set(ACCENTS) == set(COLOURS)
