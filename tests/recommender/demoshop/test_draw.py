"""Drawing the shop's pictures, small: the same ones again, only the missing ones, never halves."""

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from recommender.demoshop import catalogue, draw

SMALL = {"per_category": 1, "long_side": 40, "processes": 1}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small shop of seed 5, drawn by two processes."""
    return draw(tmp_path_factory.mktemp("drawn"), seed=5, **{**SMALL, "processes": 2}).parent


@pytest.fixture
def shop(drawn: Path, tmp_path: Path) -> Path:
    """The same again, for a test to spoil."""
    return Path(shutil.copytree(drawn, tmp_path / "shop"))


def pictures(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.jpg")}


def test_same_seed_draws_the_same_bytes_with_one_process_or_two(
    drawn: Path, tmp_path: Path
) -> None:
    draw(tmp_path, seed=5, **SMALL)

    assert len(pictures(drawn)) == 4
    assert pictures(tmp_path) == pictures(drawn)
    assert (tmp_path / "products.csv").read_bytes() == (drawn / "products.csv").read_bytes()


def test_another_seed_replaces_every_picture(drawn: Path, shop: Path) -> None:
    draw(shop, seed=6, **SMALL)

    before, after = pictures(drawn), pictures(shop)
    assert before.keys() == after.keys()
    assert all(before[name] != after[name] for name in before)


def test_drawing_again_draws_only_what_is_missing(drawn: Path, shop: Path) -> None:
    inodes = {path: path.stat().st_ino for path in shop.rglob("*.jpg")}
    lost = next(iter(inodes))
    lost.unlink()
    (shop / "products.csv").unlink()
    progress: list[tuple[int, int]] = []

    draw(shop, seed=5, on_progress=lambda *state: progress.append(state), **SMALL)

    assert progress == [(3, 4), (4, 4)]
    assert pictures(shop) == pictures(drawn)
    assert all(path.stat().st_ino == inode for path, inode in inodes.items() if path != lost)
    assert (shop / "products.csv").is_file()


def test_a_damaged_picture_is_drawn_again(drawn: Path, shop: Path) -> None:
    next(shop.rglob("*.jpg")).write_bytes(b"not a picture")

    draw(shop, seed=5, **SMALL)

    assert pictures(shop) == pictures(drawn)


def test_table_names_every_picture_and_no_circumstance(drawn: Path) -> None:
    with (drawn / "products.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert list(rows[0]) == [
        "id", "title", "category", "group", "image",
        "silhouette", "colour", "pattern", "details",
    ]  # fmt: skip
    assert [row["id"] for row in rows] == [p.identifier for p in catalogue(5, per_category=1)]
    for row in rows:
        with Image.open(drawn / row["image"]) as picture:
            assert (picture.format, picture.mode, max(picture.size)) == ("JPEG", "RGB", 40)


def test_nothing_but_pictures_and_the_table_is_left(drawn: Path) -> None:
    left = {path.suffix for path in drawn.rglob("*") if path.is_file()}

    assert left == {".jpg", ".csv"}


def test_a_failing_picture_leaves_no_table(tmp_path: Path) -> None:
    (tmp_path / "mugs").write_text("a file where a folder should be", encoding="utf-8")

    with pytest.raises(NotADirectoryError):
        draw(tmp_path, seed=5, **SMALL)

    assert not (tmp_path / "products.csv").exists()


def test_importing_the_shop_imports_no_numba() -> None:
    script = "import recommender.demoshop, sys; sys.exit('numba' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
