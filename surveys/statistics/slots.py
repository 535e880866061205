"""Whether it mattered in which slot of the page a set stood."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveys.statistics.crossed import CrossedEstimate, without_estimate
from surveys.statistics.influence import crossed_estimates
from surveys.statistics.pages import SINGULAR, Pages
from surveys.statistics.ratings import Ratings
from surveys.statistics.reason import Reason
from surveys.statistics.shuffle import Shuffle, shuffle_test

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class SlotEffect:
    """One slot's ratings against the mean of all slots, the method being the same.

    Attributes
    ----------
    slot : hashable
    n : int
        Ratings of sets that stood there.
    effect : CrossedEstimate
        In points of the scale. nan with a reason.
    """

    slot: Hashable
    n: int
    effect: CrossedEstimate


@dataclass(frozen=True)
class SlotEffects:
    """All slots in ascending order, and the test of the shuffle."""

    slots: tuple[SlotEffect, ...]
    shuffle: Shuffle


def slot_effects(
    ratings: Ratings, slots: Sequence[Hashable] | NDArray[np.intp], *, level: float = 0.95
) -> SlotEffects:
    """Effect of each slot within the page, with crossed interval; and whether slots were shuffled.

    A page is a (participant, reference). Its ratings are explained by least squares as ::

        rating = page + method + slot + rest,    Σ_slot = 0

    so that people, products and methods take nothing of the slot's effect, even where they were
    spread unevenly. The intervals are those of `crossed_estimates`, with the influence of a rating
    (X'X)⁻ x · rest on the columns x of method and slot, each less its mean over the page.

    Parameters
    ----------
    ratings : Ratings
    slots : (n,) sequence of hashable
        Where the set of each rating stood: 0, 1, 2…, or letters. Methods that share a set have the
        same slot on that page, and are dealt together.
    level : float
        Confidence of the intervals, between 0 and 1.

    Returns
    -------
    SlotEffects

    Raises
    ------
    ValueError
        If there is not one slot for each rating, or `level` is not between 0 and 1.

    Notes
    -----
    Pages with a single slot compare nothing, and are left out of both.

    Degenerate cases. Without ratings there is no slot. No page with two slots, slots in groups that
    never share a page, methods that always stand in the same slots so that the two cannot be told
    apart: effects are nan with `CONFOUNDED`. Without a page to deal, so is the shuffle. One
    participant or one reference: effects without intervals. All ratings equal: effects 0 without
    intervals, `NO_VARIATION`.

    References
    ----------
    Cameron, Gelbach & Miller (2011). Robust inference with multiway clustering. Journal of
    Business & Economic Statistics 29(2), 238–249. doi:10.1198/jbes.2010.07136

    Examples
    --------
    Whatever stands in slot A gets a point more.

    >>> ratings = Ratings.from_columns(
    ...     ["ann", "ann", "bob", "bob"], ["mug", "mug", "hat", "hat"], ["a", "b"] * 2,
    ...     [4, 3, 3, 4], lowest=1, highest=5,
    ... )
    >>> found = slot_effects(ratings, ["A", "B", "B", "A"])
    >>> [(one.slot, round(one.effect.estimate, 9)) for one in found.slots]
    [('A', 0.5), ('B', -0.5)]
    """
    if len(slots) != len(ratings):
        raise ValueError(f"There are {len(ratings)} ratings, but {len(slots)} slots.")
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}.")
    labels, codes = np.unique(np.asarray(slots), return_inverse=True)
    counts = np.bincount(codes, minlength=len(labels)).tolist()
    pages = Pages.of(ratings, codes, len(labels))
    effects = _effects(ratings, pages, level)
    return SlotEffects(
        slots=tuple(map(SlotEffect, labels.tolist(), counts, effects)),
        shuffle=shuffle_test(pages),
    )


def _effects(ratings: Ratings, pages: Pages, level: float) -> tuple[CrossedEstimate, ...]:
    """Least squares with a constant for each page, which centring within pages takes out."""
    methods, slots, crossing = pages.by_method(), pages.by_slot(), pages.crossing()
    sizes = methods.sum(axis=1)
    # X'X of centred columns: of methods, of methods with slots, of slots.
    mm = np.diag(methods.sum(axis=0)) - (methods / sizes[:, None]).T @ methods
    ms = crossing - (methods / sizes[:, None]).T @ slots
    ss = np.diag(slots.sum(axis=0)) - (slots / sizes[:, None]).T @ slots
    whole = np.block([[mm, ms], [ms.T, ss]])
    participants = ratings.participant_codes[pages.rows]
    references = ratings.reference_codes[pages.rows]
    if not pages.count or _rank(whole) - _rank(mm) < pages.slots - 1:
        effect = without_estimate(participants, references, Reason.CONFOUNDED)
        return (effect,) * pages.slots
    y = ratings.values[pages.rows]
    # A shift leaves effects as they are, and makes equal ratings exact zeros.
    y = _centred(y - y[0], pages.page, sizes)
    by_method = np.bincount(pages.method, weights=y, minlength=pages.methods)
    by_slot = np.bincount(pages.slot, weights=y, minlength=pages.slots)
    of_methods = np.linalg.pinv(mm, hermitian=True, rcond=SINGULAR)
    adjusting = ms.T @ of_methods
    # Rows of ss − … add up to 0. With 1 added everywhere it has an inverse, and the same effects.
    inverse = np.linalg.inv(ss - adjusting @ ms + 1) - 1 / pages.slots**2
    slot_effects = inverse @ (by_slot - adjusting @ by_method)
    method_effects = of_methods @ (by_method - ms @ slot_effects)
    fitted = method_effects[pages.method] + slot_effects[pages.slot]
    rest = y - _centred(fitted, pages.page, sizes)
    # Centring a column over the page changes no sum over the page, and cells are pages.
    columns = inverse[pages.slot] - (inverse @ adjusting).T[pages.method]
    influence = columns * rest[:, None]
    return crossed_estimates(slot_effects, influence, participants, references, level=level)


def _rank(information: Floats) -> int:
    return int(np.linalg.matrix_rank(information, hermitian=True, rtol=SINGULAR))


def _centred(values: Floats, page: NDArray[np.intp], sizes: Floats) -> Floats:
    means = np.bincount(page, weights=values, minlength=len(sizes)) / sizes
    centred: Floats = values - means[page]
    return centred
