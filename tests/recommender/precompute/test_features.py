from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from django.core.files.storage import default_storage
from PIL import Image

from recommender.catalogue import pictures
from recommender.methods.method import Method
from recommender.models import Catalogue
from recommender.precompute import cache
from recommender.precompute.features import Interrupted, prepare
from tests.recommender.precompute.shop import photograph


@pytest.fixture
def sha256s(hats: Catalogue) -> list[str]:
    return [product.picture.sha256 for product in hats.products.select_related("picture")]


def test_what_is_in_the_cache_is_not_computed_again(mean: Method, sha256s: list[str]) -> None:
    first = prepare(sha256s[:5], mean)

    second = prepare(sha256s, mean)

    assert first.computed == sha256s[:5]
    assert second.computed == sha256s[5:]
    assert list(second.features) == sha256s


def test_a_cached_feature_is_the_computed_one(mean: Method, sha256s: list[str]) -> None:
    computed = prepare(sha256s, mean).features
    cached = prepare(sha256s, mean).features

    for sha256 in sha256s:
        np.testing.assert_array_equal(cached[sha256].values, computed[sha256].values)


def test_equal_pictures_are_computed_once(mean: Method, sha256s: list[str]) -> None:
    prepared = prepare([sha256s[0]] * 3, mean)

    assert prepared.computed == sha256s[:1]


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-20], lambda data: b"", lambda data: b"x" * 99]
)
def test_a_torn_file_in_the_cache_is_computed_again(
    damage: Callable[[bytes], bytes], mean: Method, sha256s: list[str]
) -> None:
    computed = prepare(sha256s, mean).features[sha256s[0]].values
    _damage(f"features/{mean.feature_fingerprint()}", sha256s[0], damage)

    prepared = prepare(sha256s, mean)

    assert prepared.computed == sha256s[:1]
    np.testing.assert_array_equal(prepared.features[sha256s[0]].values, computed)
    assert prepare(sha256s, mean).computed == []


def test_a_flipped_bit_in_the_cache_is_noticed(mean: Method, sha256s: list[str]) -> None:
    values = prepare(sha256s[:1], mean).features[sha256s[0]].values.tobytes()
    flipped = bytes([values[0] ^ 1]) + values[1:]
    _damage(
        f"features/{mean.feature_fingerprint()}",
        sha256s[0],
        lambda data: data.replace(values, flipped),
    )

    assert prepare(sha256s, mean).computed == sha256s


def test_nothing_but_whole_files_lies_in_the_cache(mean: Method, sha256s: list[str]) -> None:
    prepare(sha256s, mean)

    folder = f"features/{mean.feature_fingerprint()}"
    names = [
        name for part in default_storage.listdir(folder)[0] for name in _names(f"{folder}/{part}")
    ]
    assert sorted(names) == sorted(f"{sha256}.npz" for sha256 in sha256s)


def test_a_vanished_picture_is_left_out_and_named(mean: Method, sha256s: list[str]) -> None:
    default_storage.delete(pictures.name(sha256s[0], pictures.MASTER))

    prepared = prepare(sha256s, mean)

    assert list(prepared.features) == sha256s[1:]
    assert prepared.unusable == {
        sha256s[0]: f"The file {pictures.name(sha256s[0], pictures.MASTER)} is gone."
    }


def test_a_damaged_picture_is_left_out_and_named(mean: Method, sha256s: list[str]) -> None:
    path = Path(default_storage.path(pictures.name(sha256s[0], pictures.MASTER)))
    path.write_bytes(path.read_bytes()[:300])

    prepared = prepare(sha256s, mean)

    assert list(prepared.features) == sha256s[1:]
    assert "is damaged" in prepared.unusable[sha256s[0]]


def test_a_picture_that_the_method_refuses_spoils_no_other(
    mean: Method, sha256s: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pictures.open_stored(sha256s[2]) as file:
        refused = np.asarray(Image.open(file), dtype=np.float64)
    monkeypatch.setattr(
        mean.algorithm, "refuse", lambda pixels: np.array_equal(pixels, refused), raising=False
    )

    prepared = prepare(sha256s, mean)

    assert set(prepared.features) == set(sha256s) - {sha256s[2]}
    assert "ArithmeticError: too colourful" in prepared.unusable[sha256s[2]]


def test_what_is_not_a_number_is_left_out(
    mean: Method, sha256s: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    finite = mean.algorithm.features
    monkeypatch.setattr(mean.algorithm, "features", lambda batch: finite(batch) * np.nan)

    prepared = prepare(sha256s[:2], mean)

    assert prepared.features == {}
    assert "not a number" in prepared.unusable[sha256s[0]]
    assert cache.load_feature(mean.feature_fingerprint(), sha256s[0]) is None


def test_who_is_asked_to_stop_stops_and_keeps_what_is_computed(
    mean: Method, sha256s: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recommender.precompute.features.BATCH", 3)
    answers = iter([False] * 5)

    with pytest.raises(Interrupted):
        prepare(sha256s, mean, stopping=lambda: next(answers, True))

    assert prepare(sha256s, mean).computed == sha256s[3:]


@dataclass(frozen=True)
class Halves:
    """A segmenter that finds the product in the left half; white photographs have none."""

    found: list[str]

    def fingerprint(self) -> str:
        return "halves"

    def mask(self, picture: Image.Image) -> Image.Image:
        self.found.append("")
        mask = Image.new("L", picture.size)
        mask.paste(255, (0, 0, picture.width // 2, picture.height))
        return mask


@dataclass(frozen=True)
class Segmented(Method):
    """A method whose background is removed by `Halves`, which needs no weights."""

    found: list[str]

    @property
    def segmenter(self) -> Halves:  # type: ignore[override]
        return Halves(self.found)

    def feature_fingerprint(self) -> str:
        return f"halved-{self.algorithm.key}"


def test_a_mask_is_found_once_for_all_methods(
    mean: Method, ssim: Method, sha256s: list[str]
) -> None:
    found: list[str] = []
    prepare(sha256s, Segmented(mean.algorithm, "original", found))

    prepared = prepare(sha256s, Segmented(ssim.algorithm, "original", found))

    assert len(found) == len(sha256s)
    assert prepared.computed == sha256s


def test_a_torn_mask_is_found_again(mean: Method, ssim: Method, sha256s: list[str]) -> None:
    found: list[str] = []
    prepare(sha256s, Segmented(mean.algorithm, "original", found))
    _damage("masks/halves", sha256s[0], lambda data: data[:-30])

    prepare(sha256s, Segmented(ssim.algorithm, "original", found))

    assert len(found) == len(sha256s) + 1


def test_a_picture_without_a_product_is_compared_as_it_is_and_the_cache_remembers_why(
    mean: Method, sha256s: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Halves, "mask", lambda _self, picture: Image.new("L", picture.size))
    method = Segmented(mean.algorithm, "original", [])

    computed = prepare(sha256s, method).features
    cached = prepare(sha256s, method).features

    plain = prepare(sha256s, mean).features
    for sha256 in sha256s:
        assert "no product" in computed[sha256].failure
        assert cached[sha256].failure == computed[sha256].failure
        np.testing.assert_array_equal(computed[sha256].values, plain[sha256].values)


def _damage(folder: str, sha256: str, damage: Callable[[bytes], bytes]) -> None:
    (name,) = [n for n in _names(f"{folder}/{sha256[:2]}") if n.startswith(sha256)]
    path = Path(default_storage.path(f"{folder}/{sha256[:2]}/{name}"))
    path.write_bytes(damage(path.read_bytes()))


def _names(folder: str) -> list[str]:
    return list(default_storage.listdir(folder)[1])


def test_photographs_of_the_test_shop_differ() -> None:
    assert len({photograph(number) for number in range(8)}) == 8
