"""Whether people who came early and people who came late say the same of the methods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from surveys.statistics.cells import Values
from surveys.statistics.combination import crossed_means
from surveys.statistics.contrasts import differences
from surveys.statistics.crossed import CrossedEstimate
from surveys.statistics.holm import holm
from surveys.statistics.ratings import Ratings


@dataclass(frozen=True)
class Change:
    """One figure in both halves.

    Attributes
    ----------
    names : tuple of str
        One method, or two: the first minus the second.
    first, second, change : CrossedEstimate
        `change` is second minus first.
    p_holm : float
        Of the change, over all methods or all pairs; nan where there is no p.
    """

    names: tuple[str, ...]
    first: CrossedEstimate
    second: CrossedEstimate
    change: CrossedEstimate
    p_holm: float


@dataclass(frozen=True)
class Halves:
    """The first half of the participants beside the second.

    Attributes
    ----------
    first, second : int
        Participants; of an odd number the first half has one more.
    methods, contrasts : tuple of Change
        Every method's mean, and every pair's difference. The means may rise or fall because people
        of another kind came; the differences are what the round is about.
    """

    first: int
    second: int
    methods: tuple[Change, ...]
    contrasts: tuple[Change, ...]


def halves(ratings: Ratings, *, level: float = 0.95) -> Halves:
    """First against second half of the participants who have ratings, by arrival.

    Arrival is the order in which `ratings.participants` has them: that of the rows, where the codes
    come from `Ratings.from_columns`. Each change is tested by the crossed t of the second half's
    mean minus the first's; the same references were rated in both, and `crossed_means` lets what
    they share cancel. It generalises to new people and new products.

    Examples
    --------
    >>> ratings = Ratings.from_columns(
    ...     ["ann", "ann", "bob", "bob"], ["mug"] * 4, ["a", "b"] * 2, [5, 4, 5, 1],
    ...     lowest=1, highest=5,
    ... )
    >>> found = halves(ratings)
    >>> found.contrasts[0].first.estimate, found.contrasts[0].second.estimate
    (1.0, 4.0)
    """
    cells = ratings.cells
    people, order = np.unique(cells.participants, return_inverse=True)
    early = 2 * order < len(people)

    def change(names: tuple[str, ...], values: Values) -> Change:
        split = np.column_stack([np.where(early, values, np.nan), np.where(early, np.nan, values)])
        found = crossed_means(split, cells.participants, cells.references)
        alone = [
            crossed_means(column[:, None], cells.participants, cells.references).combination(
                [1], level=level
            )
            for column in split.T
        ]
        return Change(names, alone[0], alone[1], found.combination([-1, 1], level=level), np.nan)

    methods = [
        change((name,), column)
        for name, column in zip(ratings.methods, cells.values.T, strict=True)
    ]
    contrasts = [
        change(pair, differences(ratings, *pair)) for pair in combinations(ratings.methods, 2)
    ]
    first = (len(people) + 1) // 2
    return Halves(first, len(people) - first, _adjusted(methods), _adjusted(contrasts))


def _adjusted(changes: Sequence[Change]) -> tuple[Change, ...]:
    adjusted = holm([one.change.p for one in changes])
    return tuple(replace(one, p_holm=float(p)) for one, p in zip(changes, adjusted, strict=True))
