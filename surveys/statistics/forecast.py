"""How wide intervals will be with more participants, without a word on who leads."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from surveys.statistics.cells import Values
from surveys.statistics.combination import crossed_means
from surveys.statistics.contrasts import differences
from surveys.statistics.ratings import Ratings
from surveys.statistics.reason import Reason

MANY = 1_000_000  # participants: nobody asks more


class Parts(NamedTuple):
    """What the squared standard error of one mean is made of.

    Attributes
    ----------
    people : float
        What falls as participants are added: V_P, or what its repair puts in its place.
    products : float
        What stays as long as the references are the same: V_I − V_PI, at least 0.
    participants, references : int
    """

    people: float
    products: float
    participants: int
    references: int

    def half_width(self, participants: int, *, level: float) -> float:
        """Of the interval with so many participants."""
        df = min(participants, self.references) - 1
        variance = self.people * self.participants / participants + self.products
        return float(stdtrit(df, (1 + level) / 2) * math.sqrt(variance))


@dataclass(frozen=True)
class Forecast:
    """Half-widths of the widest of several intervals, in points of the scale.

    Attributes
    ----------
    now : float
        With the participants that there are; nan with a reason.
    participants : int
        How many there are: the fewest that any of the intervals is of.
    needed : int or None
        About how many there must be in all for `wished`; at least `participants`. None where more
        people alone never make it so narrow.
    least : float
        What more people alone come down to: the part of the references, which remains.
    wished : float
    reason : Reason or None
        Why nothing can be said.
    """

    now: float
    participants: int
    needed: int | None
    least: float
    wished: float
    reason: Reason | None

    @property
    def more(self) -> int | None:
        """About how many participants are still to come."""
        return None if self.needed is None else self.needed - self.participants


def forecast_contrasts(ratings: Ratings, *, wished: float, level: float = 0.95) -> Forecast:
    """How many participants until the difference of any two methods is known to ± `wished`.

    With the parts of the crossed variance of one interval, P participants now and P' then ::

        V(P') = max(V_P, min(V_PI, V_I)) · P/P' + max(V_I − V_PI, 0)
        half-width = t(min(P', I) − 1) · √V(P')

    which at P' = P is the variance of the results. The widest of all intervals decides. The
    references, and how many of them a participant sees, are taken to stay as they are.

    Parameters
    ----------
    ratings : Ratings
        So far; methods without ratings are left out.
    wished : float
        Half-width in points of the scale, above 0.
    level : float
        Confidence of the interval, between 0 and 1.

    Returns
    -------
    Forecast
        Nothing of it says which method is rated higher. Undefined, with the reason: fewer than two
        methods with ratings; one participant or one reference of some pair; no differences at all.

    Raises
    ------
    ValueError
        If `wished` is not above 0 or `level` is not between 0 and 1.

    Notes
    -----
    A decision study of generalizability theory: estimated variance components, and other numbers
    of conditions in their formula. Looking at widths while answers come in, and stopping at one,
    keeps the coverage of the interval (docs/statistics.md); looking at differences does not. With
    few participants the parts are rough, and so is the number: "about".

    References
    ----------
    Brennan (2001). Generalizability Theory. Springer. doi:10.1007/978-1-4757-3456-0

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(1)
    >>> people, products, method = (codes.ravel() for codes in np.indices((8, 30, 2)))
    >>> values = rng.normal(4, 1, people.size) + rng.normal(0, 0.5, (8, 2))[people, method]
    >>> ratings = Ratings.from_columns(
    ...     people, products, method.astype(str), values, lowest=-10, highest=20
    ... )
    >>> found = forecast_contrasts(ratings, wished=0.4)
    >>> found.now > 0.4 > found.least, found.participants < found.needed
    (True, True)
    """
    rated = [method for method in ratings.methods if _is_rated(ratings, method)]
    pairs = combinations(rated, 2)
    columns = (differences(ratings, one, other) for one, other in pairs)
    return _forecast(ratings, columns, Reason.ONE_METHOD, wished=wished, level=level)


def forecast_means(ratings: Ratings, *, wished: float, level: float = 0.95) -> Forecast:
    """The same for the mean of any one method."""
    rated = [method for method in ratings.methods if _is_rated(ratings, method)]
    columns = (ratings.cells.values[:, ratings.column(method)] for method in rated)
    return _forecast(ratings, columns, Reason.NO_RATINGS, wished=wished, level=level)


def parts_of(ratings: Ratings, column: Values) -> Parts | Reason:
    """Of one mean over cells; nan where a cell has none."""
    cells = ratings.cells
    means = crossed_means(column[:, None], cells.participants, cells.references)
    if reason := means.size.too_few:
        return reason
    people, products, both = (
        grouping.variance(np.ones(1))
        for grouping in (means.by_participant, means.by_reference, means.by_cell)
    )
    return Parts(
        people=max(people, min(both, products)),
        products=max(products - both, 0.0),
        participants=means.size.participants,
        references=means.size.references,
    )


def _forecast(
    ratings: Ratings, columns: Iterable[Values], none: Reason, *, wished: float, level: float
) -> Forecast:
    if not wished > 0:
        raise ValueError(f"A half-width is above 0, {wished} is not.")
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}.")
    found = [parts_of(ratings, column) for column in columns]
    parts = [one for one in found if isinstance(one, Parts)]
    reasons = [one for one in found if isinstance(one, Reason)]
    if not found or reasons:
        return _undefined(reasons[0] if reasons else none, wished)
    if not any(one.people or one.products for one in parts):
        return _undefined(Reason.NO_VARIATION, wished)

    def widest(participants: int) -> float:
        return max(one.half_width(participants, level=level) for one in parts)

    participants = min(one.participants for one in parts)
    return Forecast(
        now=widest(participants),
        participants=participants,
        needed=_fewest(widest, participants, wished),
        least=max(one._replace(people=0.0).half_width(MANY, level=level) for one in parts),
        wished=wished,
        reason=None,
    )


def _fewest(widest: Callable[[int], float], participants: int, wished: float) -> int | None:
    """By bisection: an interval never widens as participants are added."""
    if widest(participants) <= wished:
        return participants
    if widest(MANY) > wished:
        return None
    low, high = participants, MANY
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if widest(middle) <= wished else (middle, high)
    return high


def _is_rated(ratings: Ratings, method: str) -> bool:
    return bool((ratings.method_codes == ratings.column(method)).any())


def _undefined(reason: Reason, wished: float) -> Forecast:
    return Forecast(math.nan, 0, None, math.nan, wished, reason)
