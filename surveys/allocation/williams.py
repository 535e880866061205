"""Orders in which everything stands everywhere, and follows everything else, equally often."""

from functools import cache

import numpy as np
from numpy.typing import NDArray


@cache
def williams_square(size: int) -> NDArray[np.int64]:
    """A Williams design: a Latin square balanced for first-order carry-over.

    The first row goes to and fro, ``0, 1, n−1, 2, n−2, …``; the others add 1, 2, … modulo n. The
    differences of neighbours are then all different, so that every ordered pair of neighbours
    occurs once. For an odd size that needs the mirrored rows as well, and every pair occurs twice.

    Parameters
    ----------
    size : int
        How many things are put in order, n, at least 1.

    Returns
    -------
    int64 array (n, n) for even n and n = 1, else (2n, n)
        Every row is one order. It is shared by all callers: do not write into it.

    References
    ----------
    Williams, E. J. (1949). Experimental designs balanced for the estimation of residual effects
    of treatments. Australian Journal of Scientific Research A, 2, 149–168.
    doi:10.1071/CH9490149

    Examples
    --------
    >>> williams_square(4)
    array([[0, 1, 3, 2],
           [1, 2, 0, 3],
           [2, 3, 1, 0],
           [3, 0, 2, 1]])
    """
    if size < 1:
        raise ValueError(f"no order of {size} things")
    places = np.arange(size)
    first = np.where(places % 2 == 1, (places + 1) // 2, (size - places // 2) % size)
    square = (first + places[:, None]) % size
    if size % 2 == 1 and size > 1:
        square = np.concatenate([square, square[:, ::-1]])
    square.setflags(write=False)
    return square
