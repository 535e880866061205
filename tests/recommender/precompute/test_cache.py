import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, default_storage
from numpy.typing import NDArray
from PIL import Image

from recommender.precompute.cache import (
    Feature,
    load_features,
    load_mask,
    store_feature,
    store_mask,
)

SHA256 = "ab" * 32
OTHER = "cd" * 32


@pytest.fixture(params=["folder", "object store"])
def storage(request: pytest.FixtureRequest, settings: Any) -> str:
    """Both kinds; the store in memory has no files, and keeps what is there as strict ones do."""
    if request.param == "object store":
        backend = "django.core.files.storage.InMemoryStorage"
        settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": backend}}
        assert isinstance(default_storage, InMemoryStorage)
    return str(request.param)


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file may grow beyond `size` bytes, as on a disk that is full after so many."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def files(folder: str = "features") -> list[str]:
    """The names of all files below."""
    folders, names = default_storage.listdir(folder)
    return [f"{folder}/{name}" for name in names] + [
        name for below in folders for name in files(f"{folder}/{below}")
    ]


def damage(change: Callable[[bytes], bytes], folder: str = "features") -> None:
    """Change the one file below the folder."""
    (name,) = files(folder)
    with default_storage.open(name) as file:
        content = change(file.read())
    default_storage.delete(name)
    default_storage.save(name, ContentFile(content))


@pytest.mark.parametrize(
    "values",
    [
        np.arange(6, dtype=np.float32).reshape(2, 3),
        np.arange(6, dtype=np.uint8).reshape(2, 3).T,
        np.zeros((3, 0)),
        np.array([True, False]),
        np.arange(3, dtype=">i8"),
    ],
)
@pytest.mark.parametrize("failure", ["", "Nichts gefunden: 0,4 % – ü"])
def test_a_feature_comes_back_as_it_was(values: NDArray[Any], failure: str, storage: str) -> None:
    store_feature("fingerprint", SHA256, Feature(values, failure))

    (loaded,) = load_features("fingerprint", [SHA256]).values()

    np.testing.assert_array_equal(loaded.values, values)
    assert loaded.values.dtype == values.dtype
    assert loaded.failure == failure


def test_features_come_in_the_order_that_was_asked_for(storage: str) -> None:
    sha256s = [f"{number:064x}" for number in range(50)]
    for number, sha256 in enumerate(sha256s):
        store_feature("fingerprint", sha256, Feature(np.array([number])))

    loaded = load_features("fingerprint", [*reversed(sha256s), OTHER])

    assert list(loaded) == sha256s[::-1]
    assert [int(feature.values[0]) for feature in loaded.values()] == list(range(49, -1, -1))


def test_any_numpy_reads_a_feature() -> None:
    store_feature("fingerprint", SHA256, Feature(np.arange(4.0), "failed"))

    (name,) = files()
    np.testing.assert_array_equal(np.load(default_storage.path(name)), np.arange(4.0))


def test_a_fingerprint_has_features_of_its_own(storage: str) -> None:
    store_feature("fingerprint", SHA256, Feature(np.arange(4.0)))

    assert load_features("other", [SHA256]) == {}


@pytest.mark.parametrize("length", range(0, 168, 7))
def test_a_torn_feature_counts_as_absent(length: int, storage: str) -> None:
    store_feature("fingerprint", SHA256, Feature(np.arange(4.0), "failed"))
    damage(lambda content: content[:length])

    assert load_features("fingerprint", [SHA256]) == {}


def test_no_bit_of_a_feature_flips_unnoticed() -> None:
    store_feature("fingerprint", SHA256, Feature(np.arange(4.0), "failed"))
    path = Path(default_storage.path(files()[0]))
    content = path.read_bytes()

    for position in range(len(content)):
        flipped = bytes([content[position] ^ 1 << position % 8])
        path.write_bytes(content[:position] + flipped + content[position + 1 :])
        assert load_features("fingerprint", [SHA256]) == {}, position


def test_what_is_damaged_is_replaced(storage: str) -> None:
    store_feature("fingerprint", SHA256, Feature(np.arange(4.0)))
    damage(lambda content: b"x" * 99)

    store_feature("fingerprint", SHA256, Feature(np.arange(4.0)))

    assert list(load_features("fingerprint", [SHA256])) == [SHA256]
    assert files() == [f"features/fingerprint/ab/{SHA256}.npy"]


def test_a_full_disk_is_told_and_leaves_no_half_file() -> None:
    store_feature("fingerprint", OTHER, Feature(np.arange(4.0)))

    with room_for(1000), pytest.raises(OSError):
        store_feature("fingerprint", SHA256, Feature(np.zeros(1000)))

    assert files() == [f"features/fingerprint/cd/{OTHER}.npy"]
    assert list(load_features("fingerprint", [SHA256, OTHER])) == [OTHER]


def test_a_full_disk_leaves_what_was_there() -> None:
    store_feature("fingerprint", SHA256, Feature(np.zeros(1000)))

    with room_for(1000), pytest.raises(OSError):
        store_feature("fingerprint", SHA256, Feature(np.zeros(1000)))

    assert list(load_features("fingerprint", [SHA256])) == [SHA256]


def test_objects_are_never_pickled() -> None:
    with pytest.raises(ValueError, match="allow_pickle"):
        store_feature("fingerprint", SHA256, Feature(np.array([object()])))


def test_a_mask_comes_back_as_it_was(storage: str) -> None:
    mask = Image.linear_gradient("L")

    store_mask("fingerprint", SHA256, mask)

    loaded = load_mask("fingerprint", SHA256)
    assert loaded is not None
    assert (loaded.mode, loaded.size, loaded.tobytes()) == (mask.mode, mask.size, mask.tobytes())
    assert load_mask("fingerprint", OTHER) is None


@pytest.mark.parametrize("change", [lambda data: data[:-30], lambda data: b"", lambda data: b"PNG"])
def test_a_torn_mask_counts_as_absent_and_is_replaced(
    change: Callable[[bytes], bytes], storage: str
) -> None:
    store_mask("fingerprint", SHA256, Image.linear_gradient("L"))
    damage(change, "masks")
    assert load_mask("fingerprint", SHA256) is None

    store_mask("fingerprint", SHA256, Image.linear_gradient("L"))

    assert load_mask("fingerprint", SHA256) is not None
    assert len(files("masks")) == 1
