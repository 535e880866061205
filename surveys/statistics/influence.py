"""Crossed intervals of estimates that are not means, from what each rating moves them by."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from surveys.statistics.crossed import CrossedEstimate, crossed_mean


def crossed_estimates(
    estimates: ArrayLike,
    influence: ArrayLike,
    participants: NDArray[np.intp],
    references: NDArray[np.intp],
    *,
    level: float = 0.95,
) -> tuple[CrossedEstimate, ...]:
    """Two-way cluster-robust intervals of estimates that ratings influence additively.

    An estimate that solves Σ s(y_i, θ) = 0 is, to first order, its true value plus a sum over
    ratings of ψ_i = H⁻¹ s(y_i, θ), with H the negative derivative of Σ s. Sums of ψ over
    participants, references and their cells then give the sandwich variance of Cameron, Gelbach
    & Miller, with the factors and the repair of `crossed_mean`. This function *is* `crossed_mean`,
    of the pseudo-values estimate + N·Σψ of the N cells.

    Parameters
    ----------
    estimates : (m,) array_like of float
    influence : (n, m) array_like of float
        ψ of every rating for every estimate; each column adds up to 0.
    participants, references : (n,) int arrays
        Codes, as of `crossed_mean`.
    level : float
        Confidence of the intervals, between 0 and 1.

    Returns
    -------
    tuple of CrossedEstimate
        One for each estimate. `n` counts the ratings; with one participant or one reference there
        is no interval, as of a mean.

    References
    ----------
    Cameron, Gelbach & Miller (2011). Robust inference with multiway clustering. Journal of
    Business & Economic Statistics 29(2), 238–249. doi:10.1198/jbes.2010.07136

    Examples
    --------
    The influence of a value on a mean is its residual over n.

    >>> values, people, items = [1, 3, 3, 3, 3, 5], [0, 0, 1, 1, 2, 2], [0, 1, 0, 1, 0, 1]
    >>> psi = [[(value - 3) / 6] for value in values]
    >>> found, = crossed_estimates([3], psi, np.array(people), np.array(items))
    >>> round(found.se, 9) == round(crossed_mean(values, people, items).se, 9)
    True
    """
    psi = np.asarray(influence, dtype=np.float64)
    width = int(references.max(initial=0)) + 1
    cells, places = np.unique(participants * width + references, return_inverse=True)
    found = []
    for estimate, column in zip(np.asarray(estimates, dtype=np.float64), psi.T, strict=True):
        sums = np.bincount(places, weights=column, minlength=len(cells))
        crossed = crossed_mean(
            estimate + len(cells) * sums, cells // width, cells % width, level=level
        )
        found.append(replace(crossed, n=len(psi)))
    return tuple(found)
