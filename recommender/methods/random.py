"""The baseline: products of the category drawn at random."""

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from recommender.methods import ranking
from recommender.methods.contract import Algorithm
from recommender.methods.lists import Compared, Products
from recommender.methods.ranking import STEPS_PER_UNIT
from recommender.methods.wording import Sentence as _

SEED = 1


class Random(Algorithm):
    """What people say of products that nothing but their category has in common.

    Every ordered pair of products has a draw of its own, made from the seed and the two ids: a
    list depends on which products there are and on nothing else, and a new product changes only
    the lists into which it is drawn. The scores are the draws.
    """

    key = "random"
    label = _("Random choice")
    version = 2
    treatments = ("original",)
    reads_pictures = False

    def ranking_parameters(self) -> dict[str, Any]:
        return {"generator": "SplitMix64", "seed": SEED, "steps_per_unit": STEPS_PER_UNIT}

    def features(self, pictures: Sequence[Image.Image]) -> NDArray[np.float32]:
        return np.empty((len(pictures), 0), dtype=np.float32)

    def similarities(self, queries: Products, candidates: Products) -> NDArray[np.float64]:
        return draws(queries.identifiers, candidates.identifiers)

    def compare(self, rows: Products, columns: Products, *, k: int) -> Compared:
        """Each side for itself: the draw of a pair is another one in the other direction."""
        there = ranking.compare(self.similarities, rows, columns, k=k)
        back = ranking.compare(self.similarities, columns, rows, k=k)
        return Compared(rows=there.rows, columns=back.rows)


def draws(references: Sequence[str], products: Sequence[str]) -> NDArray[np.float64]:
    """Uniform in [0, 1), independent for every ordered pair: (references, products).

    Notes
    -----
    The 64-bit finaliser of SplitMix64 (Steele, Lea & Flood 2014, doi:10.1145/2660193.2660195),
    applied twice: to the reference's number, and to that xor the product's.

    Examples
    --------
    >>> draws(["hat"], ["cap", "bonnet"]).round(3).tolist()
    [[0.016, 0.175]]
    """
    first = _mixed(_numbers("reference", references))[:, None]
    second = _numbers("product", products)[None, :]
    return (_mixed(first ^ second) >> np.uint64(11)).astype(np.float64) / 2.0**53


def _numbers(role: str, identifiers: Sequence[str]) -> NDArray[np.uint64]:
    """64 bits of each id, others for another role or seed."""
    texts = [f"{SEED} {role} {identifier}".encode() for identifier in identifiers]
    digests = b"".join(hashlib.sha256(text).digest()[:8] for text in texts)
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A bijection of 64 bits in which every bit of the input changes about half of the output."""
    mixed = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
