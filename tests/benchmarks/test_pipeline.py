from pathlib import Path

from benchmarks.pipeline import _copied, _pictures


def shop(folder: Path) -> Path:
    for name in ("hat/1.jpg", "hat/2.JPG", "hat/3.png", "hat/notes.txt", "shoe/1.jpg"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"picture")
    return folder


def test_so_many_pictures_of_each_category_are_copied(tmp_path: Path) -> None:
    source = shop(tmp_path / "shop")

    copy = _copied(source, tmp_path / "copy", each=2)

    assert sorted(str(path.relative_to(copy)) for path in copy.rglob("*.*")) == [
        "hat/1.jpg",
        "hat/2.JPG",
        "shoe/1.jpg",
    ]


def test_all_pictures_are_used_where_they_are(tmp_path: Path) -> None:
    source = shop(tmp_path / "shop")

    assert _copied(source, tmp_path / "copy", each=None) == source
    assert _pictures(source) == 4
