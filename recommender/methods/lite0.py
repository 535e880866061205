"""EfficientNet-Lite0 as the Python index has it, in timm's words."""

from collections.abc import Mapping
from typing import TypeVar

Value = TypeVar("Value")

OUTSIDE_BLOCKS = {
    "_conv_stem": "conv_stem",
    "_bn0": "bn1",
    "_conv_head": "conv_head",
    "_bn1": "bn2",
    "_fc": "classifier",
}
WITH_EXPANSION = {
    "_expand_conv": "conv_pw",
    "_bn0": "bn1",
    "_depthwise_conv": "conv_dw",
    "_bn1": "bn2",
    "_project_conv": "conv_pwl",
    "_bn2": "bn3",
}
WITHOUT_EXPANSION = {
    "_depthwise_conv": "conv_dw",
    "_bn1": "bn1",
    "_project_conv": "conv_pw",
    "_bn2": "bn2",
}
BLOCKS_OF_STAGES = (1, 2, 2, 3, 3, 4, 1)


def renamed(weights: Mapping[str, Value]) -> dict[str, Value]:
    """The same values under timm's names; blocks are numbered within stages there.

    Raises
    ------
    KeyError
        If a name is none of this network.
    """
    expanded = {name.split(".")[1] for name in weights if "._expand_conv." in name}
    places = [(stage, place) for stage, n in enumerate(BLOCKS_OF_STAGES) for place in range(n)]
    result = {}
    for name, value in weights.items():
        layer, _, rest = name.partition(".")
        if layer != "_blocks":
            result[f"{OUTSIDE_BLOCKS[layer]}.{rest}"] = value
            continue
        number, layer, rest = rest.split(".", 2)
        stage, place = places[int(number)]
        words = WITH_EXPANSION if number in expanded else WITHOUT_EXPANSION
        result[f"blocks.{stage}.{place}.{words[layer]}.{rest}"] = value
    return result
