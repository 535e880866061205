import stat
import struct
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from recommender.catalogue.remarks import ImportRefused, PictureRefused, Remark
from recommender.catalogue.sources import Row, Source, archive, open_source
from tests.recommender.catalogue.conftest import Shop

TABLE = "id,category,image\n7,hat,img/1.jpg\n"


def rows(path: Path) -> dict[str, bytes]:
    """What can be read, by where it is."""
    with open_source(path) as source:
        return {entry.where: entry.read() for entry in source.entries if isinstance(entry, Row)}


def refusals(path: Path) -> dict[str, str]:
    with open_source(path) as source:
        return {entry.where: entry.reason for entry in source.entries if isinstance(entry, Remark)}


def read_first(path: Path) -> bytes:
    with open_source(path) as source:
        row = source.entries[0]
        assert isinstance(row, Row)
        return row.read()


def patched(path: Path, offset_in_directory: int, value: int, size: str = "<H") -> Path:
    """The zip with one field of its only entry's line in the directory changed."""
    data = bytearray(path.read_bytes())
    struct.pack_into(size, data, data.index(b"PK\x01\x02") + offset_in_directory, value)
    path.write_bytes(data)
    return path


def opened(path: Path) -> Source:
    with open_source(path) as source:
        return source


@pytest.mark.parametrize("wrapping", ["", "My shop/"])
def test_category_folders_are_found_at_the_top_or_in_one_folder(
    zipped: Shop, wrapping: str
) -> None:
    path = zipped({f"{wrapping}hat/1.jpg": b"one", f"{wrapping}shoe/2.jpg": b"two"})

    assert rows(path) == {"hat/1.jpg": b"one", "shoe/2.jpg": b"two"}


@pytest.mark.parametrize("wrapping", ["", "My shop/"])
def test_a_table_is_found_at_the_top_or_in_one_folder(zipped: Shop, wrapping: str) -> None:
    path = zipped({f"{wrapping}products.csv": TABLE, f"{wrapping}img/1.jpg": b"one"})

    assert rows(path) == {"products.csv, line 2": b"one"}
    assert "Products were read from this table" in opened(path).notices[0].reason


def test_one_folder_of_pictures_is_one_category(zipped: Shop) -> None:
    with open_source(zipped({"hat/1.jpg": b"one", "hat/2.jpg": b"two"})) as source:
        assert {entry.category for entry in source.entries if isinstance(entry, Row)} == {"hat"}


def test_loose_and_nested_files_are_refused(zipped: Shop) -> None:
    path = zipped({"1.jpg": b"-", "hat/1.jpg": b"-", "hat/old/2.jpg": b"-"})

    assert refusals(path).keys() == {"1.jpg", "hat/old/2.jpg"}


def test_folders_and_what_systems_leave_are_passed_over(zipped: Shop) -> None:
    path = zipped(
        {"hat/": b"", "hat/1.jpg": b"one", "__MACOSX/hat/._1.jpg": b"-", "hat/.DS_Store": b"-"}
    )

    assert rows(path) == {"hat/1.jpg": b"one"}
    assert refusals(path) == {}


@pytest.mark.parametrize(
    "name", ["../hat/2.jpg", "hat/../../2.jpg", "/hat/2.jpg", "C:/hat/2.jpg", "..\\hat\\2.jpg"]
)
def test_paths_that_lead_out_are_refused(zipped: Shop, name: str) -> None:
    path = zipped({"hat/1.jpg": b"one", name: b"outside"})

    assert rows(path) == {"hat/1.jpg": b"one"}
    assert list(refusals(path).values()) == ["The path leads out of the zip."]


def test_a_table_cannot_name_a_file_outside(zipped: Shop, tmp_path: Path) -> None:
    (tmp_path / "secret.jpg").write_bytes(b"outside")

    path = zipped({"products.csv": "id,category,image\n7,hat,../secret.jpg\n"})

    assert "leads out" in refusals(path)["products.csv, line 2"]


def test_links_are_refused(zipped: Shop) -> None:
    path = zipped({"hat/1.jpg": b"one"})
    link = ZipInfo("hat/2.jpg")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with ZipFile(path, "a") as file:
        file.writestr(link, "/etc/passwd")

    assert rows(path) == {"hat/1.jpg": b"one"}
    assert "link" in refusals(path)["hat/2.jpg"]


def test_two_files_of_one_name_are_one(zipped: Shop) -> None:
    path = zipped({"hat/1.jpg": b"one"})
    with ZipFile(path, "a") as file, pytest.warns(UserWarning, match="Duplicate name"):
        file.writestr("hat/1.jpg", b"other")

    assert rows(path) == {"hat/1.jpg": b"one"}
    assert refusals(path) == {"hat/1.jpg": "The zip holds two files of this name."}


@pytest.mark.parametrize(
    ("stored", "meant"),
    [("Cafe\u0301".encode(), "Caf\u00e9"), (b"M\x81tze!", "M\u00fctze!")],
    ids=["macOS: UTF-8 without saying so", "DOS: code page 437"],
)
def test_names_are_read_as_their_author_wrote_them(zipped: Shop, stored: bytes, meant: str) -> None:
    path = zipped({"hat/XXXXXX.jpg": b"one"})
    path.write_bytes(path.read_bytes().replace(b"XXXXXX", stored))

    assert rows(path) == {f"hat/{meant}.jpg": b"one"}


def test_encrypted_files_are_refused(zipped: Shop) -> None:
    path = patched(zipped({"hat/1.jpg": b"one"}), 8, 0x1)

    with pytest.raises(PictureRefused, match="encrypted"):
        read_first(path)


def test_an_encrypted_table_is_refused(zipped: Shop) -> None:
    path = patched(zipped({"products.csv": TABLE}), 8, 0x1)

    with pytest.raises(ImportRefused, match=r"products\.csv: The file is encrypted"):
        opened(path)


def test_unknown_compression_is_refused(zipped: Shop) -> None:
    path = patched(zipped({"hat/1.jpg": b"one"}), 10, 99)

    with pytest.raises(PictureRefused, match="cannot be unpacked"):
        read_first(path)


def test_damaged_files_are_refused(zipped: Shop) -> None:
    path = zipped({"hat/1.jpg": b"one two three"})
    path.write_bytes(path.read_bytes().replace(b"two", b"TWO", 1))

    with pytest.raises(PictureRefused, match=r"cannot be unpacked.*CRC"):
        read_first(path)


def test_a_file_whose_name_is_damaged_is_refused(zipped: Shop) -> None:
    path = zipped({"hat/Mütze.jpg": b"one"})
    path.write_bytes(path.read_bytes().replace("ü".encode(), b"\xff\xff", 1))

    with pytest.raises(PictureRefused, match="cannot be unpacked"):
        read_first(path)


def test_a_file_without_a_name_is_refused(zipped: Shop) -> None:
    path = zipped({"hat/1.jpg": b"one"})
    with ZipFile(path, "a") as file:
        file.writestr(ZipInfo(""), b"two")

    assert rows(path) == {"hat/1.jpg": b"one"}
    assert len(refusals(path)) == 1


def test_a_large_entry_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as file:
        file.writestr("hat/1.jpg", bytes(50_000_000))

    assert path.stat().st_size < 100_000
    with pytest.raises(PictureRefused, match=r"50\.0 MB; at most 40 MB"):
        read_first(path)


def test_an_entry_that_lies_about_its_size_is_not_unpacked_beyond_it(tmp_path: Path) -> None:
    path = tmp_path / "liar.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as file:
        file.writestr("hat/1.jpg", bytes(50_000_000))
    patched(path, 24, 1000, "<I")

    with pytest.raises(PictureRefused, match="cannot be unpacked"):
        read_first(path)


def test_a_zip_that_unpacks_to_too_much_is_refused(
    zipped: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "TOTAL_LIMIT", 2_000_000_000)
    path = zipped({"hat/1.jpg": b"one"})

    with pytest.raises(ImportRefused, match=r"unpacks to 4\.0 GB; at most 2 GB"):
        opened(patched(path, 24, 4_000_000_000, "<I"))


def test_a_zip_of_too_many_files_is_refused(zipped: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "COUNT_LIMIT", 2)

    with pytest.raises(ImportRefused, match="holds 3 files; at most 2"):
        opened(zipped({f"hat/{number}.jpg": b"-" for number in range(3)}))


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04 cut short"])
def test_what_is_no_zip_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "shop.zip").write_bytes(data)

    with pytest.raises(ImportRefused, match=r"shop\.zip is not a readable zip"):
        opened(tmp_path / "shop.zip")


def test_a_truncated_zip_is_refused(zipped: Shop) -> None:
    path = zipped({f"hat/{number}.jpg": b"-" * 100 for number in range(9)})
    path.write_bytes(path.read_bytes()[:700])

    with pytest.raises(ImportRefused, match="not a readable zip"):
        opened(path)


def test_an_empty_zip_is_refused(zipped: Shop) -> None:
    with pytest.raises(ImportRefused, match=r"shop\.zip holds no products"):
        opened(zipped({}))


def test_a_zip_in_a_zip_is_not_opened(zipped: Shop) -> None:
    inner = BytesIO()
    with ZipFile(inner, "w") as file:
        file.writestr("hat/1.jpg", b"one")

    path = zipped({"shop.zip": inner.getvalue()})

    assert refusals(path).keys() == {"shop.zip"}
