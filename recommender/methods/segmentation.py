"""Removing the background: a mask from rembg, and the product cut out with it."""

import functools
import threading
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from recommender.methods import u2net
from recommender.methods.configuration import Configuration
from recommender.methods.contract import Unavailable
from recommender.methods.cores import thread_count
from recommender.methods.fingerprint import digest
from recommender.methods.rembg_weights import rembg_home, rembg_weights
from recommender.methods.weights import Weights

VERSION = 1

# Middle grey: white and black products both keep their outline against it, and after the usual
# normalisation it is nearly 0, so that the networks see nothing there.
BACKGROUND = (128, 128, 128)
INSIDE = 128  # of 255: the mask's value from which a pixel counts as the product
MARGIN = 0.05  # of the longer side of the product's box, on every side

# Below, the network found no product; above, it found no background. Either way a cut-out would
# compare something other than products, so the original is compared, and the run says so.
EMPTIEST = 0.01
FULLEST = 0.95


@dataclass(frozen=True)
class CutOut:
    """A picture fit for comparing.

    Attributes
    ----------
    picture : RGB image
        The product on a square of one colour; the original where cutting failed.
    failure : str
        Why the original is used; '' when the product was cut out.
    """

    picture: Image.Image
    failure: str = ""


class Segmenter:
    """Finds the product in a picture with a network of rembg, loaded once a process.

    May be called by several threads. A network of the U²-Net family takes a thread a picture, which
    wastes less than several threads on one picture. Other networks take gigabytes a picture: they
    get all threads for one picture after the other.
    """

    def __init__(self, configuration: Configuration) -> None:
        self.model = configuration.segmentation_model
        self._weights = rembg_weights(self.model, configuration.weights_dir)
        self._small = self.model in u2net.MODELS
        self._loading = threading.Lock()
        self._one_by_one = threading.Lock()

    def weights(self) -> Weights:
        return self._weights

    def missing_packages(self) -> tuple[str, ...]:
        return tuple(name for name in ("rembg", "onnxruntime") if not find_spec(name))

    def mask_parameters(self) -> dict[str, Any]:
        """What a mask depends on, besides the picture.

        Raises
        ------
        Unavailable
            If the weights are missing.
        """
        sha256 = self._weights.locate().sha256
        return {"model": self.model, "weights": sha256, "version": VERSION, "alpha_matting": False}

    def parameters(self) -> dict[str, Any]:
        """What a cut-out depends on, besides the picture; as `mask_parameters` otherwise."""
        return {
            **self.mask_parameters(),
            "background": list(BACKGROUND),
            "inside": INSIDE,
            "margin": MARGIN,
            "shape": "square",
            "emptiest": EMPTIEST,
            "fullest": FULLEST,
            "otherwise": "original",
        }

    def fingerprint(self) -> str:
        """What a kept mask depends on; as `mask_parameters` otherwise."""
        return digest(self.mask_parameters())

    def mask(self, picture: Image.Image) -> Image.Image:
        """How surely each pixel is the product: an 'L' image of the picture's size.

        Raises
        ------
        Unavailable
            If the weights are missing or damaged, or the network gives other than one mask.
        """
        picture, session = picture.convert("RGB"), self._session()
        if self._small:
            return u2net.mask(u2net.answer(session.inner_session, picture), picture.size)
        with self._one_by_one:
            masks = session.predict(picture)
        if len(masks) != 1:
            raise Unavailable(
                f"The segmentation model {self.model} gives {len(masks)} masks a picture; set "
                "SIMSURVEY_SEGMENTATION_MODEL to one that gives a single mask, such as u2netp."
            )
        mask: Image.Image = masks[0].convert("L")
        return mask

    def _session(self) -> Any:
        with self._loading:
            return self._loaded

    @functools.cached_property
    def _loaded(self) -> Any:
        from onnxruntime import SessionOptions

        from recommender.methods.rembg_sessions import new_session

        options = SessionOptions()
        options.intra_op_num_threads = 1 if self._small else thread_count()
        options.enable_mem_pattern = False  # one a thread: a fifth more memory and no faster
        # Spinning threads starve one another on a busy machine (see networks.py): 20 % slower.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        path = self._weights.locate().path
        try:
            # rembg looks for NAME.onnx in this folder and downloads it only if it is not there.
            with rembg_home(path.parent):
                return new_session(self.model, sess_opts=options)
        except Exception as error:  # onnxruntime's errors have no base class of their own
            raise Unavailable(
                f"{path} cannot be loaded as rembg's {self.model}: {error}"
            ) from error


@functools.lru_cache
def segmenter(configuration: Configuration) -> Segmenter:
    """The segmenter of a configuration, the same one each time."""
    return Segmenter(configuration)


def cut_out(picture: Image.Image, mask: Image.Image) -> CutOut:
    """The product alone: on grey, cropped to its box with a margin, in the middle of a square.

    Parameters
    ----------
    picture : RGB image
    mask : 'L' image of the same size
    """
    inside: NDArray[np.bool_] = np.asarray(mask) >= INSIDE
    share = float(inside.mean())
    if not EMPTIEST <= share <= FULLEST:
        found = "no product" if share < EMPTIEST else "no background"
        return CutOut(picture, f"Segmentation found {found}: the mask covers {share:.1%}.")
    left, right = extent(np.any(inside, axis=0, keepdims=True))
    top, bottom = extent(np.any(inside, axis=1, keepdims=True))
    longer = max(right - left, bottom - top)
    side = longer + 2 * round(longer * MARGIN)
    corner = (left + right - side) // 2, (top + bottom - side) // 2
    box = (*corner, corner[0] + side, corner[1] + side)
    # Outside the picture a crop is black: in the mask that is background, as it should be.
    square = Image.new("RGB", (side, side), BACKGROUND)
    square.paste(picture.crop(box), mask=mask.crop(box))
    return CutOut(square)


def extent(occupied: NDArray[np.bool_]) -> tuple[int, int]:
    """First and one after the last position that is True; at least one must be."""
    positions = np.flatnonzero(occupied)
    return int(positions[0]), int(positions[-1]) + 1
