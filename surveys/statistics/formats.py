"""What an answer is worth for a set, in each answer format."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from math import fsum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surveys.statistics.attention import BEST_SET, SET_RANKING


def bounds_of_values(answer_format: str, lowest: int, highest: int) -> tuple[float, float]:
    """Ends of the scale that a set's values lie on.

    A rating, and a mean of ratings, lies on the round's scale; a choice is worth 0 to 1.

    Examples
    --------
    >>> bounds_of_values("set_rating", 1, 7), bounds_of_values("set_ranking", 1, 7)
    ((1, 7), (0, 1))
    """
    return (0, 1) if answer_format in (BEST_SET, SET_RANKING) else (lowest, highest)


def values_of_ranking(ranks: Sequence[int | None]) -> list[float] | None:
    """(k − rank)/(k − 1) for each of the k sets of a trial: 1 for the first, 0 for the last.

    A method's mean is then the share of the other sets of a page that it was ranked before.

    Parameters
    ----------
    ranks : sequence of int or None
        In the order of the slots; None is an answer that is still missing.

    Returns
    -------
    list of float, or None
        None as long as the ranks are not each of 1 to k once: half a ranking says nothing. A
        single set has rank 1, as every first has, and so the value 1.

    Examples
    --------
    >>> values_of_ranking([2, 1, 3]), values_of_ranking([1]), values_of_ranking([2, 2, 1])
    ([0.5, 1.0, 0.0], [1.0], None)
    """
    known = [rank for rank in ranks if rank is not None]
    k = len(ranks)
    if sorted(known) != list(range(1, k + 1)):
        return None
    return [(k - rank) / (k - 1) if k > 1 else 1.0 for rank in known]


def values_of_tied_rankings(trials: ArrayLike, ranks: ArrayLike) -> NDArray[np.float64]:
    """(k − rank)/(k − 1) for each of the k rows of a trial, equal ranks sharing their mean rank.

    As `values_of_ranking` where every rank from 1 to k occurs once. Only the order of the ranks
    of a trial matters; a trial of a single row has the value 1.

    Parameters
    ----------
    trials : (n,) array_like of int
        Codes from 0 upwards: which rows were ranked against one another.
    ranks : (n,) array_like of float
        1 is the best.

    Examples
    --------
    >>> values_of_tied_rankings([0, 0, 0, 1, 1, 2], [2, 1, 2, 1, 4, 1]).tolist()
    [0.25, 1.0, 0.25, 1.0, 0.0, 1.0]
    """
    trial, rank = np.asarray(trials, dtype=np.intp), np.asarray(ranks, dtype=np.float64)
    # Rows of one trial lie together, the best first, and equal ranks are one group of it.
    order = np.lexsort((rank, trial))
    place = np.arange(len(order))
    starts = np.ones(len(order), dtype=bool)
    starts[1:] = np.diff(trial[order]) > 0
    groups = starts.copy()
    groups[1:] |= np.diff(rank[order]) != 0
    group = np.cumsum(groups) - 1
    mean_place = np.bincount(group, weights=place)[group] / np.bincount(group)[group]
    first = place[starts][np.cumsum(starts) - 1]
    k = np.bincount(trial)[trial[order]]
    values = np.ones(len(order))
    several = k > 1
    values[order[several]] = (k - 1 - (mean_place - first))[several] / (k - 1)[several]
    return values


def value_of_products(
    products: Collection[Hashable], ratings: Mapping[Hashable, int | None]
) -> float | None:
    """Mean rating of a set's products, each counted once.

    Parameters
    ----------
    products : collection of hashable
        Of the set, at least one.
    ratings : mapping from product to rating
        Of one participant and one reference; None is “I can't judge”.

    Returns
    -------
    float or None
        None when one of the products could not be judged.

    Raises
    ------
    KeyError
        If a product of the set has no rating: the caller leaves such a set out.

    Examples
    --------
    >>> value_of_products(["a", "b"], {"a": 4, "b": 7, "c": 1})
    5.5
    >>> value_of_products(["a", "b"], {"a": 4, "b": None}) is None
    True
    """
    found = [ratings[product] for product in products]
    known = [rating for rating in found if rating is not None]
    return fsum(known) / len(known) if len(known) == len(found) else None
