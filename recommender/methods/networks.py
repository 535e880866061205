"""The one module that loads networks into torch and runs them; imported by workers only."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from recommender.methods.contract import Unavailable
from recommender.methods.lite0 import renamed

# Threads that wait by spinning take the core from the thread they wait for when anything else runs
# on the machine, a web server for example: 0.35 pictures a second instead of 4.7 on two busy cores.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import torch

try:
    import torchvision
except RuntimeError:
    # The index's torchvision beside a CPU-only torch: its compiled operators link CUDA libraries
    # and do not load, and the import ends in "operator torchvision::nms does not exist". timm and
    # open_clip need none of these operators, only the transforms, which are Python; with the
    # schemas declared the import goes through. The library must live as long as the process.
    _SCHEMAS = torch.library.Library("torchvision", "FRAGMENT")
    for _operator in ("nms", "qnms"):
        _SCHEMAS.define(f"{_operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    import torchvision  # noqa: F401

import open_clip
import timm
from timm.models import PretrainedCfg


@dataclass(frozen=True)
class Encoder:
    """A network with its own way of preparing a picture.

    Attributes
    ----------
    encode : tensor (1, 3, height, width) → tensor (1, d)
    prepare : RGB image → tensor (3, height, width)
    device : torch.device
    """

    encode: Callable[[torch.Tensor], torch.Tensor]
    prepare: Callable[[Image.Image], torch.Tensor]
    device: torch.device

    @torch.inference_mode()
    def features(self, pictures: Sequence[Image.Image]) -> NDArray[np.float32]:
        """Unit rows, float32 (n, d).

        One picture at a time: batches do not make convolutional networks faster on a CPU, and a
        batch's size would show in the last digits, so that equal pictures had unequal features.
        """
        rows = [
            self.encode(self.prepare(picture).unsqueeze(0).to(self.device)).float().cpu().numpy()
            for picture in pictures
        ]
        return unit_rows(np.concatenate(rows))


def unit_rows(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each row divided by its length; a row of zeros, which has no direction, stays as it is."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)


def load_timm(model: str, path: Path) -> Encoder:
    """Any image model of timm, with pooled features before the classifier.

    Raises
    ------
    Unavailable
        If timm has no such model, or the file does not fit it.
    """
    registered = timm_configuration(model)
    if registered is None:
        raise Unavailable(f"timm has no image model {model!r} with pretrained weights.")
    overlay = {"file": str(path), "custom_load": registered.custom_load and path.suffix == ".npz"}
    with refusing_misfits(model, path):
        network = timm.create_model(
            model, pretrained=True, pretrained_cfg_overlay=overlay, num_classes=0
        )
    return _timm_encoder(network)


def load_lite0(path: Path) -> Encoder:
    """EfficientNet-Lite0 from the file of the Python index.

    Raises
    ------
    Unavailable
        If the file is not that one.
    """
    with refusing_misfits("tf_efficientnet_lite0", path):
        network = timm.create_model("tf_efficientnet_lite0", pretrained=False)
        state = torch.load(path, map_location="cpu", weights_only=True)
        network.load_state_dict(renamed(state), strict=True)
        network.reset_classifier(0)
    return _timm_encoder(network)


def load_clip(model: str, path: Path, *, tag: str, configs: Path) -> Encoder:
    """The image half of any open_clip model.

    Parameters
    ----------
    model : str
        A name that open_clip knows, or that of a JSON file in `configs`.
    path : Path
        The weights.
    tag : str
        The pretrained tag that the weights belong to, whose own activation and normalisation
        are used; '' for a file without one, which gets the model's activation and CLIP's
        normalisation.
    configs : Path
        A folder with model configurations of one's own; it need not exist.

    Raises
    ------
    Unavailable
        If open_clip has no such model, or the file does not fit it.
    """
    for file in sorted(configs.glob("*.json")):
        open_clip.add_model_config(file)
    tagged = clip_tag(model, tag) if tag else {}
    with refusing_misfits(model, path):
        network, prepare = open_clip.create_model_from_pretrained(
            model,
            pretrained=str(path),
            # By tag open_clip only warns where the activation differs, and goes on with another.
            force_quick_gelu=tagged.get("quick_gelu", False),
            image_mean=tagged.get("mean"),
            image_std=tagged.get("std"),
            image_interpolation=tagged.get("interpolation"),
            image_resize_mode=tagged.get("resize_mode"),
        )
    device = best_device()
    network = network.eval().to(device)
    return Encoder(encode=network.encode_image, prepare=prepare, device=device)


def timm_configuration(model: str) -> PretrainedCfg | None:
    """Where timm has a model's weights, or None."""
    return timm.models.get_pretrained_cfg(model) if timm.is_model_pretrained(model) else None


def clip_tag(model: str, tag: str) -> dict[str, Any]:
    """What open_clip knows of a pretrained tag; empty for an unknown one."""
    return dict(open_clip.get_pretrained_cfg(model, tag))


def best_device() -> torch.device:
    """CUDA or Apple's MPS where torch finds them, else the CPU."""
    for name, backend in (("cuda", torch.cuda), ("mps", torch.backends.mps)):
        if backend.is_available():
            return torch.device(name)
    return torch.device("cpu")


@contextmanager
def refusing_misfits(model: str, path: Path) -> Iterator[None]:
    """Say in one sentence that a file is not this network's weights."""
    try:
        yield
    except Exception as error:  # a damaged file makes the readers of its format fail in any way
        first = [*str(error).strip().splitlines(), type(error).__name__][0]
        raise Unavailable(f"{path} cannot be loaded into {model}: {first}") from error


def _timm_encoder(network: Any) -> Encoder:
    device = best_device()
    data = timm.data.resolve_model_data_config(network)
    prepare = timm.data.create_transform(**data, is_training=False)
    return Encoder(encode=network.eval().to(device), prepare=prepare, device=device)
