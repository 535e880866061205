"""The checks that every method passes, for whoever writes another one.

In a test file of yours, for pytest:

    from recommender.methods.conformance import MethodConformance

    class TestColourHistogram(MethodConformance):
        algorithm = ColourHistogram

Every check that fails says in a sentence what was expected. Where the method's weights or packages
are missing, all are skipped with the reason.
"""

import functools
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar
from unittest import SkipTest

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from recommender.methods import plugins, ranking
from recommender.methods.configuration import Configuration
from recommender.methods.contract import Algorithm
from recommender.methods.fingerprint import digest
from recommender.methods.lists import Neighbours, Products
from recommender.methods.method import Method

K = 4
IDENTIFIERS = [f"id{number:02}" for number in range(9)]
GROUPS = np.array([0, 0, 1, 2, 3, 4, 5, 6, 7])
EQUAL = [2, 3, 4]
ONE_STEP = 1.001 / ranking.STEPS_PER_UNIT


class MethodConformance:
    """Subclass it and name your class as `algorithm`; pytest then finds the tests below.

    Attributes
    ----------
    algorithm : type of Algorithm
        What is tested.
    configuration : Configuration
        What it is made with; weights are looked for in its folder.
    """

    algorithm: ClassVar[type[Algorithm]]
    configuration: ClassVar[Configuration] = Configuration(weights_dir=Path("var/weights"))

    def method(self) -> Method:
        """What is tested; made once, so that a network is loaded once."""
        return _made(self.algorithm, self.configuration)

    def prepared(self, pictures: Sequence[Image.Image]) -> Sequence[Image.Image]:
        """What the method gets to see of pictures; for treatments other than `original`."""
        return pictures

    def test_it_can_be_a_plug_in(self) -> None:
        algorithm = self._available().algorithm

        plugins.checked(type(algorithm), algorithm.configuration)

    def test_parameters_are_json_and_always_the_same(self) -> None:
        algorithm = self._available().algorithm
        again = type(algorithm)(algorithm.configuration)

        for ask in ("feature_parameters", "ranking_parameters"):
            parameters = getattr(algorithm, ask)()
            expect(
                json.loads(json.dumps(parameters)) == parameters,
                f"{ask}() must be JSON: texts, numbers, lists, and texts as keys; not tuples.",
            )
            expect(
                digest(parameters) == digest(getattr(again, ask)()),
                f"{ask}() must be the same whenever it is asked.",
            )

    def test_fingerprints_are_stable(self) -> None:
        method = self._available()

        expect(method.fingerprint() == method.fingerprint(), "The fingerprint changes by itself.")
        expect(
            method.parameters()["algorithm"] == method.algorithm.key,
            "The fingerprint must be made of the method's own parameters.",
        )

    def test_features_are_one_finite_row_a_picture(self) -> None:
        features = self._features(drawn_pictures())

        expect(len(features) == 9, f"9 pictures gave {len(features)} rows of features.")
        expect(np.isfinite(features).all(), "Features must be finite numbers.")

    def test_features_can_be_kept_without_pickle(self) -> None:
        features, file = self._features(drawn_pictures()), io.BytesIO()

        np.save(file, features, allow_pickle=False)
        file.seek(0)

        expect(
            np.array_equal(np.load(file, allow_pickle=False), features),
            "Features must come back from a file as they were.",
        )

    def test_features_are_the_same_each_time(self) -> None:
        pictures = drawn_pictures()

        expect(
            np.array_equal(self._features(pictures), self._features(pictures)),
            "The same pictures gave other features the second time.",
        )

    def test_a_feature_does_not_depend_on_the_pictures_beside_it(self) -> None:
        pictures = drawn_pictures()
        together = self._features(pictures)

        expect(
            np.array_equal(self._features(pictures[5:7]), together[5:7]),
            "Two pictures alone have other features than among nine.",
        )
        expect(
            np.array_equal(self._features(pictures[::-1]), together[::-1]),
            "Pictures in another order have other features.",
        )
        expect(np.array_equal(together[2], together[4]), "Equal pictures have unequal features.")

    def test_constant_and_tiny_pictures_are_compared(self) -> None:
        colours = ("black", "white", "gray", "teal")
        flat = [Image.new("RGB", (40, 30), colour) for colour in colours]
        tiny = [Image.new("RGB", (1, 1), colour) for colour in colours]

        for pictures in (flat, tiny):
            features = self._features(pictures)
            found = self._neighbours(features, np.arange(4), IDENTIFIERS[:4], k=3)
            expect(np.isfinite(features).all(), "A picture of one colour has features like others.")
            expect(np.isfinite(found.scores).all(), "Pictures of one colour are compared, too.")

    def test_similarities_are_a_finite_number_for_every_pair(self) -> None:
        products = self._products()

        found = self._available().algorithm.similarities(products[:2], products[2:])

        expect(found.shape == (2, 7), f"2 queries and 7 candidates gave {found.shape}.")
        expect(found.dtype == np.float64, f"Similarities are {found.dtype} and must be float64.")
        expect(np.isfinite(found).all(), "Similarities must be finite numbers.")

    def test_lists_hold_k_others_of_other_groups_best_first(self) -> None:
        found = self._neighbours(self._products().features)

        expect(
            found.indices.shape == found.scores.shape == (9, K),
            f"9 products with k = {K} gave lists of {found.indices.shape}, {found.scores.shape}.",
        )
        expect(
            found.indices.dtype == np.int32 and found.scores.dtype == np.float64,
            "Indices must be int32, scores float64.",
        )
        expect(np.isfinite(found.scores).all(), "Every product of these nine has 4 candidates.")
        for row, others in enumerate(found.indices.tolist()):
            expect(len({*others}) == K, f"Product {row} has somebody twice: {others}.")
            expect(
                all(GROUPS[other] != GROUPS[row] for other in others),
                f"Product {row} has itself or a variant of itself in its list: {others}.",
            )
        expect((np.diff(found.scores, axis=1) <= 0).all(), "Lists must be ordered, best first.")

    def test_lists_are_the_same_each_time(self) -> None:
        features = self._products().features

        _expect_equal(
            self._neighbours(features),
            self._neighbours(features),
            "The same products have other lists the second time",
        )

    def test_lists_are_those_of_the_similarities(self) -> None:
        products, algorithm = self._products(), self._available().algorithm

        _expect_equal(
            algorithm.neighbours(products, k=K),
            ranking.neighbours(algorithm.similarities, products, k=K),
            "neighbours() and similarities() say different things",
        )

    def test_blocks_that_are_compared_and_merged_give_the_lists_of_the_whole(self) -> None:
        products, algorithm = self._products(), self._available().algorithm
        for cut in (1, 4):  # 1 is between two variants, 4 between two equal pictures
            rows, columns = products[:cut], products[cut:]
            across = algorithm.compare(rows, columns, k=K)
            of_rows = [
                algorithm.neighbours(rows, k=K),
                ranking.shifted(across.rows, cut),
            ]
            of_columns = [
                across.columns,
                ranking.shifted(algorithm.neighbours(columns, k=K), cut),
            ]

            _expect_equal(
                ranking.stacked(
                    [ranking.merged(of_rows, k=K), ranking.merged(of_columns, k=K)], k=K
                ),
                algorithm.neighbours(products, k=K),
                "compare() and neighbours() say different things",
            )

    def test_equal_pictures_are_nearest_and_in_the_order_of_ids(self) -> None:
        if not self._available().reads_pictures:
            raise SkipTest("It reads no pictures.")
        found = self._neighbours(self._products().features)

        for row in EQUAL:
            others = [other for other in EQUAL if other != row]
            expect(
                found.indices[row, :2].tolist() == others,
                f"Products {EQUAL} have the same picture, but the list of {row} begins with "
                f"{found.indices[row, :2].tolist()}.",
            )
            expect(found.scores[row, 0] == found.scores[row, 1], "Equal pictures, unequal scores.")

    def test_lists_do_not_depend_on_the_order_of_products(self) -> None:
        """Who is listed for a score above the last; at the last, the order decides between ties."""
        values = self._products().features
        order = np.random.default_rng(5).permutation(len(IDENTIFIERS))

        def named(rows: NDArray[np.int64]) -> dict[str, tuple[set[str], list[float]]]:
            ids = [IDENTIFIERS[row] for row in rows]
            found = self._neighbours(values[rows], GROUPS[rows], ids)
            return {
                ids[row]: (
                    {ids[i] for i in found.indices[row][found.scores[row] > found.scores[row, -1]]},
                    found.scores[row].tolist(),
                )
                for row in range(len(rows))
            }

        expect(
            named(order) == named(np.arange(len(IDENTIFIERS))),
            "The same products in another order have other lists.",
        )

    def test_too_few_candidates_leave_places_empty(self) -> None:
        values = self._products().features

        three = self._neighbours(values[:3], np.array([0, 0, 1]), IDENTIFIERS[:3])
        alone = self._neighbours(values[:1], np.array([0]), IDENTIFIERS[:1])

        expect(
            three.indices[0].tolist() == [2, -1, -1, -1]
            and sorted(three.indices[2].tolist()) == [-1, -1, 0, 1]
            and (alone.indices == -1).all(),
            "Where candidates are missing, indices are -1, at the end.",
        )
        expect(
            np.array_equal(np.isnan(three.scores), three.indices < 0)
            and np.isnan(alone.scores).all(),
            "Where candidates are missing, and only there, scores are nan.",
        )

    def _available(self) -> Method:
        method = self.method()
        if reason := method.unavailable():
            raise SkipTest(reason)
        return method

    def _features(self, pictures: Sequence[Image.Image]) -> NDArray[Any]:
        method = self._available()
        if not method.reads_pictures:
            return np.empty((len(pictures), 0))
        return method.algorithm.features(self.prepared(pictures))

    def _products(self) -> Products:
        return Products(self._features(drawn_pictures()), GROUPS, IDENTIFIERS)

    def _neighbours(
        self,
        features: NDArray[Any],
        groups: NDArray[np.int64] = GROUPS,
        identifiers: Sequence[str] = IDENTIFIERS,
        k: int = K,
    ) -> Neighbours:
        return self._available().algorithm.neighbours(Products(features, groups, identifiers), k=k)


def expect(holds: object, otherwise: str) -> None:
    """Fail with a sentence: nobody should have to read this file to know what is wrong."""
    if not holds:
        raise AssertionError(otherwise)


def drawn_pictures() -> list[Image.Image]:
    """Nine, of which the third to the fifth are equal, and the last has one pixel."""
    drawn = [drawn_picture(number) for number in (1, 2, 3, 3, 3, 4, 5, 6)]
    return [*drawn, Image.new("RGB", (1, 1), "teal")]


@functools.cache
def _made(algorithm: type[Algorithm], configuration: Configuration) -> Method:
    return Method(algorithm(configuration), "original")


def drawn_picture(number: int) -> Image.Image:
    """One shape in one colour on a ground that changes."""
    rng = np.random.default_rng(number)
    height, width = rng.integers(60, 160, 2)
    y, x = np.mgrid[:height, :width] / max(height, width)
    shape = (x - 0.4) ** 2 + (y - 0.4) ** 2 * rng.uniform(0.5, 2) < rng.uniform(0.03, 0.1)
    ground = 120 + 80 * np.sin(x[..., None] * rng.uniform(5, 30) + rng.uniform(0, 6, 3))
    pixels = np.where(shape[..., None], rng.uniform(0, 255, 3), ground)
    return Image.fromarray(np.rint(np.clip(pixels, 0, 255)).astype(np.uint8))


def _expect_equal(found: Neighbours, expected: Neighbours, otherwise: str) -> None:
    different = (found.indices != expected.indices).any(axis=1)
    row = int(np.argmax(different))
    expect(
        not different.any(),
        f"{otherwise}: product {row} has {found.indices[row].tolist()}, then "
        f"{expected.indices[row].tolist()}.",
    )
    apart = np.nanmax(np.abs(found.scores - expected.scores), initial=0.0)
    expect(apart <= ONE_STEP, f"{otherwise}: scores differ by {apart:.2g}.")
