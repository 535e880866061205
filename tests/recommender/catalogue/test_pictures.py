from pathlib import Path

import pytest

from recommender.catalogue import pictures
from recommender.catalogue.preparing import PreparedPicture, prepare
from tests.recommender.catalogue.photographs import photograph

SHA256 = "ab" * 32


@pytest.fixture
def prepared() -> PreparedPicture:
    return prepare(photograph())


def stored(media: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(media)): path.read_bytes()
        for path in media.rglob("*")
        if path.is_file()
    }


def test_store_writes_the_master_and_its_web_sizes(prepared: PreparedPicture, media: Path) -> None:
    pictures.store(prepared)

    folder = f"pictures/{prepared.sha256[:2]}/{prepared.sha256}"
    assert stored(media) == {
        f"{folder}/1024.jpg": prepared.master,
        f"{folder}/320.webp": prepared.webs[320],
        f"{folder}/640.webp": prepared.webs[640],
    }


def test_store_twice_writes_once(prepared: PreparedPicture, media: Path) -> None:
    pictures.store(prepared)
    before = {path: path.stat().st_mtime_ns for path in media.rglob("*")}

    pictures.store(prepared)

    assert {path: path.stat().st_mtime_ns for path in media.rglob("*")} == before


def test_store_mends_what_a_crash_left_unfinished(prepared: PreparedPicture, media: Path) -> None:
    pictures.store(prepared)
    master = media / pictures.name(prepared.sha256, pictures.MASTER)
    master.write_bytes(prepared.master[:100])

    pictures.store(prepared)

    assert master.read_bytes() == prepared.master
    assert len(stored(media)) == 3


def test_open_stored_gives_the_master(prepared: PreparedPicture) -> None:
    pictures.store(prepared)

    with pictures.open_stored(prepared.sha256) as file:
        assert file.read() == prepared.master


def test_open_stored_of_an_unknown_picture_says_so() -> None:
    with pytest.raises(FileNotFoundError):
        pictures.open_stored(SHA256)


@pytest.mark.parametrize(
    ("picture_width", "expected"),
    [
        (1024, [("320.webp", 320), ("640.webp", 640), ("1024.jpg", 1024)]),
        (700, [("320.webp", 320), ("640.webp", 640), ("1024.jpg", 700)]),
        (640, [("320.webp", 320), ("640.webp", 640)]),
        (400, [("320.webp", 320), ("640.webp", 400)]),
        (200, [("320.webp", 200)]),
    ],
)
def test_srcset_names_true_widths(picture_width: int, expected: list[tuple[str, int]]) -> None:
    assert pictures.srcset(SHA256, picture_width) == ", ".join(
        f"/catalogues/pictures/{SHA256}/{file} {width}w" for file, width in expected
    )


def test_url_holds_nothing_but_the_hash_and_the_size() -> None:
    assert pictures.url(SHA256, 320) == f"/catalogues/pictures/{SHA256}/320.webp"
