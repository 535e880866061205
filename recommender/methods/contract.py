"""What an algorithm must offer to be a method of comparing pictures; see docs/methods.md."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from recommender.methods import ranking
from recommender.methods.configuration import Configuration
from recommender.methods.lists import Compared, Neighbours, Products
from recommender.methods.weights import Unavailable as Unavailable
from recommender.methods.weights import Weights


class Algorithm(ABC):
    """One way of comparing pictures; a method is an algorithm and a treatment.

    A new algorithm is one class with `key`, `label`, `features` and `similarities`; the rest has
    defaults. An instance is made cheaply in any process; only `features`, `similarities`,
    `neighbours` and `compare`, called in workers, may import what is heavy.

    Attributes
    ----------
    key : str
        Its name in commands, files and addresses: up to 60 lower-case letters, digits and hyphens.
    label : str
        What researchers read, up to 150 characters; participants never do.
    version : int
        Part of the fingerprint: another number is another method, and nothing is taken over.
    treatments : tuple of str
        What may be done to a picture before it is compared.
    reads_pictures : bool
        False for baselines; `features` is then never called.
    block : int
        Up to so many products of a category are compared in one piece of work; a larger category
        is cut into blocks that are compared pair by pair, by any number of workers.
    """

    key: ClassVar[str]
    label: ClassVar[str]
    version: ClassVar[int] = 1
    treatments: ClassVar[tuple[str, ...]] = ("original", "segmented")
    reads_pictures: ClassVar[bool] = True
    block: ClassVar[int] = 4096

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration

    def feature_parameters(self) -> dict[str, Any]:
        """All that decides a feature besides the version and the weights, as JSON."""
        return {}

    def ranking_parameters(self) -> dict[str, Any]:
        """All that decides the ranking of given features besides the version, as JSON."""
        return {}

    def weights(self) -> Weights | None:
        """The weights that the algorithm needs, or None."""
        return None

    def missing_packages(self) -> tuple[str, ...]:
        """Importable names that are not installed here."""
        return ()

    def unavailable(self) -> str:
        """Why it cannot run here, when it is neither packages nor weights that are missing."""
        return ""

    @abstractmethod
    def features(self, pictures: Sequence[Image.Image]) -> NDArray[Any]:
        """What is compared of each picture.

        Parameters
        ----------
        pictures : sequence of RGB images, n of any size

        Returns
        -------
        array (n, …), one row a picture, finite, equal for equal pictures whatever the batch

        Raises
        ------
        Unavailable
            If weights are missing, damaged, or do not fit the network.
        """

    @abstractmethod
    def similarities(self, queries: Products, candidates: Products) -> NDArray[np.float64]:
        """How similar each query is to each candidate; groups are of no importance here.

        A is as similar to B as B to A. Where that is not so, as with draws, `compare` has to be
        overridden.

        Returns
        -------
        float64 array (queries, candidates), finite, within ±9e9, larger is more similar
        """

    def neighbours(self, products: Products, *, k: int) -> Neighbours:
        """The k most similar of the other products for each, in exact order.

        Whoever overrides it has something faster that gives the same lists.
        """
        return ranking.neighbours(self.similarities, products, k=k)

    def compare(self, rows: Products, columns: Products, *, k: int) -> Compared:
        """The k most similar columns of each row, and the k most similar rows of each column.

        No product is in both. Whoever overrides it has something faster that gives the same.
        """
        return ranking.compare(self.similarities, rows, columns, k=k)
