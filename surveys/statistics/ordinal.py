"""Methods compared without taking the steps of the scale as equal."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from surveys.statistics.crossed import CrossedEstimate, without_estimate
from surveys.statistics.influence import crossed_estimates
from surveys.statistics.probit_model import Parameters, ProbitModel, maximum
from surveys.statistics.ratings import Ratings
from surveys.statistics.reason import Reason


@dataclass(frozen=True)
class OrdinalMethod:
    """One method on the latent scale of similarity.

    Attributes
    ----------
    method : str
    effect : CrossedEstimate
        How far it lies above the mean of all estimated methods, in standard deviations of single
        ratings, with its crossed interval and the test against 0. nan with a reason.
    """

    method: str
    effect: CrossedEstimate


@dataclass(frozen=True)
class OrdinalProbit:
    """A cumulative probit model of rating on method.

    Attributes
    ----------
    methods : tuple of OrdinalMethod
        All of the round, in its order.
    points : tuple of float
        The values that occur among the estimated methods, ascending.
    thresholds : tuple of float
        Where on the latent scale one point ends and the next begins, 0 being the mean of methods;
        one fewer than points. Empty when nothing is estimated.
    log_likelihood : float
        As if ratings were independent; nan when nothing is estimated.
    """

    methods: tuple[OrdinalMethod, ...]
    points: tuple[float, ...]
    thresholds: tuple[float, ...]
    log_likelihood: float


def ordinal_probit(ratings: Ratings, *, level: float = 0.95) -> OrdinalProbit:
    """Marginal cumulative probit model, with two-way cluster-robust intervals.

    With thresholds τ common to all methods, and a rating's point c counted from below ::

        P(rating ≤ c | method m) = Φ(τ_c − β_m),    Σ_m β_m = 0

    is fitted by maximum likelihood as if ratings were independent (Newton's method on the counts
    of method × point). That working model gives consistent estimates of the marginal model whatever
    the dependence; the standard errors then allow for crossed participants and references by the
    sandwich of `crossed_estimates`, never by the inverse information alone.

    Parameters
    ----------
    ratings : Ratings
        Any values that can be ordered: points of a scale, the slider, means of products.
    level : float
        Confidence of the intervals, between 0 and 1.

    Returns
    -------
    OrdinalProbit

    Raises
    ------
    ValueError
        If `level` is not between 0 and 1.

    Notes
    -----
    Marginal: the effect is that of method on the ratings of the whole population, not within one
    person, and so smaller than in a mixed model by the factor 1/√(1 + variance between people and
    products).

    The likelihood is concave, and has one finite maximum exactly if the graph of methods and
    thresholds is strongly connected, with edges threshold c → method → threshold c − 1 wherever
    the method has a rating c: otherwise some of them can run away to infinity.

    Degenerate cases. A method without ratings: `NO_RATINGS`. A method always at the lowest or
    always at the highest point that occurs: its estimate would be infinite, so nan with
    `SEPARATED`; at infinity it says nothing about the others, which are estimated without it.
    Methods that still fall apart, the one always above the other: nan for all of them, `SEPARATED`.
    One method is left: `ONE_METHOD`. All ratings equal: `NO_VARIATION`. One participant or one
    reference: estimates without intervals.

    References
    ----------
    McCullagh (1980). Regression models for ordinal data. JRSS B 42(2), 109–142.
    doi:10.1111/j.2517-6161.1980.tb01109.x

    Pratt (1981). Concavity of the log likelihood. JASA 76(373), 103–106.
    doi:10.1080/01621459.1981.10477613

    Examples
    --------
    Two methods with two points: the difference is that of two probits, Φ⁻¹(3/4) − Φ⁻¹(1/2).

    >>> ratings = Ratings.from_columns(
    ...     [1, 1, 2, 2] * 2, ["mug", "hat"] * 4, ["a"] * 4 + ["b"] * 4, [1, 2, 2, 2, 1, 1, 2, 2],
    ...     lowest=1, highest=2,
    ... )
    >>> a, b = ordinal_probit(ratings).methods
    >>> round(a.effect.estimate - b.effect.estimate, 6)
    0.67449
    """
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}.")
    points, codes = np.unique(ratings.values, return_inverse=True)
    shape = len(ratings.methods), len(points)
    counts = np.bincount(ratings.method_codes * shape[1] + codes, minlength=math.prod(shape))
    counts = counts.reshape(shape)
    reasons = _reasons(counts)
    effects = {m: _without(ratings, m, reason) for m, reason in enumerate(reasons) if reason}
    kept = np.flatnonzero([reason is None for reason in reasons])
    used = np.flatnonzero(counts[kept].any(axis=0))
    best, log_likelihood = Parameters(np.empty(0), np.empty(0)), math.nan
    if len(kept):
        model = ProbitModel(counts[np.ix_(kept, used)].astype(np.float64))
        best, log_likelihood = maximum(model)
        # Places among what is kept; of other codes they are never asked for.
        methods, places = _places(kept, len(reasons)), _places(used, len(points))
        rows = slice(None) if not effects else np.flatnonzero(methods[ratings.method_codes] >= 0)
        crossed = crossed_estimates(
            best.effects,
            model.influence(best, methods[ratings.method_codes[rows]], places[codes[rows]]),
            ratings.participant_codes[rows],
            ratings.reference_codes[rows],
            level=level,
        )
        effects |= zip(kept.tolist(), crossed, strict=True)
    return OrdinalProbit(
        methods=tuple(OrdinalMethod(name, effects[m]) for m, name in enumerate(ratings.methods)),
        points=tuple(points[used].tolist()),
        thresholds=tuple(best.thresholds.tolist()),
        log_likelihood=log_likelihood,
    )


def _places(kept: NDArray[np.intp], size: int) -> NDArray[np.intp]:
    """Of each code its place in `kept`, −1 where it is not there."""
    places = np.full(size, -1)
    places[kept] = np.arange(len(kept))
    return places


def _reasons(counts: NDArray[np.intp]) -> list[Reason | None]:
    """Why a method cannot be estimated, for each; None for those that can."""
    reasons = [None if row.any() else Reason.NO_RATINGS for row in counts]
    while True:
        kept = np.flatnonzero([reason is None for reason in reasons])
        reason, concerned = _obstacle(counts[kept])
        if reason is None:
            return reasons
        for m in kept[concerned]:
            reasons[m] = reason


def _obstacle(counts: NDArray[np.intp]) -> tuple[Reason | None, NDArray[np.bool_]]:
    """What keeps the likelihood of these methods from a finite maximum, and which it concerns."""
    counts = counts[:, counts.any(axis=0)]
    methods, points = counts.shape
    everyone = np.full(methods, True)
    if methods == 0:
        return None, everyone
    if methods == 1:
        return Reason.ONE_METHOD, everyone
    if points == 1:
        return Reason.NO_VARIATION, everyone
    if _is_connected(counts):
        return None, everyone
    at_an_end = (counts[:, 1:].sum(axis=1) == 0) | (counts[:, :-1].sum(axis=1) == 0)
    return Reason.SEPARATED, at_an_end if at_an_end.any() else everyone


def _is_connected(counts: NDArray[np.intp]) -> bool:
    methods, points = counts.shape
    m, c = np.nonzero(counts)
    # Thresholds come after the methods; the lowest point has none below, the highest none above.
    below, above = c > 0, c < points - 1
    sources = np.concatenate([methods + c[above], m[below]])
    targets = np.concatenate([m[above], methods + c[below] - 1])
    size = methods + points - 1
    graph = coo_array((np.ones(len(sources)), (sources, targets)), shape=(size, size))
    groups, _ = connected_components(graph, connection="strong")
    return bool(groups == 1)


def _without(ratings: Ratings, method: int, reason: Reason) -> CrossedEstimate:
    rows = ratings.rows(ratings.methods[method])
    return without_estimate(rows.participant_codes, rows.reference_codes, reason)
