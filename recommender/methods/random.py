"""The baseline: products of the category drawn at random."""

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from recommender.methods.contract import Algorithm, Neighbours
from recommender.methods.ranking import FORBIDDEN, STEPS_PER_UNIT, best, stacked


class Random(Algorithm):
    """What people say of products that nothing but their category has in common.

    A reference's draws come from a generator of its own, made from the seed and its id, over the
    candidates in the order of their ids: they depend on which products there are, and on nothing
    else. The scores are the draws.
    """

    key = "random"
    label = "Random choice"
    treatments = ("original",)
    reads_pictures = False

    def feature_parameters(self) -> dict[str, Any]:
        return {}

    def ranking_parameters(self) -> dict[str, Any]:
        return {"generator": "numpy.random.PCG64", "steps_per_unit": STEPS_PER_UNIT}

    def features(self, pictures: Sequence[Image.Image]) -> NDArray[np.float32]:
        return np.empty((len(pictures), 0), dtype=np.float32)

    def neighbours(
        self,
        features: NDArray[Any],
        *,
        groups: NDArray[np.int64],
        identifiers: Sequence[str],
        k: int,
        seed: int,
    ) -> Neighbours:
        by_id = np.array(sorted(range(len(groups)), key=identifiers.__getitem__), dtype=np.int64)
        parts = []
        for reference, identifier in enumerate(identifiers):
            steps = generator(seed, identifier).integers(STEPS_PER_UNIT, size=len(by_id))
            steps[groups[by_id] == groups[reference]] = FORBIDDEN
            ranked = best(steps[None], np.arange(len(by_id))[None], k=k)
            named = np.where(ranked.indices < 0, -1, by_id[ranked.indices]).astype(np.int32)
            parts.append(Neighbours(indices=named, scores=ranked.scores))
        return stacked(parts, k=k)


def generator(seed: int, identifier: str) -> np.random.Generator:
    """A stream of its own for every product."""
    digest = hashlib.sha256(identifier.encode()).digest()
    return np.random.Generator(np.random.PCG64([seed, int.from_bytes(digest[:16])]))
