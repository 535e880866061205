import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from recommender.methods.contract import Unavailable
from recommender.methods.weights import Downloaded, SourceFailed, Weights, sha256_of

GOOD = b"learned numbers"
SHA256 = hashlib.sha256(GOOD).hexdigest()


@dataclass(frozen=True)
class Shelf:
    """A source that gives these bytes."""

    contents: bytes
    name: str = "model.bin"

    def describe(self) -> str:
        return f"the shelf with {self.contents!r}"

    def download(self, folder: Path) -> Downloaded:
        (folder / self.name).write_bytes(self.contents)
        return Downloaded(path=folder / self.name, origin="shelf", license="MIT")


@dataclass(frozen=True)
class Closed:
    """A source that breaks off in the middle."""

    def describe(self) -> str:
        return "the closed shop"

    def download(self, folder: Path) -> Downloaded:
        (folder / "model.bin").write_bytes(GOOD[:3])
        raise SourceFailed("It is closed today.")


def pinned(folder: Path, *sources) -> Weights:
    return Weights(
        title="Net", folder=folder, file="net.bin", sha256=SHA256, mend="Mend it.", sources=sources
    )


def open_ended(folder: Path, *sources) -> Weights:
    return Weights(title="Net", folder=folder, mend="Mend it.", sources=sources)


def test_a_file_put_there_by_hand_is_found(tmp_path):
    (tmp_path / "net.bin").write_bytes(GOOD)

    found = pinned(tmp_path).locate()

    assert (found.path, found.sha256) == (tmp_path / "net.bin", SHA256)


def test_the_only_file_of_a_folder_is_found_whatever_its_name(tmp_path):
    (tmp_path / "README.md").write_text("from a colleague")
    (tmp_path / "open_clip_model.safetensors").write_bytes(GOOD)

    assert open_ended(tmp_path).locate().sha256 == SHA256


def test_of_two_files_none_is_guessed(tmp_path):
    (tmp_path / "a.bin").write_bytes(GOOD)
    (tmp_path / "b.bin").write_bytes(GOOD)

    with pytest.raises(Unavailable, match="are not in"):
        open_ended(tmp_path).locate()


def test_nothing_there_says_where_it_was_looked_for_and_what_mends_it(tmp_path):
    with pytest.raises(Unavailable, match=r"Net are not in .*weights\. Mend it\."):
        pinned(tmp_path / "weights").locate()


def test_a_wrong_file_is_refused(tmp_path):
    (tmp_path / "net.bin").write_bytes(b"something else")

    with pytest.raises(Unavailable, match=f"expected was {SHA256}"):
        pinned(tmp_path).locate()


def test_a_file_exchanged_after_it_was_fetched_is_refused(tmp_path):
    weights = open_ended(tmp_path, Shelf(GOOD))
    weights.fetch(print)

    (tmp_path / "model.bin").write_bytes(b"something else")

    with pytest.raises(Unavailable, match="not the file it should be"):
        weights.locate()


def test_a_broken_record_is_a_reason(tmp_path):
    (tmp_path / "record.json").write_text("{")

    with pytest.raises(Unavailable, match=r"record\.json cannot be read"):
        open_ended(tmp_path).locate()


def test_fetch_takes_the_first_source_that_gives_the_right_file(tmp_path):
    said: list[str] = []
    weights = pinned(tmp_path / "new", Closed(), Shelf(b"forged"), Shelf(GOOD), Shelf(b"unasked"))

    found = weights.fetch(said.append)

    assert found.sha256 == SHA256
    assert (found.origin, found.license) == ("shelf", "MIT")
    assert "It is closed today." in said[1]
    assert "sha256" in said[3]
    assert not any("unasked" in line for line in said)


def test_fetch_leaves_nothing_but_the_file_and_its_record(tmp_path):
    open_ended(tmp_path, Closed(), Shelf(GOOD)).fetch(print)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["model.bin", "record.json"]
    assert json.loads((tmp_path / "record.json").read_text())["sha256"] == SHA256


def test_fetch_mends_a_wrong_file(tmp_path):
    (tmp_path / "net.bin").write_bytes(b"half")

    pinned(tmp_path, Shelf(GOOD)).fetch(print)

    assert (tmp_path / "net.bin").read_bytes() == GOOD


def test_fetch_asks_no_source_when_the_file_is_there(tmp_path):
    (tmp_path / "net.bin").write_bytes(GOOD)

    assert pinned(tmp_path, Closed()).fetch(pytest.fail).sha256 == SHA256


def test_fetch_without_a_giving_source_leaves_no_file(tmp_path):
    with pytest.raises(Unavailable, match="could not be had from any source"):
        pinned(tmp_path, Closed(), Shelf(b"forged")).fetch(print)

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_a_reason(tmp_path):
    (tmp_path / "weights").write_text("not a folder")

    with pytest.raises(Unavailable, match="cannot be made: Not a directory"):
        pinned(tmp_path / "weights" / "net", Shelf(GOOD)).fetch(print)


def test_sha256_is_read_again_when_a_file_changes(tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"one")
    before = sha256_of(file)

    file.write_bytes(b"another")

    assert sha256_of(file) == hashlib.sha256(b"another").hexdigest() != before
