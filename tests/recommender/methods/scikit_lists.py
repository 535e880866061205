"""Lists as a plain loop over scikit-image gives them."""

import numpy as np
from numpy.typing import NDArray
from skimage.metrics import structural_similarity

from recommender.methods import ranking
from recommender.methods.lists import Neighbours, Products
from recommender.methods.ssim import Ssim

OURS = ("steps_per_unit",)


def oracle(ssim: Ssim, a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    """scikit-image's SSIM with the arguments that the method says it has."""
    said = ssim.ranking_parameters()
    return float(
        structural_similarity(a, b, **{name: said[name] for name in said if name not in OURS})
    )


def scikit_neighbours(ssim: Ssim, products: Products, *, k: int) -> Neighbours:
    """Scores rounded to the sixth decimal; the best first, of equal ones the first."""
    n = len(products)
    found = ranking.none(n, k=k)
    scores = np.full((n, n), -np.inf)
    for i in range(n):
        for j in range(i):
            if products.groups[i] != products.groups[j]:
                score = round(oracle(ssim, products.features[i], products.features[j]), 6)
                scores[i, j] = scores[j, i] = score
    for i in range(n):
        best = sorted(range(n), key=lambda j: (-scores[i, j], j))[:k]
        allowed = [j for j in best if np.isfinite(scores[i, j])]
        found.indices[i, : len(allowed)] = allowed
        found.scores[i, : len(allowed)] = scores[i, allowed]
    return found
