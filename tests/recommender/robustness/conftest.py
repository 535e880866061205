"""A shop of flat grey pictures, of which anybody can say in the head what is nearest."""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings as project
from numpy.typing import NDArray
from PIL import Image

from recommender.catalogue import pictures
from recommender.catalogue.preparing import prepare
from recommender.methods import registry
from recommender.methods.contract import Algorithm
from recommender.methods.lists import Products
from recommender.methods.method import Method
from recommender.models import Catalogue, Chunk, Picture, Product, RobustnessPart, Run
from recommender.precompute import plan_run
from recommender.precompute import work as precompute
from recommender.robustness import work

WORKER = "worker@test"
GREYS = (20, 52, 84, 110, 141, 175, 214)


class Grey(Algorithm):
    """The mean grey value; the nearer two are, the more similar."""

    key = "grey"
    label = "Mean grey"
    treatments = ("original",)
    seen = 0
    error: Exception | None = None
    fails_at: int | None = None

    def features(self, pictures: Sequence[Image.Image]) -> NDArray[np.float64]:
        for _picture in pictures:
            self.seen += 1
            if self.seen == self.fails_at and self.error:
                raise self.error
        return np.array([[np.asarray(picture).mean()] for picture in pictures])

    def similarities(self, queries: Products, candidates: Products) -> NDArray[np.float64]:
        return -np.abs(queries.features - candidates.features.T)


class Red(Grey):
    """The same, for flat greys, under a name of its own."""

    key = "red"
    label = "Mean red"


@pytest.fixture(autouse=True)
def no_weights(settings: Any, tmp_path: Path) -> None:
    """No network is asked: where masks matter, a test stores them."""
    settings.METHODS = replace(settings.METHODS, weights_dir=tmp_path / "weights")


@pytest.fixture
def grey(monkeypatch: pytest.MonkeyPatch, no_weights: None) -> Iterator[Method]:
    """The method `grey`, and `red` beside it, registered while the test runs."""
    for algorithm in (Grey, Red):
        monkeypatch.setitem(registry._algorithms, algorithm.key, algorithm)
    registry.methods.cache_clear()
    yield registry.method("grey", project.METHODS)
    registry.methods.cache_clear()


@pytest.fixture
def red(grey: Method) -> Method:
    return registry.method("red", project.METHODS)


@pytest.fixture
def greys(db: None) -> Catalogue:
    """Seven hats in seven greys: `g-020` to `g-214`."""
    catalogue = Catalogue.objects.create(name="greys")
    for value in GREYS:
        add_grey(catalogue, value)
    return catalogue


def add_grey(catalogue: Catalogue, value: int, **changes: Any) -> Product:
    file = io.BytesIO()
    Image.new("RGB", (32, 32), (value,) * 3).save(file, "PNG")
    prepared = prepare(file.getvalue())
    pictures.store(prepared)
    picture, _new = Picture.objects.get_or_create(
        sha256=prepared.sha256, defaults={"width": prepared.width, "height": prepared.height}
    )
    values = {"identifier": f"g-{value:03d}", "category": "hat"} | changes
    return Product.objects.create(
        catalogue=catalogue, picture=picture, source_sha256=prepared.source_sha256, **values
    )


def compute(catalogue: Catalogue, method: Method) -> Run:
    """A finished run."""
    run = plan_run(catalogue=catalogue, method=method)
    while chunk := Chunk.objects.ready().first():
        precompute(chunk.pk, worker=WORKER)
    run.refresh_from_db()
    assert run.state == Run.State.FINISHED, run.error
    return run


@pytest.fixture
def computed(greys: Catalogue, grey: Method) -> Run:
    """The run of `grey` over the greys."""
    return compute(greys, grey)


@pytest.fixture
def work_all() -> Callable[[], None]:
    """Works until no part is ready any more."""

    def work_through() -> None:
        while part := RobustnessPart.objects.ready().first():
            work(part.pk, worker=WORKER)

    return work_through
