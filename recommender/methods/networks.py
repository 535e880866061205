"""The one module that loads networks into torch; imported by workers only."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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

# Pictures run side by side, one thread each (see runtimes), and not several threads on one picture.
torch.set_num_threads(1)
# A GPU would round to 10 bits in between, and choose another way of summing each time.
torch.backends.cudnn.allow_tf32 = False
torch.backends.cudnn.deterministic = True
# A shortcut of torch's attention that cannot be converted.
torch.backends.mha.set_fastpath_enabled(False)


@dataclass(frozen=True)
class Network:
    """A network with its own way of preparing a picture.

    Attributes
    ----------
    module : torch.nn.Module: tensor (n, 3, height, width) → tensor (n, d)
    prepare : RGB image → tensor (3, height, width)
    """

    module: Any
    prepare: Callable[[Image.Image], torch.Tensor]


class ImageHalf(torch.nn.Module):
    """The part of an open_clip model that pictures go through."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, tensors: torch.Tensor) -> torch.Tensor:
        return self.model.encode_image(tensors)


def load_timm(model: str, path: Path) -> Network:
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
    return _timm_network(network)


def load_lite0(path: Path) -> Network:
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
    return _timm_network(network)


def load_clip(model: str, path: Path, *, tag: str, configs: Path) -> Network:
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
    return Network(ImageHalf(network).eval(), prepare)


def timm_configuration(model: str) -> PretrainedCfg | None:
    """Where timm has a model's weights, or None."""
    return timm.models.get_pretrained_cfg(model) if timm.is_model_pretrained(model) else None


def clip_tag(model: str, tag: str) -> dict[str, Any]:
    """What open_clip knows of a pretrained tag; empty for an unknown one."""
    return dict(open_clip.get_pretrained_cfg(model, tag))


@contextmanager
def refusing_misfits(model: str, path: Path) -> Iterator[None]:
    """Say in one sentence that a file is not this network's weights."""
    try:
        yield
    except Exception as error:  # a damaged file makes the readers of its format fail in any way
        first = [*str(error).strip().splitlines(), type(error).__name__][0]
        raise Unavailable(f"{path} cannot be loaded into {model}: {first}") from error


def _timm_network(module: Any) -> Network:
    data = timm.data.resolve_model_data_config(module)
    return Network(module.eval(), timm.data.create_transform(**data, is_training=False))
