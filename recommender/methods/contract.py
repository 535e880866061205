"""What an algorithm must offer to be a method of comparing pictures."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from recommender.methods.configuration import Configuration
from recommender.methods.weights import Unavailable as Unavailable
from recommender.methods.weights import Weights

# Scores are rounded before they are ranked: beyond the sixth decimal they depend on the order in
# which a processor sums, and two machines would order near ties differently.
SCORE_DECIMALS = 6


@dataclass(frozen=True)
class Neighbours:
    """The ordered top-k of every product of one category.

    Attributes
    ----------
    indices : int32 array (n, k)
        Positions of the neighbours, best first; -1 where fewer than k candidates exist.
    scores : float64 array (n, k)
        The similarity of each, larger is more similar, rounded to `SCORE_DECIMALS` before
        ranking; nan where `indices` is -1.
    """

    indices: NDArray[np.int32]
    scores: NDArray[np.float64]


class Algorithm(ABC):
    """One way of comparing pictures; a method is an algorithm and a treatment.

    A new algorithm is one file with one class and one line in the registry. An instance is
    made cheaply in any process; only `features` and `neighbours`, called in workers, may
    import what is heavy.
    """

    key: ClassVar[str]
    label: ClassVar[str]
    version: ClassVar[int] = 1
    treatments: ClassVar[tuple[str, ...]] = ("original", "segmented")
    reads_pictures: ClassVar[bool] = True
    batch: ClassVar[int] = 64

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration

    @abstractmethod
    def feature_parameters(self) -> dict[str, Any]:
        """All that decides a feature besides the version and the weights, as JSON."""

    @abstractmethod
    def ranking_parameters(self) -> dict[str, Any]:
        """All that decides the ranking of given features besides the version, as JSON."""

    def weights(self) -> Weights | None:
        """The weights that the algorithm needs, or None."""
        return None

    def missing_packages(self) -> tuple[str, ...]:
        """Importable names that are not installed here."""
        return ()

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
    def neighbours(
        self,
        features: NDArray[Any],
        *,
        groups: NDArray[np.int64],
        identifiers: Sequence[str],
        k: int,
        seed: int,
    ) -> Neighbours:
        """The k most similar products of each product, in exact order.

        Parameters
        ----------
        features : array (n, …)
            One row a product, **in the order of product ids**, so that equal scores are broken
            by product id when they are broken by position; (n, 0) where `reads_pictures` is
            False.
        groups : int64 array (n,)
            Products with the same number are variants of one another (a product without a
            group has a number of its own) and are never neighbours.
        identifiers : sequence of str, n
            The product ids, for algorithms that draw at random: what is drawn then depends on
            the ids and not on the order in which products come. Others ignore it.
        k : int
        seed : int
            For algorithms that draw at random; others ignore it.
        """
