"""What cutting the product out of its background does, for each algorithm and on average."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from surveys.statistics.contrasts import (
    SEGMENTED,
    Contrast,
    adjusted,
    contrast_of,
    differences,
    segmentation_effects,
    segmented_algorithms,
)
from surveys.statistics.ratings import Ratings


@dataclass(frozen=True)
class Segmentation:
    """The effect of segmenting.

    Attributes
    ----------
    per_algorithm : tuple of Contrast
        Segmented minus original, of each algorithm that the round has both ways.
    pooled : Contrast or None
        Mean of these effects, every algorithm counting the same; None where there is none.
    interaction : tuple of Contrast
        How much larger the effect is for one algorithm (`method`) than for another (`baseline`),
        for each two of them.
    """

    per_algorithm: tuple[Contrast, ...]
    pooled: Contrast | None
    interaction: tuple[Contrast, ...]


def segmentation(ratings: Ratings, *, level: float = 0.95) -> Segmentation:
    """Segmented minus original per algorithm, averaged over algorithms, and compared between them.

    With e_k the mean of (segmented − original) of algorithm k over the cells that have both, ::

        pooled = (1/K) Σ_k e_k,     interaction of k and l = e_k − e_l

    so that both can be checked against the effects beside them. Where every cell has all methods
    these are the crossed means of the average, and of the difference, within cells; where some are
    missing each effect uses all of its own cells, and the interval allows for what they share
    (`crossed_means`). The dominance is of cells that have every method concerned: how often the
    average effect within a cell is above 0, or the one effect above the other.

    Each of the two families, effects and interactions, is adjusted by Holm within itself. The
    algorithms are those of the round; nothing is claimed of others.

    Examples
    --------
    >>> ratings = Ratings.from_columns(
    ...     [1] * 4 + [2] * 4, ["mug"] * 8,
    ...     ["clip", "clip+segmented", "ssim", "ssim+segmented"] * 2, [4, 5, 1, 4, 3, 4, 2, 3],
    ...     lowest=1, highest=5,
    ... )
    >>> found = segmentation(ratings)
    >>> [effect.difference.estimate for effect in found.per_algorithm]
    [1.0, 2.0]
    >>> found.pooled.difference.estimate, found.interaction[0].difference.estimate
    (1.5, -1.0)
    """
    algorithms = segmented_algorithms(ratings)
    if not algorithms:
        return Segmentation((), None, ())
    effects = np.column_stack([differences(ratings, key + SEGMENTED, key) for key in algorithms])
    k = len(algorithms)
    pooled = contrast_of(
        "segmented",
        "original",
        effects,
        np.full(k, 1 / k),
        ratings.cells,
        ratings.scale,
        level=level,
    )
    interaction = [
        contrast_of(
            algorithms[one],
            algorithms[other],
            effects[:, [one, other]],
            [1, -1],
            ratings.cells,
            ratings.scale,
            level=level,
        )
        for one, other in combinations(range(k), 2)
    ]
    return Segmentation(
        per_algorithm=segmentation_effects(ratings, level=level),
        pooled=pooled,
        interaction=adjusted(interaction),
    )
