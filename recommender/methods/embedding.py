"""What all algorithms share that compare the outputs of a network by the angle between them."""

import functools
from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from recommender.methods.contract import Algorithm
from recommender.methods.cosine import cosine, cosine_compare, cosine_neighbours
from recommender.methods.lists import Compared, Neighbours, Products
from recommender.methods.ranking import STEPS_PER_UNIT

if TYPE_CHECKING:
    from recommender.methods.encoder import Encoder
    from recommender.methods.networks import Network


class Embedding(Algorithm):
    """Features are unit rows, float32 (n, d).

    By what they are computed is no part of the method's identity; see `runtime_choice`. Finding
    neighbours takes seconds and little memory, so that hardly any category is worth cutting.
    """

    block = 32_768

    @abstractmethod
    def load(self) -> "Network":
        """The network with its weights.

        Raises
        ------
        Unavailable
            If weights are missing, damaged, or do not fit the network.
        """

    def ranking_parameters(self) -> dict[str, Any]:
        return {"similarity": "cosine", "steps_per_unit": STEPS_PER_UNIT}

    def features(self, pictures: Sequence[Image.Image]) -> NDArray[np.float32]:
        return self._encoder.features(pictures)

    def similarities(self, queries: Products, candidates: Products) -> NDArray[np.float64]:
        return cosine(queries.features, candidates.features)

    def neighbours(self, products: Products, *, k: int) -> Neighbours:
        return cosine_neighbours(products.features, groups=products.groups, k=k)

    def compare(self, rows: Products, columns: Products, *, k: int) -> Compared:
        return cosine_compare(rows, columns, k=k)

    @functools.cached_property
    def _encoder(self) -> "Encoder":
        from recommender.methods.encoder import Encoder

        return Encoder.of(self.load())
