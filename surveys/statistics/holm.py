"""Several tests at once: Holm's adjustment of their p-values."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def holm(p_values: ArrayLike) -> NDArray[np.float64]:
    """Holm's step-down adjusted p-values, which bound the chance of any false finding.

    With the m p-values of a family in ascending order ::

        adjusted(j) = max over i ≤ j of min(1, (m − i + 1) · p(i))

    A hypothesis is rejected at the level α where its adjusted p-value is at most α. Holds whatever
    the dependence between the tests, and never rejects less than Bonferroni.

    Parameters
    ----------
    p_values : (m,) array_like of float
        Of one family of tests; nan where a test could not be made.

    Returns
    -------
    (m,) float array
        In the order given. A nan stays nan and does not count as a test: what could not be tested
        cannot be a false finding.

    Raises
    ------
    ValueError
        If a p-value is outside 0 to 1, or they are not one column.

    References
    ----------
    Holm (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of
    Statistics 6(2), 65–70. https://www.jstor.org/stable/4615733

    Examples
    --------
    >>> holm([0.01, 0.04, 0.03]).round(9).tolist()
    [0.03, 0.06, 0.06]
    """
    p = np.asarray(p_values, dtype=np.float64)
    if p.ndim != 1:
        raise ValueError(f"p-values must be one column, not of shape {p.shape}.")
    tested = np.flatnonzero(~np.isnan(p))
    if not ((p[tested] >= 0) & (p[tested] <= 1)).all():
        raise ValueError("Every p-value must lie between 0 and 1.")
    adjusted = np.full(p.shape, np.nan)
    ascending = tested[np.argsort(p[tested], kind="stable")]
    steps = np.arange(len(ascending), 0, -1) * p[ascending]
    adjusted[ascending] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return adjusted
