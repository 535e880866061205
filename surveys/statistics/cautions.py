"""Which numbers of an analysis are undefined, and why."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from surveys.statistics.analysis import Analysis
from surveys.statistics.contrasts import Contrast
from surveys.statistics.reason import Reason

# Part, figure, and why it is undefined, if it is.
Found = tuple[str, str, Reason | None]


class Caution(NamedTuple):
    """One reason, and all figures of one part of the analysis that it leaves undefined.

    Attributes
    ----------
    part : str
        As the JSON calls it, for example `contrasts`.
    figures : tuple of str
        Methods, or pairs as `a − b`; empty where the part is one figure.
    reason : Reason
    """

    part: str
    figures: tuple[str, ...]
    reason: Reason

    def __str__(self) -> str:
        figures = f" of {', '.join(self.figures)}" if self.figures else ""
        return f"{self.part}{figures}: {self.reason}"


def cautions_of(analysis: Analysis) -> tuple[Caution, ...]:
    """In the order of the JSON; the same reason of one part once, with all figures it is about."""
    figures: dict[tuple[str, Reason], list[str]] = defaultdict(list)
    for part, figure, reason in _undefined(analysis):
        if reason is not None:
            figures[part, reason].append(figure)
    return tuple(
        Caution(part, tuple(filter(None, names)), reason)
        for (part, reason), names in figures.items()
    )


def _undefined(analysis: Analysis) -> Iterator[Found]:
    yield from _primary(analysis)
    yield from _supporting(analysis)


def _primary(analysis: Analysis) -> Iterator[Found]:
    for method in analysis.results.methods:
        yield "methods", method.method, method.mean.reason
    yield from _of_contrasts("contrasts", analysis.contrasts)
    effects = analysis.segmentation
    yield from _of_contrasts("segmentation.per_algorithm", effects.per_algorithm)
    if effects.pooled is not None:
        yield from _of_contrasts("segmentation.pooled", [effects.pooled])
    yield from _of_contrasts("segmentation.interaction", effects.interaction)
    yield "omnibus", "", analysis.omnibus.reason


def _supporting(analysis: Analysis) -> Iterator[Found]:
    for drawn in analysis.bootstrap.methods:
        yield "bootstrap.methods", minus(*drawn.names), drawn.reason
    for drawn in analysis.bootstrap.contrasts:
        yield "bootstrap.contrasts", minus(*drawn.names), drawn.reason
    yield "friedman", "", analysis.friedman.reason
    for pair in analysis.wilcoxon:
        yield "wilcoxon", minus(pair.a, pair.b), pair.reason
    yield "skillings_mack", "", analysis.skillings_mack.reason
    for one in analysis.ordinal.methods:
        yield "ordinal", one.method, one.effect.reason
    yield from _reliability(analysis)


def _reliability(analysis: Analysis) -> Iterator[Found]:
    for kind, found in analysis.alphas.items():
        if math.isnan(found.alpha):
            yield "reliability.krippendorff", kind.value, found.reason
    if math.isnan(analysis.icc.icc_1_1.value):
        yield "reliability.icc", "", analysis.icc.reason
    for slot in analysis.slots.slots if analysis.slots else ():
        yield "slots", str(slot.slot), slot.effect.reason
    if analysis.choices is not None:
        for worth in (*analysis.choices.methods, *analysis.choices.slots):
            yield "bradley_terry", str(worth.name), worth.effect.reason
    for order in analysis.ranking_quality or ():
        yield "ranking_quality.ndcg", order.method, order.ndcg.reason
        yield "ranking_quality.tau_b", order.method, order.correlation.reason


def _of_contrasts(part: str, contrasts: Sequence[Contrast]) -> Iterator[Found]:
    for contrast in contrasts:
        name = minus(contrast.method, contrast.baseline)
        yield part, name, contrast.difference.reason
        if contrast.difference.reason is None:
            yield f"{part}.dominance_ci", name, contrast.dominance.reason


def minus(*names: str) -> str:
    """One method, or the first minus the second."""
    return " − ".join(names)
