"""The way of the U²-Net family from a picture to a mask: rembg's, bit by bit, in less time.

rembg normalises every pixel in float64, which takes about as long as decoding a photograph. What
comes out here is equal to the last bit, and tests compare the two.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

# rembg's models of this family; their networks are small enough to run one a thread.
MODELS = ("u2net", "u2netp", "u2net_human_seg", "silueta")

SIDE = 320
MEAN = (0.485, 0.456, 0.406)
DEVIATION = (0.229, 0.224, 0.225)


def answer(network: Any, picture: Image.Image) -> NDArray[np.float32]:
    """What an onnxruntime session of the family finds in an RGB image: float32 (320, 320)."""
    first = network.get_outputs()[0].name
    (found,) = network.run([first], {network.get_inputs()[0].name: tensor(picture)})
    plane: NDArray[np.float32] = found[0, 0]
    return plane


def tensor(picture: Image.Image) -> NDArray[np.float32]:
    """An RGB image as the networks were trained to see it: float32 (1, 3, 320, 320).

    Each of the 256 values a colour can have is normalised once, in float64 as rembg does it, and
    looked up for the pixels: x = (v / max(v) − mean) / deviation.
    """
    pixels = np.asarray(picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS))
    values = np.arange(256) / max(int(pixels.max()), 1e-6)
    planes = np.empty((1, 3, SIDE, SIDE), np.float32)
    for colour, (mean, deviation) in enumerate(zip(MEAN, DEVIATION, strict=True)):
        table = ((values - mean) / deviation).astype(np.float32)
        # Every index is in the table; "clip" only spares numpy a buffer.
        np.take(table, pixels[..., colour], out=planes[0, colour], mode="clip")
    return planes


def mask(answer: NDArray[np.float32], size: tuple[int, int]) -> Image.Image:
    """The answer from its smallest to its largest value as 0 to 255, in the picture's size.

    A network that answers the same everywhere found nothing: 0 (rembg divides 0 by 0).
    """
    least, most = answer.min(), answer.max()
    if least == most:
        return Image.new("L", size)
    levels = ((answer - least) / (most - least) * 255).astype(np.uint8)
    return Image.fromarray(levels).resize(size, Image.Resampling.LANCZOS)
