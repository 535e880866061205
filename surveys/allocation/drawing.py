"""Drawing a round's references out of the products that could be."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from surveys.allocation.streams import Stream, generator


def draw_references(categories: Sequence[str], count: int, *, seed: int) -> NDArray[np.int64]:
    """Draw references without replacement, every category by its share of the products.

    Proportional strata keep the round representative of the catalogue, so that the mean over its
    references needs no weights. Within a category every product is equally likely.

    Parameters
    ----------
    categories : sequence of str, length n
        The category of each product that can be a reference, in an order that does not change.
    count : int
        How many references to draw, 1 to n.
    seed : int
        The round's seed.

    Returns
    -------
    int64 array (count,)
        Positions in `categories`, in random order: the order of references in the round.

    Raises
    ------
    ValueError
        If `count` is below 1 or above n.
    """
    if not 1 <= count <= len(categories):
        raise ValueError(f"cannot draw {count} of {len(categories)} products")
    random = generator(seed, Stream.REFERENCES)
    names, strata, sizes = np.unique(
        np.asarray(categories, dtype=np.str_), return_inverse=True, return_counts=True
    )
    wanted = strata_sizes(sizes, count, random=random)
    drawn = [
        random.choice(np.flatnonzero(strata == stratum), wanted[stratum], replace=False)
        for stratum in range(len(names))
    ]
    return random.permutation(np.concatenate(drawn))


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
