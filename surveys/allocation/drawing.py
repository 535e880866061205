"""Drawing a round's references out of the products that could be."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surveys.allocation.streams import Stream, generator

THOUSANDTHS = 1000


def draw_references(
    categories: Sequence[str],
    count: int,
    *,
    seed: int,
    choice: str = "stratified",
    disagreement: ArrayLike | None = None,
    weight: float = 1.0,
) -> NDArray[np.int64]:
    """Draw references without replacement, at random over all or every category by its share.

    Proportional strata keep the round representative of the catalogue, so that the mean over its
    references needs no weights. Within a stratum every product is equally likely, or, with a
    weight above 1, the likelier the more the methods disagree about it: the chance of the next
    draw is proportional to ``1 + (weight − 1) · disagreement``, in whole thousandths, so that no
    rounding decides. Weighting makes methods easier to tell apart, and the mean no longer that of
    the catalogue.

    Parameters
    ----------
    categories : sequence of str, length n
        The category of each product that can be a reference, in an order that does not change.
    count : int
        How many references to draw, 1 to n.
    seed : int
        The round's seed.
    choice : "stratified" or "random"
        Whether categories are strata.
    disagreement : array (n,) of 0 to 1, optional
        0 where all methods agree, 1 where they share nothing; needed for a weight above 1.
    weight : float
        From 1: how much likelier a product of disagreement 1 is than one of 0.

    Returns
    -------
    int64 array (count,)
        Positions in `categories`, in random order: the order of references in the round.

    Raises
    ------
    ValueError
        If an argument is out of bounds.
    """
    if not 1 <= count <= len(categories):
        raise ValueError(f"cannot draw {count} of {len(categories)} products")
    if choice not in {"stratified", "random"}:
        raise ValueError(f"references cannot be drawn by {choice!r}")
    weights = _weights(len(categories), disagreement, weight)
    random = generator(seed, Stream.REFERENCES)
    labels = categories if choice == "stratified" else [""] * len(categories)
    names, strata, sizes = np.unique(
        np.asarray(labels, dtype=np.str_), return_inverse=True, return_counts=True
    )
    wanted = strata_sizes(sizes, count, random=random)
    drawn = [
        _draw(np.flatnonzero(strata == stratum), wanted[stratum], weights, random)
        for stratum in range(len(names))
    ]
    return random.permutation(np.concatenate(drawn))


def _weights(
    products: int, disagreement: ArrayLike | None, weight: float
) -> NDArray[np.int64] | None:
    """Whole thousandths, or None where all products are alike."""
    if not weight >= 1:
        raise ValueError(f"the weight of disagreement is 1 or more, not {weight}")
    if weight == 1:
        return None
    known = np.full(products, np.nan) if disagreement is None else np.asarray(disagreement, float)
    if known.shape != (products,) or not ((known >= 0) & (known <= 1)).all():
        raise ValueError("a weight needs the disagreement, 0 to 1, of every product")
    return np.rint(THOUSANDTHS * (1 + (weight - 1) * known)).astype(np.int64)


def _draw(
    places: NDArray[np.int64],
    count: int,
    weights: NDArray[np.int64] | None,
    random: np.random.Generator,
) -> NDArray[np.int64]:
    if weights is None:
        return random.choice(places, count, replace=False)
    left = weights[places]
    drawn = []
    for _number in range(count):
        upto = np.cumsum(left)
        drawn.append(int(np.searchsorted(upto, random.integers(upto[-1]), side="right")))
        left[drawn[-1]] = 0
    return places[drawn]


def strata_sizes(
    sizes: NDArray[np.int64], count: int, *, random: np.random.Generator
) -> NDArray[np.int64]:
    """Share `count` out over strata in proportion to their sizes, by largest remainders.

    Whole parts of ``count · size / Σ sizes`` first; what is left goes to the largest remainders,
    equal ones in random order. No stratum gets more than it holds. Integers throughout, so no
    rounding decides.

    Returns
    -------
    int64 array, the same length as `sizes`, with the sum `count`

    Examples
    --------
    >>> strata_sizes(np.array([50, 30, 20]), 10, random=np.random.default_rng(0))
    array([5, 3, 2])
    """
    whole, remainders = np.divmod(sizes * count, sizes.sum())
    shuffled = random.permutation(len(sizes))
    by_remainder = shuffled[np.argsort(-remainders[shuffled], kind="stable")]
    whole[by_remainder[: count - whole.sum()]] += 1
    return whole
