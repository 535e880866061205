from collections import Counter

import numpy as np
import pytest
from PIL import Image

from recommender.methods.backdrops import KINDS, backdrop
from recommender.methods.disturbances import (
    DISTURBANCES,
    Brighter,
    Coarse,
    Darker,
    Disturbance,
    OtherBackground,
    Perspective,
    Rotated,
    Scaled,
    Undisturbable,
    edge_colour,
    generator_of,
    projected,
)
from recommender.methods.fingerprint import digest

EVERY = pytest.mark.parametrize("disturbance", DISTURBANCES, ids=lambda one: one.key)


def noise(width: int = 60, height: int = 40) -> Image.Image:
    pixels = np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(pixels)


def middle(size: tuple[int, int]) -> Image.Image:
    """A mask of the middle half, both ways; of the first pixel where there is no middle."""
    mask = Image.new("L", size)
    width, height = size
    mask.paste(255, (width // 4, height // 4, max(3 * width // 4, 1), max(3 * height // 4, 1)))
    return mask


def framed(width: int = 80, height: int = 60) -> Image.Image:
    """Black with a white edge, so that whatever is exposed shows white."""
    picture = Image.new("RGB", (width, height), "white")
    picture.paste("black", (1, 1, width - 1, height - 1))
    return picture


def disturb(
    disturbance: Disturbance,
    picture: Image.Image,
    *,
    mask: Image.Image | None = None,
    seed: int = 1,
    identifier: str = "hat",
):
    generator = generator_of(seed=seed, identifier=identifier, key=disturbance.key)
    return disturbance.apply(picture, mask or middle(picture.size), generator)


@EVERY
def test_the_same_seed_disturbs_the_same_product_in_the_same_way(disturbance: Disturbance) -> None:
    first = disturb(disturbance, noise())
    second = disturb(disturbance, noise())

    assert first.drawn == second.drawn
    assert first.picture.tobytes() == second.picture.tobytes()


@pytest.mark.parametrize("disturbance", [OtherBackground(), Rotated(), Perspective(), Scaled()])
def test_another_seed_or_product_is_disturbed_otherwise(disturbance: Disturbance) -> None:
    made = [
        disturb(disturbance, noise(), seed=seed, identifier=identifier).picture.tobytes()
        for seed, identifier in [(1, "hat"), (2, "hat"), (1, "cap")]
    ]

    assert len(set(made)) == 3


@EVERY
def test_the_frame_keeps_its_size_unless_the_resolution_is_what_changes(
    disturbance: Disturbance,
) -> None:
    made = disturb(disturbance, noise(61, 40)).picture

    assert made.mode == "RGB"
    assert made.size == ((15, 10) if disturbance.key == "coarse" else (61, 40))


@EVERY
@pytest.mark.parametrize("size", [(1, 1), (3, 2), (1, 4), (1024, 2), (2, 1024)])
def test_tiny_and_long_pictures_are_disturbed_as_well(
    disturbance: Disturbance, size: tuple[int, int]
) -> None:
    mask = middle(size)
    if disturbance.needs_mask and size == (1, 1):
        with pytest.raises(Undisturbable):
            disturb(disturbance, noise(*size), mask=mask)
        return

    made = disturb(disturbance, noise(*size), mask=mask).picture

    expected = tuple(max(1, side // 4) for side in size) if disturbance.key == "coarse" else size
    assert made.size == expected


@EVERY
def test_the_original_is_left_as_it_was(disturbance: Disturbance) -> None:
    picture = noise()
    before = picture.tobytes()

    disturb(disturbance, picture)

    assert picture.tobytes() == before


@EVERY
def test_what_was_drawn_and_what_is_fixed_can_be_written_as_json(disturbance: Disturbance) -> None:
    assert digest(disturbance.parameters) == digest(dict(disturbance.parameters))
    assert digest(disturb(disturbance, noise()).drawn)


def test_keys_are_unique_and_pictures_of_a_product_are_disturbed_independently() -> None:
    keys = [disturbance.key for disturbance in DISTURBANCES]
    draws = {generator_of(seed=1, identifier="hat", key=key).integers(2**62).item() for key in keys}

    assert len(set(keys)) == len(draws) == 7


def test_another_background_leaves_the_product_as_it_is() -> None:
    picture = noise()
    mask = middle(picture.size)
    inside = np.asarray(mask) == 255

    made = np.asarray(disturb(OtherBackground(), picture, mask=mask).picture)

    before = np.asarray(picture)
    assert (made[inside] == before[inside]).all()
    assert (made[~inside] != before[~inside]).any(axis=1).mean() > 0.95


def test_a_soft_mask_mixes_product_and_background() -> None:
    picture = Image.new("RGB", (40, 40), "white")
    mask = Image.new("L", (40, 40), 0)
    mask.paste(128, (0, 0, 40, 20))

    made = np.asarray(disturb(OtherBackground(), picture, mask=mask).picture).astype(int)

    assert made[:20].mean() > made[20:].mean()
    assert made[:20].max() < 255


@pytest.mark.parametrize(("value", "found"), [(0, "no product"), (255, "no background")])
def test_a_background_is_not_exchanged_where_none_or_nothing_else_was_found(
    value: int, found: str
) -> None:
    mask = Image.new("L", (60, 40), value)

    with pytest.raises(Undisturbable, match=found):
        disturb(OtherBackground(), noise(), mask=mask)


def test_backgrounds_are_of_several_kinds_and_colours() -> None:
    made = [backdrop((32, 24), np.random.default_rng(seed)) for seed in range(40)]

    assert {kind for _picture, kind in made} == set(KINDS)
    assert {picture.size for picture, _kind in made} == {(32, 24)}
    assert (
        len({np.asarray(picture).mean(axis=(0, 1)).round(-1).tobytes() for picture, _ in made}) > 20
    )


def test_what_a_rotation_exposes_has_the_colour_of_the_edge() -> None:
    made = disturb(Rotated(), framed())

    pixels = np.asarray(made.picture)
    assert 8 <= abs(made.drawn["degrees"]) <= 20
    corners = pixels[[0, 0, -1, -1], [0, -1, 0, -1]]
    assert (corners == 255).all()
    assert (pixels[30, 40] == 0).all()


def test_rotations_go_either_way() -> None:
    drawn = [disturb(Rotated(), framed(), seed=seed).drawn["degrees"] for seed in range(20)]

    assert min(drawn) < 0 < max(drawn)


def test_of_a_picture_seen_aslant_the_named_side_is_further_away() -> None:
    seen = Counter()
    for seed in range(24):
        made = disturb(Perspective(), framed(), seed=seed)
        white = np.asarray(made.picture)[:, :, 0] > 128
        exposed = {
            "top": white[:30].mean(),
            "bottom": white[30:].mean(),
            "left": white[:, :40].mean(),
            "right": white[:, 40:].mean(),
        }

        assert max(exposed, key=exposed.__getitem__) == made.drawn["side"]
        seen[made.drawn["side"]] += 1

    assert set(seen) == {"top", "bottom", "left", "right"}


def test_corners_that_stay_change_nothing() -> None:
    picture = noise()

    same = projected(picture, np.array([[0, 0], [60, 0], [60, 40], [0, 40]], dtype=float))

    assert np.abs(np.asarray(same).astype(int) - np.asarray(picture)).max() <= 1


def test_corners_go_where_they_are_sent() -> None:
    picture = Image.new("RGB", (80, 60), "black")
    picture.paste("red", (0, 0, 40, 30))

    made = projected(picture, np.array([[20, 10], [80, 0], [80, 60], [0, 60]], dtype=float))

    assert made.getpixel((24, 14))[0] > 200
    assert made.getpixel((10, 3)) == (0, 0, 0)


def test_a_scaled_picture_lies_where_it_is_said_to() -> None:
    picture = Image.new("RGB", (80, 60), "white")
    picture.paste("black", (1, 1, 79, 59))

    made = disturb(Scaled(), picture)

    width, height = round(80 * made.drawn["factor"]), round(60 * made.drawn["factor"])
    left, top = made.drawn["left"], made.drawn["top"]
    black = np.asarray(made.picture)[:, :, 0] < 50
    rows, columns = np.flatnonzero(black.any(axis=1)), np.flatnonzero(black.any(axis=0))
    assert 0.6 <= made.drawn["factor"] <= 0.8
    assert abs(columns[0] - left) <= 2
    assert abs(columns[-1] - (left + width - 1)) <= 2
    assert abs(rows[0] - top) <= 2
    assert abs(rows[-1] - (top + height - 1)) <= 2


def test_a_coarse_picture_has_lost_its_detail() -> None:
    picture = noise(80, 80)

    made = disturb(Coarse(), picture).picture

    assert made.size == (20, 20)
    assert np.asarray(made).std() < np.asarray(picture).std() / 2


@pytest.mark.parametrize(
    ("disturbance", "values"), [(Brighter(), [0, 140, 255]), (Darker(), [0, 60, 153])]
)
def test_light_multiplies_and_is_cut_off_at_white(
    disturbance: Disturbance, values: list[int]
) -> None:
    picture = Image.fromarray(np.array([[[0] * 3, [100] * 3, [255] * 3]], dtype=np.uint8))

    made = np.asarray(disturb(disturbance, picture).picture)

    assert made[0, :, 0].tolist() == values


def test_the_edge_colour_is_that_of_most_of_the_edge() -> None:
    picture = Image.new("RGB", (20, 20), (10, 20, 30))
    picture.paste("white", (0, 0, 4, 4))
    picture.paste("red", (5, 5, 15, 15))

    assert edge_colour(picture) == (10, 20, 30)
