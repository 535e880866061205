"""Structural similarity: the mean over windows of luminance × contrast × structure."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from recommender.methods.contract import Algorithm
from recommender.methods.lists import Neighbours, Products
from recommender.methods.ranking import FORBIDDEN, STEPS_PER_UNIT, best


class Ssim(Algorithm):
    """Grey values of a small square, compared window by window (Wang et al. 2004).

    Pictures are stretched to the square. Padding would keep their proportions, but two pictures of
    the same proportions would then share bars of one colour, where SSIM is 1, and would be ranked
    by their format. They are shrunk with a triangle filter: sharper ones ring beside edges, and
    SSIM takes the ringing for structure.
    """

    key = "ssim"
    label = "Structural similarity (SSIM)"

    def feature_parameters(self) -> dict[str, Any]:
        return {
            "colour": "grey, ITU-R 601-2 luma, 8 bit",
            "side": self.configuration.ssim_size,
            "fit": "stretch",
            "filter": "bilinear with antialiasing",
        }

    def ranking_parameters(self) -> dict[str, Any]:
        """Named after the arguments of skimage.metrics.structural_similarity."""
        return {
            "data_range": 255,
            "win_size": 7,
            "gaussian_weights": False,
            "use_sample_covariance": True,
            "K1": 0.01,
            "K2": 0.03,
            "steps_per_unit": STEPS_PER_UNIT,
        }

    def missing_packages(self) -> tuple[str, ...]:
        return () if find_spec("numba") else ("numba",)

    def features(self, pictures: Sequence[Image.Image]) -> NDArray[np.uint8]:
        side = self.configuration.ssim_size
        grey = [
            picture.convert("L").resize((side, side), Image.Resampling.BILINEAR)
            for picture in pictures
        ]
        return np.array(grey, dtype=np.uint8).reshape(-1, side, side)

    def similarities(self, queries: Products, candidates: Products) -> NDArray[np.float64]:
        pairs = [similarity(a, b) for a in queries.features for b in candidates.features]
        return np.array(pairs, dtype=np.float64).reshape(len(queries), len(candidates))

    def neighbours(self, products: Products, *, k: int) -> Neighbours:
        return ssim_neighbours(products.features, groups=products.groups, k=k)


def similarity(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    """SSIM of two grey pictures, mean over all windows of 7 × 7 pixels that lie inside.

    Equal within 1e-6 (typically 1e-8) to `skimage.metrics.structural_similarity(a, b,
    data_range=255, win_size=7, use_sample_covariance=True)`.

    Parameters
    ----------
    a, b : uint8 arrays (side, side), side at least 7

    Returns
    -------
    float in [-1, 1]; 1 for equal pictures, constant ones too (the constants C₁ and C₂ are in the
    numerator as in the denominator, so nothing is divided by 0)

    References
    ----------
    Wang, Bovik, Sheikh & Simoncelli (2004), Image quality assessment: from error visibility to
    structural similarity, doi:10.1109/TIP.2003.819861.
    """
    from recommender.methods import ssim_kernel

    sums, spreads = ssim_kernel.window_statistics(np.stack([a, b]))
    columns = np.empty(a.shape[0], dtype=np.int32)
    totals = np.empty(sums.shape[1])
    return ssim_kernel.mean_ssim(a, b, *sums, *spreads, columns, totals)


def ssim_neighbours(
    pictures: NDArray[np.uint8], *, groups: NDArray[np.int64], k: int
) -> Neighbours:
    """The exact k most similar pictures of each; every unordered pair is computed once.

    Each thread takes rows i and n − 1 − i together, so that all have the same number of pairs, and
    keeps lists of its own; in the end they are merged. Memory: O(n · side² + threads · n · k).
    """
    from recommender.methods import ssim_kernel

    n, threads = len(pictures), thread_count()
    # One kind of array, so that the kernel is compiled once: features from a cache are read-only.
    pictures = np.require(pictures, dtype=np.uint8, requirements=["C", "W"])
    sums, spreads = ssim_kernel.window_statistics(pictures)
    indices = np.full((threads, n, k), -1, dtype=np.int32)
    steps = np.full((threads, n, k), FORBIDDEN, dtype=np.int64)
    rows = np.arange(n)
    pair = np.minimum(rows, n - 1 - rows)

    def compare(thread: int) -> None:
        ssim_kernel.compare_rows(
            rows[pair % threads == thread],
            pictures,
            sums,
            spreads,
            groups,
            STEPS_PER_UNIT,
            indices[thread],
            steps[thread],
        )

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(compare, range(threads)))
    candidates = indices.swapaxes(0, 1).reshape(n, -1).astype(np.int64)
    return best(steps.swapaxes(0, 1).reshape(n, -1), candidates, k=k)


def thread_count() -> int:
    """As many as the machine lets this process use, or as `OMP_NUM_THREADS` says."""
    from numba import config

    return int(os.environ.get("OMP_NUM_THREADS") or config.NUMBA_NUM_THREADS)
