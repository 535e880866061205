from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from recommender.methods.configuration import Configuration
from recommender.methods.conformance import drawn_picture
from tests.recommender.methods.tiny import tiny_clip_in


@pytest.fixture
def configuration(tmp_path: Path) -> Configuration:
    """The defaults, with an empty folder of weights."""
    return Configuration(weights_dir=tmp_path / "weights")


@pytest.fixture
def photograph() -> Callable[[int], Image.Image]:
    """Makes a picture of a number: one shape in one colour on a ground that changes."""
    return drawn_picture


@pytest.fixture(scope="session")
def tiny_clip(tmp_path_factory: pytest.TempPathFactory) -> Configuration:
    """The weights at hand, and beside them a CLIP of a few thousand numbers that never learned.

    It goes the way of any local file: a model configuration as JSON in the folder `clip`, and
    weights that open_clip loads.
    """
    folder = tmp_path_factory.mktemp("weights")
    for kind in ("rembg", "timm"):
        (folder / kind).symlink_to(settings.METHODS.weights_dir / kind)
    return tiny_clip_in(folder)
