"""What holds for every method, also for those that will be added."""

import functools
import re
from collections.abc import Sequence

import numpy as np
import pytest
from django.conf import settings
from PIL import Image

from recommender.methods import registry
from recommender.methods.configuration import Configuration
from recommender.methods.conformance import MethodConformance, drawn_pictures
from recommender.methods.contract import Algorithm
from recommender.methods.lists import Neighbours, Products
from recommender.methods.method import Method
from recommender.methods.plugins import Unusable
from recommender.methods.segmentation import Segmenter, cut_out

KEYS = [method.key for method in registry.methods(settings.METHODS)]


class TestEveryMethod(MethodConformance):
    """The checks that are offered to authors of plug-ins, over all methods of this software."""

    @pytest.fixture(autouse=True, params=KEYS)
    def chosen(self, request: pytest.FixtureRequest, tiny_clip: Configuration) -> None:
        """CLIP's with a tiny model, since the real weights are rarely at hand."""
        self.chosen_method = registry.method(request.param, tiny_clip)

    def method(self) -> Method:
        return self.chosen_method

    def prepared(self, pictures: Sequence[Image.Image]) -> Sequence[Image.Image]:
        segmenter = self.chosen_method.segmenter
        if segmenter is None:
            return pictures
        return [product(segmenter, picture.tobytes(), picture.size) for picture in pictures]

    def test_equal_pictures_have_the_similarity_one(self) -> None:
        method = self.chosen_method
        if method.unavailable() or not method.reads_pictures:
            pytest.skip(method.unavailable() or "draws instead of comparing")
        features = method.algorithm.features(self.prepared(drawn_pictures()[2:5]))

        similarities = method.algorithm.similarities(*[Products(features, np.arange(3), "abc")] * 2)

        assert similarities == pytest.approx(1.0, abs=5e-7)


@functools.cache
def product(segmenter: Segmenter, pixels: bytes, size: tuple[int, int]) -> Image.Image:
    """The cut-out, made once for all tests as it is once for all runs: a mask takes a second."""
    picture = Image.frombytes("RGB", size, pixels)
    return cut_out(picture, segmenter.mask(picture)).picture


class Brightness(Algorithm):
    """A method that is right, and the base of those below that are wrong in one thing each."""

    key = "brightness"
    label = "Brightness"

    def features(self, pictures):
        return np.array([[np.asarray(picture, float).mean()] for picture in pictures])

    def similarities(self, queries: Products, candidates: Products):
        return -np.abs(queries.features - candidates.features.T)


class Unsteady(Brightness):
    def features(self, pictures):
        return super().features(pictures) + np.random.default_rng().normal()


class OfTheBatch(Brightness):
    def features(self, pictures):
        rows = super().features(pictures)
        return rows - rows.mean()


class NotANumber(Brightness):
    def features(self, pictures):
        return super().features(pictures) + [[0 if p.width > 1 else np.nan] for p in pictures]


class Itself(Brightness):
    def neighbours(self, products: Products, *, k: int) -> Neighbours:
        found = super().neighbours(products, k=k)
        found.indices[:, 0] = np.arange(len(products))
        return found


class WorstFirst(Brightness):
    def neighbours(self, products: Products, *, k: int) -> Neighbours:
        found = super().neighbours(products, k=k)
        return Neighbours(found.indices[:, ::-1], found.scores[:, ::-1])


class TiesBackwards(Brightness):
    def neighbours(self, products: Products, *, k: int) -> Neighbours:
        last = len(products) - 1
        back = Products(products.features[::-1], products.groups[::-1], products.identifiers)
        found = super().neighbours(back, k=k)
        indices = np.where(found.indices < 0, -1, last - found.indices)[::-1]
        return Neighbours(indices.astype(np.int32), found.scores[::-1])


class OneSided(Brightness):
    def similarities(self, queries: Products, candidates: Products):
        return queries.features - 2 * candidates.features.T


class Tuples(Brightness):
    def ranking_parameters(self):
        return {"bins": (4, 4, 4)}


class Capital(Brightness):
    key = "Brightness"


FAULTS = {
    Unsteady: ("features_are_the_same_each_time", "other features the second time"),
    OfTheBatch: ("a_feature_does_not_depend_on_the_pictures_beside_it", "Two pictures alone"),
    NotANumber: ("features_are_one_finite_row_a_picture", "must be finite"),
    Itself: ("lists_hold_k_others_of_other_groups_best_first", "a variant of itself"),
    WorstFirst: ("lists_hold_k_others_of_other_groups_best_first", "best first"),
    TiesBackwards: ("equal_pictures_are_nearest_and_in_the_order_of_ids", "begins with"),
    OneSided: ("blocks_that_are_compared_and_merged_give_the_lists_of_the_whole", "compare()"),
    Tuples: ("parameters_are_json_and_always_the_same", "not tuples"),
    Capital: ("it_can_be_a_plug_in", "Its key is 'Brightness'"),
}


class TestBrightness(MethodConformance):
    algorithm = Brightness


@pytest.mark.parametrize("wrong", FAULTS, ids=lambda wrong: wrong.__name__)
def test_a_fault_is_found_and_named(wrong: type[Brightness]) -> None:
    check, sentence = FAULTS[wrong]
    conformance = MethodConformance()
    conformance.algorithm = wrong

    with pytest.raises((AssertionError, Unusable), match=re.escape(sentence)):
        getattr(conformance, f"test_{check}")()
