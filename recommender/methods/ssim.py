"""Structural similarity: the mean over windows of luminance × contrast × structure."""

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from recommender.methods.contract import Algorithm
from recommender.methods.lists import Compared, Neighbours, Products
from recommender.methods.ranking import STEPS_PER_UNIT
from recommender.methods.wording import Sentence as _

COLOURS = {"grey": "grey, ITU-R 601-2 luma, 8 bit", "rgb": "red, green and blue, 8 bit each"}
MODES = {"grey": "L", "rgb": "RGB"}
# As the arguments of skimage.metrics.structural_similarity are called.
WINDOWS: dict[str, dict[str, Any]] = {
    "uniform": {"win_size": 7, "gaussian_weights": False, "use_sample_covariance": True},
    "gaussian": {
        "win_size": 11,
        "gaussian_weights": True,
        "sigma": 1.5,
        "use_sample_covariance": False,
    },
}


class Ssim(Algorithm):
    """Pixels of a small square, compared window by window (Wang et al. 2004).

    Pictures are stretched to the square. Padding would keep their proportions, but two pictures of
    the same proportions would then share bars of one colour, where SSIM is 1, and would be ranked
    by their format. They are shrunk with a triangle filter: sharper ones ring beside edges, and
    SSIM takes the ringing for structure.

    Scores equal those of `skimage.metrics.structural_similarity` within 1e-6 (typically 1e-8), with
    the arguments that `ranking_parameters` names: the mean over all windows that lie inside, and
    over the channels. Equal pictures have 1, those of one colour too: the constants C₁ and C₂ are
    in the numerator as in the denominator, so that nothing is divided by 0.

    References
    ----------
    Wang, Bovik, Sheikh & Simoncelli (2004), Image quality assessment: from error visibility to
    structural similarity, doi:10.1109/TIP.2003.819861.
    """

    key = "ssim"
    label = _("Structural similarity (SSIM)")
    block: ClassVar[int] = 768

    def feature_parameters(self) -> dict[str, Any]:
        return {
            "colour": COLOURS[self.configuration.ssim_colour],
            "side": self.configuration.ssim_size,
            "fit": "stretch",
            "filter": "bilinear with antialiasing",
        }

    def ranking_parameters(self) -> dict[str, Any]:
        """Named after the arguments of skimage.metrics.structural_similarity."""
        channels = {"channel_axis": 0} if self.configuration.ssim_colour == "rgb" else {}
        return {
            "data_range": 255,
            **WINDOWS[self.configuration.ssim_window],
            **channels,
            "K1": 0.01,
            "K2": 0.03,
            "steps_per_unit": STEPS_PER_UNIT,
        }

    def missing_packages(self) -> tuple[str, ...]:
        return () if find_spec("numba") else ("numba",)

    def features(self, pictures: Sequence[Image.Image]) -> NDArray[np.uint8]:
        """Grey pictures (n, side, side), or coloured ones (n, 3, side, side)."""
        side, mode = self.configuration.ssim_size, MODES[self.configuration.ssim_colour]
        pixels = [
            np.asarray(picture.convert(mode).resize((side, side), Image.Resampling.BILINEAR))
            for picture in pictures
        ]
        if mode == "L":
            return np.array(pixels, dtype=np.uint8).reshape(-1, side, side)
        channels = np.array(pixels, dtype=np.uint8).reshape(-1, side, side, 3)
        return np.ascontiguousarray(channels.transpose(0, 3, 1, 2))

    def similarities(self, queries: Products, candidates: Products) -> NDArray[np.float64]:
        from recommender.methods import ssim_pairs

        return ssim_pairs.similarities(
            self.configuration.ssim_window, _planes(queries).features, _planes(candidates).features
        )

    def neighbours(self, products: Products, *, k: int) -> Neighbours:
        from recommender.methods import ssim_pairs

        return ssim_pairs.neighbours(
            self.configuration.ssim_window,
            _planes(products).features,
            groups=products.groups,
            k=k,
        )

    def compare(self, rows: Products, columns: Products, *, k: int) -> Compared:
        from recommender.methods import ssim_pairs

        return ssim_pairs.compare(
            self.configuration.ssim_window, _planes(rows), _planes(columns), k=k
        )


def _planes(products: Products) -> Products:
    """With pictures (n, planes, side, side)."""
    pictures = products.features
    planes = pictures if pictures.ndim == 4 else pictures[:, None]
    return Products(planes, products.groups, products.identifiers)
