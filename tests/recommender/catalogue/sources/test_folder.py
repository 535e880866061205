import os
from pathlib import Path

import pytest

from recommender.catalogue.remarks import ImportRefused, PictureRefused, Remark
from recommender.catalogue.sources import Row, open_source
from tests.recommender.catalogue.conftest import Shop
from tests.recommender.catalogue.photographs import photograph


def entries(path: Path) -> list[Row | Remark]:
    with open_source(path) as source:
        return source.entries


def rows(path: Path) -> list[Row]:
    return [entry for entry in entries(path) if isinstance(entry, Row)]


def refusals(path: Path) -> dict[str, str]:
    return {entry.where: entry.reason for entry in entries(path) if isinstance(entry, Remark)}


def test_a_file_is_a_product_and_its_folder_the_category(shop: Shop) -> None:
    folder = shop({"hat/red.hat.jpg": b"a picture", "shoe/1.png": b"another"})

    found = rows(folder)

    assert [(row.identifier, row.category) for row in found] == [("red.hat", "hat"), ("1", "shoe")]
    assert [row.read() for row in found] == [b"a picture", b"another"]


def test_the_order_is_that_of_names(shop: Shop) -> None:
    folder = shop({f"{category}/{name}.jpg": b"-" for category in "ba" for name in "213"})

    assert [row.where for row in rows(folder)] == [
        *("a/1.jpg", "a/2.jpg", "a/3.jpg"),
        *("b/1.jpg", "b/2.jpg", "b/3.jpg"),
    ]


def test_loose_and_nested_files_are_refused_with_the_reason(shop: Shop) -> None:
    folder = shop({"LICENSE": "MIT", "hat/1.jpg": b"-", "hat/old/2.jpg": b"-", "a/b/c/d.jpg": b"-"})

    found = refusals(folder)

    assert found.keys() == {"LICENSE", "hat/old/2.jpg", "a/b/c/d.jpg"}
    assert "beside the category folders" in found["LICENSE"]
    assert "within a category folder" in found["hat/old/2.jpg"]


def test_what_operating_systems_leave_is_passed_over(shop: Shop) -> None:
    folder = shop(
        {
            "hat/1.jpg": b"-",
            "hat/.DS_Store": b"-",
            "hat/._1.jpg": b"-",
            "hat/Thumbs.db": b"-",
            "__MACOSX/hat/1.jpg": b"-",
            ".git/config": b"-",
        }
    )

    assert [row.where for row in rows(folder)] == ["hat/1.jpg"]
    assert refusals(folder) == {}


def test_accents_are_spelt_one_way(shop: Shop) -> None:
    folder = shop({"Mu\u0308tze/Cafe\u0301 ☕.jpg": photograph()})

    (row,) = rows(folder)

    assert (row.category, row.identifier) == ("M\u00fctze", "Caf\u00e9 ☕")
    assert row.read() == photograph()


def test_names_that_are_no_text_are_written_out(shop: Shop) -> None:
    folder = shop({"hat/1.jpg": b"-"})
    (folder / os.fsdecode(b"loose\xff\x1b.jpg")).write_bytes(b"-")

    assert refusals(folder).keys() == {"loose\\udcff\\x1b.jpg"}


def test_a_link_out_of_the_folder_is_refused(shop: Shop, tmp_path: Path) -> None:
    folder = shop({"hat/1.jpg": b"inside"})
    (tmp_path / "secret.jpg").write_bytes(b"outside")
    (folder / "hat" / "2.jpg").symlink_to(tmp_path / "secret.jpg")
    (folder / "hat" / "3.jpg").symlink_to(folder / "hat" / "1.jpg")

    _first, outside, inside = rows(folder)

    with pytest.raises(PictureRefused, match="leads out of the folder"):
        outside.read()
    assert inside.read() == b"inside"


def test_links_to_folders_are_refused(shop: Shop, tmp_path: Path) -> None:
    folder = shop({"hat/1.jpg": b"-"})
    (folder / "shoe").symlink_to(folder / "hat")
    (folder / "round").symlink_to(folder)

    assert refusals(folder).keys() == {"shoe", "round"}


def test_links_in_a_circle_are_refused(shop: Shop) -> None:
    folder = shop({"hat/1.jpg": b"-"})
    (folder / "hat" / "2.jpg").symlink_to(folder / "hat" / "2.jpg")

    with pytest.raises(PictureRefused):
        rows(folder)[1].read()


def test_what_is_not_a_file_is_not_read(shop: Shop) -> None:
    folder = shop({"hat/1.jpg": b"-"})
    os.mkfifo(folder / "hat" / "2.jpg")

    with pytest.raises(PictureRefused, match="is not a file"):
        rows(folder)[1].read()


def test_a_huge_file_is_refused_before_it_is_read(shop: Shop) -> None:
    folder = shop({"hat/1.jpg": b"-"})
    with (folder / "hat" / "1.jpg").open("wb") as file:
        file.truncate(10**12)  # a hole: takes no place on the disk

    with pytest.raises(PictureRefused, match="at most 40 MB"):
        rows(folder)[0].read()


def test_a_file_that_vanished_is_refused(shop: Shop) -> None:
    folder = shop({"hat/1.jpg": b"-"})
    (row,) = rows(folder)
    (folder / "hat" / "1.jpg").unlink()

    with pytest.raises(PictureRefused, match=r"no file hat/1\.jpg"):
        row.read()


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="holds no products"):
        entries(tmp_path)


def test_a_path_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=r"There is no file or folder .*nowhere"):
        entries(tmp_path / "nowhere")


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "hat.jpg").write_bytes(photograph())

    with pytest.raises(ImportRefused, match=r"neither a folder, nor a \.csv, nor a \.zip"):
        entries(tmp_path / "hat.jpg")
