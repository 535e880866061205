"""Which colour and marker an algorithm has, on light and dark pages and on grey paper."""

from collections.abc import Iterable
from typing import NamedTuple

from surveys.statistics.contrasts import SEGMENTED

INK = "#1f2328"


class Style(NamedTuple):
    """An algorithm's colour, and its marker with a size at which all markers weigh the same."""

    colour: str
    marker: str
    size: float


# Colours after Okabe & Ito, as far as they reach a contrast of 3:1 on white and on near black.
STYLES = {
    "ssim": Style("#0072b2", "o", 12),
    "efficientnet": Style("#d55e00", "s", 10.5),
    "clip": Style("#009e73", "D", 10),
    "random": Style(INK, "X", 11.5),
}
FURTHER_STYLES = (
    Style("#c2649a", "^", 12.5),
    Style("#0072b2", "v", 12.5),
    Style("#d55e00", "p", 13),
    Style("#009e73", "h", 13),
)


def styles_of(methods: Iterable[str]) -> dict[str, Style]:
    """A style for each algorithm; those that are not ours take the further ones by name."""
    others = sorted({algorithm_of(method) for method in methods} - set(STYLES))
    further = {
        name: FURTHER_STYLES[place % len(FURTHER_STYLES)] for place, name in enumerate(others)
    }
    return STYLES | further


def algorithm_of(method: str) -> str:
    return method.removesuffix(SEGMENTED)
