"""The likelihood of a cumulative probit model, from counts of method × point."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_banded
from scipy.special import ndtr, ndtri

Floats = NDArray[np.float64]
# Of Newton's decrement, twice what the log-likelihood can still gain: below the first the step is
# taken whole, below the second, for each rating, there is none.
NEAR, CONVERGED = 1e-8, 1e-20


class Parameters(NamedTuple):
    """One effect for each method, and the thresholds between points, ascending."""

    effects: Floats
    thresholds: Floats

    def plus(self, step: Parameters, size: float) -> Parameters:
        return Parameters(*(own + size * more for own, more in zip(self, step, strict=True)))

    def centred(self) -> Parameters:
        """The same model with effects that add up to 0."""
        return Parameters(*(own - self.effects.mean() for own in self))


class Slopes(NamedTuple):
    """Derivatives of log P(point | method) by its upper and lower bound; (methods, points) each."""

    upper: Floats
    lower: Floats
    upper2: Floats
    lower2: Floats
    mixed: Floats


class ProbitModel:
    """Log-likelihood of counts of method × point, with its derivatives.

    Every point occurs. Effects and thresholds may all be shifted alike without changing anything;
    equations are solved with the first effect at 0.
    """

    def __init__(self, counts: Floats) -> None:
        self.counts = counts

    def start(self) -> Parameters:
        shares = self.counts.sum(axis=0) / self.counts.sum()
        return Parameters(np.zeros(len(self.counts)), ndtri(np.cumsum(shares)[:-1]))

    def log_likelihood(self, at: Parameters) -> float:
        occurs = self.counts > 0
        p = _probabilities(*_bounds(at))[occurs]
        # Thresholds that a step has put out of order make a probability negative.
        return float(self.counts[occurs] @ np.log(p)) if (p > 0).all() else -math.inf

    def slopes(self, at: Parameters) -> Slopes:
        upper, lower = _bounds(at)
        # What does not occur does not count, and its probability may have become 0.
        p = _probabilities(upper, lower)
        share = np.divide(1, p, out=np.zeros_like(p), where=self.counts > 0)
        up, low = _density(upper) * share, -_density(lower) * share
        return Slopes(
            upper=up,
            lower=low,
            upper2=-_finite(upper) * up - up**2,
            lower2=-_finite(lower) * low - low**2,
            mixed=-up * low,
        )

    def gradient(self, slopes: Slopes) -> Parameters:
        up, low = self.counts * slopes.upper, self.counts * slopes.lower
        return Parameters(-(up + low).sum(axis=1), (up[:, :-1] + low[:, 1:]).sum(axis=0))

    def solve(self, slopes: Slopes, right: Parameters) -> Parameters:
        """Negative second derivatives x = right, for one or several right sides.

        Those by thresholds are tridiagonal, so that a scale may have any number of points.
        """
        up, low, mixed = (
            -self.counts * slope for slope in (slopes.upper2, slopes.lower2, slopes.mixed)
        )
        bands = np.zeros((3, up.shape[1] - 1))
        bands[0, 1:] = bands[2, :-1] = mixed[:, 1:-1].sum(axis=0)
        bands[1] = (up[:, :-1] + low[:, 1:]).sum(axis=0)
        cross = -(up + mixed)[:, :-1].T - (low + mixed)[:, 1:].T
        own = np.diag((up + 2 * mixed + low).sum(axis=1))
        inner = solve_banded((1, 1), bands, cross)
        schur = own - cross.T @ inner
        effects = np.zeros_like(right.effects)
        effects[1:] = np.linalg.solve(
            schur[1:, 1:], (right.effects - inner.T @ right.thresholds)[1:]
        )
        thresholds = solve_banded((1, 1), bands, right.thresholds - cross @ effects)
        return Parameters(effects, thresholds)

    def influence(
        self, at: Parameters, methods: NDArray[np.intp], points: NDArray[np.intp]
    ) -> Floats:
        """H⁻¹ s of single ratings for every centred effect, (ratings, methods)."""
        slopes = self.slopes(at)
        m = len(self.counts)
        centring = Parameters(np.eye(m) - 1 / m, np.zeros((len(at.thresholds), m)))
        inverse = self.solve(slopes, centring)
        padded = np.pad(inverse.thresholds, ((1, 1), (0, 0)))
        up = slopes.upper[methods, points][:, None]
        low = slopes.lower[methods, points][:, None]
        own = inverse.effects[methods]
        return up * (padded[points + 1] - own) + low * (padded[points] - own)


def maximum(model: ProbitModel) -> tuple[Parameters, float]:
    """Where the log-likelihood is highest, effects centred, and how high.

    Newton's method, far away with steps that are halved until they climb. There must be a finite
    maximum; the log-likelihood is concave, so it is found from anywhere.
    """
    at = model.start()
    reached = model.log_likelihood(at)
    while True:
        slopes = model.slopes(at)
        gradient = model.gradient(slopes)
        step = model.solve(slopes, gradient)
        decrement = sum(float(g @ d) for g, d in zip(gradient, step, strict=True))
        if decrement < CONVERGED * model.counts.sum():
            return at.centred(), reached
        size = 1.0
        while decrement > NEAR and model.log_likelihood(at.plus(step, size)) <= reached:
            size /= 2
        at = at.plus(step, size)
        reached = model.log_likelihood(at)


def _bounds(at: Parameters) -> tuple[Floats, Floats]:
    """Upper and lower bound of every method × point, from −∞ to ∞."""
    padded = np.concatenate([[-np.inf], at.thresholds, [np.inf]])
    return padded[1:] - at.effects[:, None], padded[:-1] - at.effects[:, None]


def _probabilities(upper: Floats, lower: Floats) -> Floats:
    # In the upper tail both would be near 1; there 1 − Φ is exact where Φ is not.
    flipped = lower > 0
    return np.where(flipped, ndtr(-lower) - ndtr(-upper), ndtr(upper) - ndtr(lower))


def _density(z: Floats) -> Floats:
    return np.exp(-np.square(z) / 2) / math.sqrt(2 * math.pi)


def _finite(z: Floats) -> Floats:
    """0 at ±∞, where z times its density is 0."""
    return np.where(np.isfinite(z), z, 0.0)
