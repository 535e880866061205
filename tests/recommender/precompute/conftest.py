"""A small shop, methods to compare it with, and a worker that does all there is to do."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from numpy.typing import NDArray
from PIL import Image

from recommender.methods import registry
from recommender.methods.contract import Algorithm
from recommender.methods.lists import Products
from recommender.methods.method import Method
from recommender.models import Catalogue, Chunk, Run
from recommender.precompute import work
from tests.recommender.precompute.shop import add_product

WORKER = "worker@test"


@pytest.fixture
def hats(db: None) -> Catalogue:
    """Eight hats: enough for a list of five each."""
    catalogue = Catalogue.objects.create(name="hats")
    for number in range(8):
        add_product(catalogue, f"hat-{number}", look=number)
    return catalogue


@pytest.fixture
def ssim() -> Method:
    return registry.method("ssim", settings.METHODS)


@pytest.fixture
def random() -> Method:
    return registry.method("random", settings.METHODS)


class Mean(Algorithm):
    """The mean colour: a further algorithm, added as anybody would add one."""

    key = "mean"
    label = "Mean colour"
    treatments = ("original",)
    seen: list[int]
    refuse: Callable[[NDArray[Any]], bool] = staticmethod(lambda _pixels: False)
    error: Exception | None = None

    def __init__(self, configuration: Any) -> None:
        super().__init__(configuration)
        self.seen = []

    def features(self, pictures: Sequence[Image.Image]) -> NDArray[np.float64]:
        if self.error:
            raise self.error
        rows = []
        for picture in pictures:
            pixels = np.asarray(picture, dtype=np.float64)
            self.seen.append(len(pictures))
            if self.refuse(pixels):
                raise ArithmeticError("too colourful")
            rows.append(pixels.mean(axis=(0, 1)))
        return np.array(rows)

    def similarities(self, queries: Products, candidates: Products) -> NDArray[np.float64]:
        colours = queries.features[:, None] - candidates.features[None, :]
        return -np.abs(colours).sum(axis=-1) / 765


@pytest.fixture
def mean(monkeypatch: pytest.MonkeyPatch) -> Iterator[Method]:
    """The method `mean`, registered while the test runs."""
    monkeypatch.setitem(registry._algorithms, Mean.key, Mean)
    registry.methods.cache_clear()
    yield registry.method("mean", settings.METHODS)
    registry.methods.cache_clear()


@pytest.fixture
def compute_all() -> Callable[[], None]:
    """Works until nothing is ready any more."""

    def work_through() -> None:
        while chunk := Chunk.objects.ready().first():
            work(chunk.pk, worker=WORKER)

    return work_through


def lists_of(run: Run) -> dict[str, list[str]]:
    """Ids by the reference's id, best first."""
    found: dict[str, list[str]] = {}
    rows = run.neighbours.order_by("reference__identifier", "rank")
    for reference, product in rows.values_list("reference__identifier", "product__identifier"):
        found.setdefault(reference, []).append(product)
    return found
