import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from django.core.files.storage import default_storage
from numpy.typing import NDArray
from PIL import Image

from recommender.catalogue import pictures, preparing
from recommender.methods.contract import Unavailable
from recommender.methods.method import Method
from recommender.precompute import cache
from recommender.precompute.features import Interrupted, Prepared, prepare
from tests.recommender.precompute.shop import photograph


@dataclass
class Halves:
    """A segmenter that finds the product in the left half, and notes the sizes it was shown."""

    found: list[tuple[int, int]] = field(default_factory=list)
    refuse: Callable[[], Exception | None] = lambda: None

    def fingerprint(self) -> str:
        return "halves"

    def mask(self, picture: Image.Image) -> Image.Image:
        if error := self.refuse():
            raise error
        self.found.append(picture.size)
        mask = Image.new("L", picture.size)
        mask.paste(255, (0, 0, picture.width // 2, picture.height))
        return mask


@dataclass(frozen=True)
class Segmented(Method):
    """A method whose background is removed by `Halves`, which needs no weights."""

    halves: Halves

    @property
    def segmenter(self) -> Halves:  # type: ignore[override]
        return self.halves

    def feature_fingerprint(self) -> str:
        return f"halved-{self.algorithm.key}"


def segmented(method: Method, halves: Halves) -> Segmented:
    return Segmented(method.algorithm, "segmented", halves)


def prepare_one(sha256s: list[str], method: Method, **options: Any) -> Prepared:
    return prepare(sha256s, [method], **options)[method.key]


def stored(number: int, side: int = 48) -> str:
    prepared = preparing.prepare(photograph(number, side))
    pictures.store(prepared)
    return prepared.sha256


@pytest.fixture
def sha256s() -> list[str]:
    return [stored(number) for number in range(8)]


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The sizes of all photographs that are opened; masks are PNG and not counted."""
    opened: list[tuple[int, int]] = []
    really_open = Image.open

    def noted(file: Any) -> Image.Image:
        picture = really_open(file)
        if picture.format == "JPEG":
            opened.append(picture.size)
        return picture

    monkeypatch.setattr(Image, "open", noted)
    return opened


def test_what_is_in_the_cache_is_not_computed_again(mean: Method, sha256s: list[str]) -> None:
    first = prepare_one(sha256s[:5], mean)

    second = prepare_one(sha256s, mean)

    assert first.computed == sha256s[:5]
    assert second.computed == sha256s[5:]
    assert list(second.features) == sha256s


def test_a_cached_feature_is_the_computed_one(
    mean: Method, ssim: Method, sha256s: list[str]
) -> None:
    computed = prepare(sha256s, [mean, ssim])
    cached = prepare(sha256s, [mean, ssim])

    for key in ("mean", "ssim"):
        for sha256 in sha256s:
            values = cached[key].features[sha256].values
            np.testing.assert_array_equal(values, computed[key].features[sha256].values)
            assert values.dtype == computed[key].features[sha256].values.dtype


def test_equal_pictures_are_computed_once(
    mean: Method, sha256s: list[str], decoded: list[tuple[int, int]]
) -> None:
    prepared = prepare_one([sha256s[0]] * 3, mean)

    assert prepared.computed == sha256s[:1]
    assert len(decoded) == 1


def test_a_picture_is_opened_once_and_its_background_found_once_for_all_methods(
    mean: Method, ssim: Method, sha256s: list[str], decoded: list[tuple[int, int]]
) -> None:
    halves = Halves()
    methods = [mean, ssim, segmented(mean, halves), segmented(ssim, halves)]

    prepared = prepare(sha256s, methods)

    assert len(decoded) == len(halves.found) == len(sha256s)
    assert list(prepared) == ["mean", "ssim", "mean+segmented", "ssim+segmented"]
    assert all(one.computed == list(one.features) == sha256s for one in prepared.values())


def test_together_as_alone(mean: Method, ssim: Method, sha256s: list[str]) -> None:
    halved = segmented(mean, Halves())
    together = prepare(sha256s, [mean, ssim, halved])

    for method in (mean, ssim, halved):
        forget_features()
        alone = prepare_one(sha256s, method)
        assert alone.computed == sha256s
        for sha256 in sha256s:
            np.testing.assert_array_equal(
                together[method.key].features[sha256].values, alone.features[sha256].values
            )


def forget_features() -> None:
    for kind in ("features", "masks"):
        shutil.rmtree(default_storage.path(kind), ignore_errors=True)


def test_only_what_one_of_the_methods_lacks_is_opened(
    mean: Method, ssim: Method, sha256s: list[str], decoded: list[tuple[int, int]]
) -> None:
    halves = Halves()
    prepare(sha256s[:6], [mean])
    prepare(sha256s[:4], [ssim, segmented(mean, halves)])
    decoded.clear()
    halves.found.clear()

    prepared = prepare(sha256s, [mean, ssim, segmented(mean, halves)])

    assert len(decoded) == 4
    assert len(halves.found) == 4
    assert prepared["mean"].computed == sha256s[6:]
    assert prepared["ssim"].computed == prepared["mean+segmented"].computed == sha256s[4:]


def test_what_is_computed_needs_no_picture_any_more(
    mean: Method, ssim: Method, sha256s: list[str]
) -> None:
    prepare(sha256s, [mean, ssim])
    for sha256 in sha256s:
        default_storage.delete(pictures.name(sha256, pictures.MASTER))

    prepared = prepare(sha256s, [mean, ssim])

    assert all(list(one.features) == sha256s for one in prepared.values())
    assert not any(one.computed or one.unusable for one in prepared.values())


def test_a_method_that_reads_no_pictures_gets_none(
    random: Method, sha256s: list[str], decoded: list[tuple[int, int]]
) -> None:
    assert prepare_one(sha256s, random) == Prepared()
    assert decoded == []


def test_a_vanished_picture_is_left_out_and_named_for_every_method(
    mean: Method, ssim: Method, sha256s: list[str]
) -> None:
    prepare(sha256s[:1], [ssim])
    default_storage.delete(pictures.name(sha256s[0], pictures.MASTER))

    prepared = prepare(sha256s, [mean, segmented(mean, Halves()), ssim])

    name = pictures.name(sha256s[0], pictures.MASTER)
    gone = {sha256s[0]: f"The file {name} is gone: import its product again, then retry it."}
    assert prepared["mean"].unusable == prepared["mean+segmented"].unusable == gone
    assert list(prepared["mean"].features) == sha256s[1:]
    assert prepared["ssim"].unusable == {}  # whose feature was in the cache


def test_a_picture_that_one_method_refuses_spoils_no_other_and_no_other_method(
    mean: Method, ssim: Method, sha256s: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pictures.open_stored(sha256s[2]) as file:
        refused = np.asarray(Image.open(file), dtype=np.float64)
    monkeypatch.setattr(
        mean.algorithm, "refuse", lambda pixels: np.array_equal(pixels, refused), raising=False
    )

    prepared = prepare(sha256s, [mean, ssim])

    assert set(prepared["mean"].features) == set(sha256s) - {sha256s[2]}
    assert list(prepared["mean"].unusable) == [sha256s[2]]
    assert "mean could not read it: ArithmeticError" in prepared["mean"].unusable[sha256s[2]]
    assert list(prepared["ssim"].features) == sha256s


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda rows: rows * np.nan, "computed something that is not a number"),
        (lambda rows: rows / 0, "computed something that is not a number"),
        (lambda rows: rows[1:], r"one row of numbers a picture, all of one length: \(0, 3\)"),
        (lambda rows: np.repeat(rows, 2, axis=0), r"length: \(2, 3\)"),
        (lambda rows: rows.sum(axis=1), r"length: \(1,\)"),
        (lambda rows: rows.tolist(), "length: list"),
        (lambda rows: None, "length: NoneType"),
        (lambda rows: rows.astype(object), "length: object"),
    ],
)
def test_what_are_no_rows_of_numbers_is_left_out_and_not_kept(
    spoil: Callable[[NDArray[Any]], Any],
    reason: str,
    mean: Method,
    ssim: Method,
    sha256s: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    good = mean.algorithm.features
    with np.errstate(divide="ignore"):
        monkeypatch.setattr(mean.algorithm, "features", lambda batch: spoil(good(batch)))

        prepared = prepare(sha256s[:3], [mean, ssim])

    assert prepared["mean"].features == {}
    assert list(prepared["mean"].unusable) == sha256s[:3]
    for told in prepared["mean"].unusable.values():
        assert re.search(reason, told)
    assert cache.load_features(mean.feature_fingerprint(), sha256s) == {}
    assert list(prepared["ssim"].features) == sha256s[:3]


def test_a_feature_of_another_shape_than_the_others_is_left_out(
    mean: Method, sha256s: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    good = mean.algorithm.features
    monkeypatch.setattr("recommender.precompute.features.BATCH", 3)
    monkeypatch.setattr(
        mean.algorithm,
        "features",
        lambda batch: good(batch)[:, :2] if len(batch) == 2 else good(batch),
    )

    for _again in range(2):
        prepared = prepare_one(sha256s, mean)

        assert list(prepared.features) == sha256s[:6]
        assert list(prepared.unusable) == sha256s[6:]
        assert "all of one length: (2,), else (3,)" in prepared.unusable[sha256s[7]]


def test_a_method_that_changes_its_pictures_changes_no_other_methods(
    mean: Method, ssim: Method, sha256s: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def shrink(batch: list[Image.Image]) -> NDArray[Any]:
        for picture in batch:
            picture.thumbnail((2, 2))
        return np.zeros((len(batch), 1))

    alone = prepare_one(sha256s, ssim)
    forget_features()
    monkeypatch.setattr(mean.algorithm, "features", shrink)

    together = prepare(sha256s, [mean, ssim])["ssim"]

    for sha256 in sha256s:
        np.testing.assert_array_equal(
            together.features[sha256].values, alone.features[sha256].values
        )


def test_a_method_that_is_named_twice_computes_once(mean: Method, sha256s: list[str]) -> None:
    prepare(sha256s, [mean, mean])

    assert len(mean.algorithm.seen) == len(sha256s)  # type: ignore[attr-defined]


@pytest.mark.parametrize("error", [Unavailable("No weights."), MemoryError("too small")])
def test_a_method_that_cannot_go_on_stops_alone(
    error: Exception, mean: Method, ssim: Method, sha256s: list[str], decoded: list[tuple[int, int]]
) -> None:
    prepare(sha256s[:2], [ssim])
    decoded.clear()
    mean.algorithm.error = error  # type: ignore[attr-defined]

    prepared = prepare(sha256s, [mean, ssim])

    assert prepared["mean"].error is error
    assert prepared["mean"].features == prepared["mean"].unusable == {}
    assert prepared["ssim"].error is None
    assert list(prepared["ssim"].features) == sha256s


def test_nothing_more_is_opened_for_a_method_that_gave_up(
    mean: Method,
    sha256s: list[str],
    decoded: list[tuple[int, int]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("recommender.precompute.features.BATCH", 2)
    mean.algorithm.error = Unavailable("No weights.")  # type: ignore[attr-defined]

    prepare_one(sha256s, mean)

    assert len(decoded) < len(sha256s)


@pytest.mark.parametrize("error", [Unavailable("No weights."), MemoryError("too small")])
def test_without_its_segmenter_a_method_stops_alone(
    error: Exception, mean: Method, sha256s: list[str]
) -> None:
    prepared = prepare(sha256s, [segmented(mean, Halves(refuse=lambda: error)), mean])

    assert prepared["mean+segmented"].error is error
    assert prepared["mean+segmented"].features == {}
    assert list(prepared["mean"].features) == sha256s


def test_a_picture_whose_background_cannot_be_found_is_left_out_where_that_is_wanted(
    mean: Method, ssim: Method, sha256s: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    errors = iter([None, ArithmeticError("too plain")])
    halves = Halves(refuse=lambda: next(errors, None))

    prepared = prepare(sha256s, [segmented(mean, halves), segmented(ssim, halves), mean])

    told = {sha256s[1]: "Its background could not be found: ArithmeticError: too plain"}
    assert prepared["mean+segmented"].unusable == prepared["ssim+segmented"].unusable == told
    assert list(prepared["mean"].features) == sha256s


def test_who_is_asked_to_stop_stops_and_keeps_what_is_computed(
    mean: Method, sha256s: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recommender.precompute.features.BATCH", 3)
    answers = iter([False] * 5)

    with pytest.raises(Interrupted):
        prepare_one(sha256s, mean, stopping=lambda: next(answers, True))

    assert prepare_one(sha256s, mean).computed == sha256s[3:]


def test_many_threads_give_what_one_gives(
    mean: Method, ssim: Method, sha256s: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for threads in ("1", "7"):
        monkeypatch.setenv("OMP_NUM_THREADS", threads)
        found.append(prepare(sha256s, [mean, ssim, segmented(ssim, Halves())]))
        forget_features()

    for key, one in found[0].items():
        assert list(found[1][key].features) == list(one.features) == sha256s
        for sha256 in sha256s:
            np.testing.assert_array_equal(
                found[1][key].features[sha256].values, one.features[sha256].values
            )


def test_a_picture_without_a_product_is_compared_as_it_is_and_the_cache_remembers_why(
    mean: Method, sha256s: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Halves, "mask", lambda _self, picture: Image.new("L", picture.size))
    method = segmented(mean, Halves())

    computed = prepare_one(sha256s, method).features
    cached = prepare_one(sha256s, method).features

    plain = prepare_one(sha256s, mean).features
    for sha256 in sha256s:
        assert "no product" in computed[sha256].failure
        assert cached[sha256].failure == computed[sha256].failure
        np.testing.assert_array_equal(computed[sha256].values, plain[sha256].values)


def test_a_picture_of_one_pixel_is_compared_as_it_is(mean: Method, ssim: Method) -> None:
    dot = stored(9, side=1)

    prepared = prepare([dot], [mean, ssim, segmented(mean, Halves())])

    assert all(list(one.features) == [dot] for one in prepared.values())
    assert "no product" in prepared["mean+segmented"].features[dot].failure
