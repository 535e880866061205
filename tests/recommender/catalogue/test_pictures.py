from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

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
    } | {f"{folder}/{file}": data for file, data in prepared.webs.items()}
    assert len(prepared.webs) == 5


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
    assert len(stored(media)) == 6


def test_open_stored_gives_the_master(prepared: PreparedPicture) -> None:
    pictures.store(prepared)

    with pictures.open_stored(prepared.sha256) as file:
        assert file.read() == prepared.master


def test_open_stored_of_an_unknown_picture_says_so() -> None:
    with pytest.raises(FileNotFoundError):
        pictures.open_stored(SHA256)


@pytest.mark.parametrize("file", pictures.FILES)
def test_a_picture_that_lacks_any_file_is_not_stored(
    prepared: PreparedPicture, media: Path, file: str
) -> None:
    pictures.store(prepared)
    assert pictures.is_stored(prepared.sha256)

    (media / pictures.name(prepared.sha256, file)).unlink()

    assert not pictures.is_stored(prepared.sha256)


def test_an_unknown_picture_is_not_stored() -> None:
    assert not pictures.is_stored(SHA256)


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("240.avif", ["320.avif", "320.webp", "320.jpg", "640.webp", "1024.jpg"]),
        ("320.webp", ["320.jpg", "640.webp", "1024.jpg"]),
        ("320.jpg", ["1024.jpg"]),
        ("640.webp", ["1024.jpg"]),
        ("1024.jpg", []),
    ],
)
def test_what_stands_in_is_as_wide_and_no_newer_format(file: str, expected: list[str]) -> None:
    assert list(pictures.stand_ins(file)) == expected


@pytest.mark.parametrize("file", pictures.FILES)
def test_every_file_is_what_its_name_says(prepared: PreparedPicture, file: str) -> None:
    content = {pictures.MASTER: prepared.master, **prepared.webs}[file]

    with Image.open(BytesIO(content)) as picture:
        assert picture.get_format_mimetype() == pictures.content_type(file)
        assert picture.width == min(pictures.FILES[file], prepared.width)
