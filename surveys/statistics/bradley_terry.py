"""How much each method is worth in choices and rankings, whoever it competed with, and where."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from surveys.statistics.choice_replicates import replicated
from surveys.statistics.crossed import CrossedEstimate, without_estimate
from surveys.statistics.davidson_luce import DavidsonLuce, Fit, fitted
from surveys.statistics.influence import crossed_estimates
from surveys.statistics.ratings import Ratings
from surveys.statistics.reason import Reason
from surveys.statistics.replicates import percentile_interval
from surveys.statistics.stages import choosing

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Worth:
    """What one method, or one slot, adds to the chance of being chosen.

    Attributes
    ----------
    name : hashable
        The method or the slot.
    effect : CrossedEstimate
        Log worth less the mean of all methods (of all slots): e to a difference of two are the
        odds of being chosen before the other. With the two-way cluster-robust t interval.
    low, high : float
        Percentile interval of the crossed bootstrap for the same.
    share, share_low, share_high : float
        Chance of being the best of all methods (slots) on one page, ties aside: they add up to 1.
        The interval is the bootstrap's.
    """

    name: Hashable
    effect: CrossedEstimate
    low: float
    high: float
    share: float
    share_low: float
    share_high: float


@dataclass(frozen=True)
class TieParameter:
    """How often sets of equal worth tie: δ, so that two tie with probability δ/(2 + δ)."""

    order: int
    delta: float


@dataclass(frozen=True)
class BradleyTerry:
    """Worths of all methods, slots and ties.

    Attributes
    ----------
    methods : tuple of Worth
        In the round's order.
    slots : tuple of Worth
        Position term, ascending; empty where slots are unknown.
    ties : tuple of TieParameter
        One for each number of sets that tied.
    pages : int
        Pages on which something was chosen from two sets or more.
    log_likelihood : float
        As if choices were independent; nan with a reason.
    always_won, always_lost : tuple of str
        Methods that never came after another, or never before one, and never tied.
    replicates, undefined, seed : int
        Of the bootstrap, and in how many of them the parameters could not be told apart.
    reason : Reason or None
        Why there are no worths.
    """

    methods: tuple[Worth, ...]
    slots: tuple[Worth, ...]
    ties: tuple[TieParameter, ...]
    pages: int
    log_likelihood: float
    always_won: tuple[str, ...]
    always_lost: tuple[str, ...]
    replicates: int
    undefined: int
    seed: int
    reason: Reason | None


def bradley_terry(
    ratings: Ratings,
    *,
    first_only: bool,
    slots: Sequence[Hashable] | NDArray[np.intp] | None = None,
    level: float = 0.95,
    replicates: int = 2000,
    seed: int = 0,
) -> BradleyTerry:
    """Bradley–Terry, Luce and Plackett–Luce in one, with ties and a position term.

    Of the sets T = 1, …, k on a page, one is chosen, or several that tie, with probability ::

        P(T) ∝ δ_|T| · exp(mean over sets s in T of (λ_s + γ_slot(s))),    δ_1 = 1

    λ_s is the log worth of the method of the set (of several, if they made the same list, the
    mean), γ that of its slot. A ranking is the choice of the best from all, of the best from the
    rest, and so on. Two sets, without slots and ties: Bradley–Terry. With ties: Davidson. Choices
    from more: Luce. Rankings: Plackett–Luce; with ties: Davidson–Luce. Ties of an order that never
    occurred are taken as impossible. Fitted by maximum likelihood with Newton's method; the
    likelihood is concave.

    Parameters
    ----------
    ratings : Ratings
        Of each page what `values_of_ranking` gives for a ranking, or 1 for the best and 0 for the
        rest; only the order of values on a page counts, higher is better and equal ones tie.
    first_only : bool
        True for choices of the best: pages where nobody has the scale's highest value are left
        out. False for rankings.
    slots : (n,) sequence of hashable, optional
        Where each row's set stood. Methods in the same slot of a page share a set. Without it,
        no position term, and each method is a set of its own.
    level : float
        Confidence of the intervals, between 0 and 1.
    replicates, seed : int
        Of the bootstrap.

    Returns
    -------
    BradleyTerry

    Raises
    ------
    ValueError
        If there is not one slot for each rating, methods in one slot have different values, there
        are more than 52 methods, or `level` is not between 0 and 1.

    Notes
    -----
    Intervals allow for crossed participants and references. `effect` has the sandwich of
    `crossed_estimates`, with pages as what is drawn together. The bootstrap (Owen's pigeonhole)
    draws participants and references with replacement, each for itself, and weighs a page by how
    often its participant and its reference were drawn; rows are never drawn again. Of each
    replicate one Newton step is made from the estimate, with the replicate's own derivatives: as
    good as going on to the end for intervals of this order (Andrews 2002), and never infinite. It
    counts what is left of single answers up to three times, and so errs on the safe side.

    Degenerate cases; worths are then nan. No page with two sets: `NO_RATINGS`, or `ONE_METHOD`.
    Methods in groups that never met, or were always in the same set: `NOT_CONNECTED`. Method and
    slot, or ties, cannot be told apart: `CONFOUNDED`. Some methods, slots or ties were always ahead
    of others, so that a worth would be infinite (Ford's condition): `SEPARATED`, and `always_won`
    and `always_lost` name methods that alone are the cause. Ties of so many sets that outcomes
    cannot be listed: `TOO_MANY_TIES`. Methods without a rating have `NO_RATINGS` and are left out;
    one participant, or one reference: worths without intervals. Undefined replicates count against
    the percentile interval, and it is nan where they are too many.

    References
    ----------
    Bradley & Terry (1952). Rank analysis of incomplete block designs: I. Biometrika 39, 324–345.
    doi:10.1093/biomet/39.3-4.324

    Davidson (1970). On extending the Bradley–Terry model to accommodate ties in paired comparison
    experiments. JASA 65(329), 317–328. doi:10.1080/01621459.1970.10481082

    Turner, van Etten, Firth & Kosmidis (2020). Modelling rankings in R: the PlackettLuce package.
    Computational Statistics 35, 1027–1057. doi:10.1007/s00180-020-00959-3

    Hunter (2004). MM algorithms for generalized Bradley–Terry models. Annals of Statistics 32(1),
    384–406. doi:10.1214/aos/1079120141 (when there is a finite maximum)

    Owen (2007). The pigeonhole bootstrap. Annals of Applied Statistics 1(2), 386–411.
    doi:10.1214/07-AOAS122

    Andrews (2002). Higher-order improvements of a computationally attractive k-step bootstrap for
    extremum estimators. Econometrica 70(1), 119–162. doi:10.1111/1468-0262.00271

    Examples
    --------
    Three of four people choose a over b: odds of 3 to 1, a share of 3/4.

    >>> ratings = Ratings.from_columns(
    ...     [1, 1, 2, 2, 3, 3, 4, 4], ["mug", "mug", "hat", "hat"] * 2, ["a", "b"] * 4,
    ...     [1, 0, 1, 0, 1, 0, 0, 1], lowest=0, highest=1,
    ... )
    >>> a, b = bradley_terry(ratings, first_only=True, replicates=100).methods
    >>> round(a.effect.estimate - b.effect.estimate, 6) == round(math.log(3), 6), round(a.share, 9)
    (True, 0.75)
    """
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}.")
    if slots is not None and len(slots) != len(ratings):
        raise ValueError(f"There are {len(ratings)} ratings, but {len(slots)} slots.")
    labels, codes = np.unique(np.asarray(() if slots is None else slots), return_inverse=True)
    met = choosing(ratings, None if slots is None else codes, len(labels), first_only=first_only)
    methods, positions = met.compared()
    met = met.narrowed(methods, positions)
    fit = _too_few(ratings) if len(methods) < 2 else fitted(met)
    reason = fit if isinstance(fit, Reason) else None
    found: list[_Numbers] = []
    ties: tuple[TieParameter, ...] = ()
    undefined, log_likelihood = 0, math.nan
    if not isinstance(fit, Reason):
        drawn = replicated(fit, replicates, seed)
        undefined = int(np.count_nonzero(np.isnan(drawn).any(axis=1)))
        found, log_likelihood = _numbers(fit, drawn, level), fit.log_likelihood
        ties = tuple(map(TieParameter, fit.model.orders, np.exp(fit.of_ties).tolist()))
    won, lost = met.always()
    of_methods, of_slots = (
        _worths(names, compared, part, ratings, column, reason)
        for names, compared, part, column in (
            (ratings.methods, methods, found[: len(methods)], ratings.method_codes),
            (labels.tolist(), positions, found[len(methods) :], codes),
        )
    )
    return BradleyTerry(
        methods=of_methods,
        slots=of_slots,
        ties=ties,
        pages=len(met.participants),
        log_likelihood=log_likelihood,
        always_won=tuple(ratings.methods[m] for m in methods[won]),
        always_lost=tuple(ratings.methods[m] for m in methods[lost]),
        replicates=replicates,
        undefined=undefined,
        seed=seed,
        reason=reason,
    )


class _Numbers(NamedTuple):
    """A `Worth` without its name."""

    effect: CrossedEstimate
    low: float
    high: float
    share: float
    share_low: float
    share_high: float


def _too_few(ratings: Ratings) -> Reason:
    rated = np.count_nonzero(np.bincount(ratings.method_codes))
    if rated > 1:
        return Reason.NOT_CONNECTED
    return Reason.ONE_METHOD if rated else Reason.NO_RATINGS


def _numbers(fit: Fit, drawn: Floats, level: float) -> list[_Numbers]:
    """Of all methods, then of all slots."""
    model = fit.model
    centring = _centring(model)
    met = model.choosing
    estimates = centring @ fit.parameters
    effects = crossed_estimates(
        estimates,
        fit.influence @ centring.T,
        met.participants,
        met.references,
        level=level,
    )
    replicates = drawn @ centring.T
    shares = [
        _shares(columns)
        for columns in (
            np.vstack([estimates, replicates])[:, : model.methods],
            np.vstack([estimates, replicates])[:, model.methods :],
        )
    ]
    every = np.hstack(shares)
    return [
        _Numbers(
            effect,
            *_interval(effect, replicates[:, k], level),
            float(every[0, k]),
            *_interval(effect, every[1:, k], level),
        )
        for k, effect in enumerate(effects)
    ]


def _centring(model: DavidsonLuce) -> Floats:
    """From free parameters to effects of methods and of slots, each less their mean."""
    parts = []
    for count, before in ((model.methods, 0), (model.slots, model.methods - 1)):
        free = np.zeros((count, model.parameters))
        free[1:, before : before + max(count - 1, 0)] = np.eye(max(count - 1, 0))
        parts.append(free - free.mean(axis=0) if count else free)
    return np.vstack(parts)


def _shares(effects: Floats) -> Floats:
    odds: Floats = np.exp(effects - effects.max(axis=1, initial=-np.inf, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)


def _interval(effect: CrossedEstimate, drawn: Floats, level: float) -> tuple[float, float]:
    """None with one participant or reference: drawing it again would say that it never varies."""
    if effect.reason in (Reason.ONE_PARTICIPANT, Reason.ONE_REFERENCE):
        return math.nan, math.nan
    return percentile_interval(drawn, level=level)


def _worths(
    names: Sequence[Hashable],
    compared: NDArray[np.intp],
    found: list[_Numbers],
    ratings: Ratings,
    codes: NDArray[np.intp],
    reason: Reason | None,
) -> tuple[Worth, ...]:
    """Of all names; those that were never compared have a reason of their own."""
    numbers = dict(zip(compared.tolist(), found, strict=False))
    worths = []
    for code, name in enumerate(names):
        if code not in numbers:
            rows = codes == code
            own = reason if code in compared else Reason.NOT_CONNECTED
            effect = without_estimate(
                ratings.participant_codes[rows],
                ratings.reference_codes[rows],
                (own or Reason.NOT_CONNECTED) if rows.any() else Reason.NO_RATINGS,
            )
            numbers[code] = _Numbers(effect, *[math.nan] * 5)
        worths.append(Worth(name, *numbers[code]))
    return tuple(worths)
