import hashlib
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, default_storage
from PIL import Image

from recommender.catalogue import pictures, preparing
from recommender.methods.segmentation import CutOut
from recommender.precompute.cache import store_mask
from recommender.precompute.treated import PictureUnusable, mask_of, opened, treated_ahead
from tests.recommender.precompute.shop import photograph
from tests.recommender.precompute.test_features import Halves


class Unreachable(InMemoryStorage):
    """An object store behind a broken line."""

    def _open(self, name: str, mode: str = "rb") -> Any:
        raise ConnectionError("The store does not answer.")


@pytest.fixture
def sha256s() -> list[str]:
    prepared = [preparing.prepare(photograph(number)) for number in range(8)]
    for one in prepared:
        pictures.store(one)
    return [one.sha256 for one in prepared]


def path_of(sha256: str) -> Path:
    return Path(default_storage.path(pictures.name(sha256, pictures.MASTER)))


def test_opened_is_the_stored_picture(sha256s: list[str]) -> None:
    with Image.open(path_of(sha256s[0])) as expected:
        assert opened(sha256s[0]) == expected


def test_a_vanished_file_is_named(sha256s: list[str]) -> None:
    path_of(sha256s[0]).unlink()

    name = pictures.name(sha256s[0], pictures.MASTER)
    with pytest.raises(
        PictureUnusable, match=f"^The file {name} is gone: import its product again"
    ):
        opened(sha256s[0])


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:300],
        lambda data: b"",
        lambda data: data[:400] + bytes([data[400] ^ 1]) + data[401:],
    ],
)
def test_a_damaged_file_is_named(damage: Any, sha256s: list[str]) -> None:
    path_of(sha256s[0]).write_bytes(damage(path_of(sha256s[0]).read_bytes()))

    name = pictures.name(sha256s[0], pictures.MASTER)
    with pytest.raises(PictureUnusable, match=f"^The file {name} is damaged: "):
        opened(sha256s[0])


def test_what_is_no_picture_is_named() -> None:
    content = b"anything"
    sha256 = hashlib.sha256(content).hexdigest()
    default_storage.save(pictures.name(sha256, pictures.MASTER), ContentFile(content))

    with pytest.raises(PictureUnusable, match="is damaged: cannot identify"):
        opened(sha256)


def test_a_storage_that_does_not_answer_is_no_fault_of_the_picture(
    sha256s: list[str], settings: Any
) -> None:
    backend = f"{__name__}.Unreachable"
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": backend}}

    with pytest.raises(ConnectionError):
        opened(sha256s[0])


def test_a_mask_is_found_once(sha256s: list[str]) -> None:
    halves, picture = Halves(), opened(sha256s[0])

    masks = [mask_of(sha256s[0], picture, halves) for _again in range(2)]  # type: ignore[arg-type]

    assert masks[0].tobytes() == masks[1].tobytes()
    assert len(halves.found) == 1


@pytest.mark.parametrize("damage", ["torn", "another size"])
def test_a_damaged_mask_is_found_again(damage: str, sha256s: list[str]) -> None:
    halves, picture = Halves(), opened(sha256s[0])
    good = mask_of(sha256s[0], picture, halves)  # type: ignore[arg-type]
    if damage == "torn":
        (path,) = Path(default_storage.path("masks/halves")).rglob("*.png")
        path.write_bytes(path.read_bytes()[:-30])
    else:
        store_mask("halves", sha256s[0], Image.new("L", (5, 5)))

    assert mask_of(sha256s[0], picture, halves).tobytes() == good.tobytes()  # type: ignore[arg-type]
    assert len(halves.found) == 2


def test_pictures_come_in_order_from_other_threads_and_only_a_few_ahead(
    sha256s: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, came, threads = [], [], set()
    really_open = Image.open

    def noted(file: Any) -> Image.Image:
        threads.add(threading.current_thread())
        return really_open(file)

    monkeypatch.setattr(Image, "open", noted)

    def wanted(sha256: str) -> dict[str, None]:
        asked.append(sha256)
        return {"": None}

    for sha256, picture in treated_ahead(sha256s, wanted, ahead=3):
        came.append(sha256)
        assert isinstance(picture.result()[""], CutOut)
        assert len(asked) <= len(came) + 3

    assert came == sha256s
    assert threading.current_thread() not in threads


def test_who_closes_calls_the_rest_off(sha256s: list[str]) -> None:
    asked = []

    def wanted(sha256: str) -> dict[str, None]:
        asked.append(sha256)
        return {"": None}

    with closing(treated_ahead(sha256s, wanted, ahead=2)) as coming:
        next(coming)

    assert asked == sha256s[:3]
