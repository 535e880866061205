from pathlib import Path

import pytest

from benchmarks import full_pages
from benchmarks.browsing import Request
from benchmarks.participant_pages import Weight

ENOUGH = full_pages.PICTURES


def shop(folder: Path, **sizes: int) -> Path:
    for category, size in sizes.items():
        (folder / category).mkdir(parents=True)
        for number in range(size):
            (folder / category / f"{number}.jpg").write_bytes(b"picture")
    return folder


def test_categories_without_enough_pictures_for_a_page_are_left_out(tmp_path: Path) -> None:
    source = shop(tmp_path / "shop", hat=ENOUGH + 5, shoe=ENOUGH - 1)

    (hats,) = full_pages._copied(source, tmp_path / "copy", each=ENOUGH + 2)

    assert len(set(hats)) == ENOUGH + 2
    assert [path.name for path in (tmp_path / "copy").iterdir()] == ["hat"]


def test_no_shop_without_a_full_page(tmp_path: Path) -> None:
    source = shop(tmp_path / "shop", hat=3)

    with pytest.raises(ValueError, match="No category"):
        full_pages.open_round(source, tmp_path, each=40, trials=8)


def test_every_page_shows_different_products() -> None:
    identifiers = [f"hat-{number}" for number in range(ENOUGH + 3)]

    lists = full_pages._drawn_lists([identifiers])

    for reference in identifiers:
        shown = [product for own in lists for product in own[reference]]
        assert len({reference, *shown}) == ENOUGH
        assert all(len(own[reference]) == full_pages.LENGTH for own in lists)


def test_a_weight_tells_pictures_and_code_apart() -> None:
    weight = Weight.of(
        [
            Request("http://site/p/token/1/", "text/html", 7_000),
            Request("http://site/static/js/trial.js", "text/javascript", 2_000),
            Request("http://site/static/css/trial.css", "text/css", 3_000),
            Request("http://site/catalogues/pictures/ab/320.avif", "image/avif", 15_000),
        ]
    )

    assert weight == Weight(requests=4, bytes=27_000, pictures=15_000, code=5_000)
