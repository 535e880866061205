"""The likelihood of choices among sets, with ties: Luce's choice axiom and Davidson's ties."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array

from surveys.statistics.reason import Reason
from surveys.statistics.stages import Choosing, Stages

Floats = NDArray[np.float64]
# Ties multiply what might have been chosen; beyond this many there is no end to computing.
MOST_OUTCOMES = 5000
# Of Newton's decrement, twice what the log-likelihood can still gain: below the first the step is
# taken whole, below the second, for each stage, there is none.
NEAR, CONVERGED = 1e-8, 1e-20
# Odds of e¹² to 1: whether an estimate runs away is only asked of one that went so far.
FAR = 12.0


@dataclass(frozen=True, eq=False)
class _Block:
    """Situations with equally many outcomes.

    `designs` (situations, outcomes, parameters) holds the row of the design of each outcome less
    that of the one that came about, whose own is 0; `counts` how often each situation was met.
    """

    designs: Floats
    counts: Floats
    stages: Stages


class DavidsonLuce:
    """Log-likelihood of all stages as a function of free parameters, which is concave.

    An outcome T of a stage is one set, or several that tie, as many as ever tied. Its probability
    is proportional to exp(η_T), with η_T the mean over its sets of (log worth + position), plus a
    tie parameter for its number of sets if that is above 1. The first method and the first slot
    are fixed at 0, as only differences count.

    Attributes
    ----------
    methods, slots : int
    orders : tuple of int
        Numbers of sets that tied, ascending.
    """

    def __init__(self, choosing: Choosing) -> None:
        self.choosing = choosing
        self.methods = choosing.kinds.methods.shape[1]
        self.slots = choosing.kinds.slots.shape[1]
        tied = {int(t) for one in choosing.stages for t in one.chosen.sum(axis=1)}
        self.orders = tuple(sorted(tied - {1}))
        self._blocks: list[_Block] | None = None

    @property
    def parameters(self) -> int:
        return max(self.methods - 1, 0) + max(self.slots - 1, 0) + len(self.orders)

    @property
    def outcomes(self) -> int:
        """The largest number of outcomes that one stage could have."""
        sizes = [one.kinds.shape[1] for one in self.choosing.stages]
        return max((sum(comb(n, t) for t in (1, *self.orders)) for n in sizes), default=0)

    @property
    def blocks(self) -> list[_Block]:
        if self._blocks is None:
            self._blocks = [self._block(one) for one in self.choosing.stages]
        return self._blocks

    def _block(self, stages: Stages) -> _Block:
        size = stages.kinds.shape[1]
        outcomes = [outcome for t in (1, *self.orders) for outcome in combinations(range(size), t)]
        parts = np.zeros((len(outcomes), size), dtype=np.bool_)
        for row, outcome in zip(parts, outcomes, strict=True):
            row[list(outcome)] = True
        numbers = parts.sum(axis=1)
        kinds = self.choosing.kinds
        single = np.hstack([kinds.methods[:, 1:], kinds.slots[:, 1:]])[stages.kinds]
        shared = np.einsum("os,usf->uof", parts / numbers[:, None], single)
        ties = np.broadcast_to(
            numbers[:, None] == np.array(self.orders, dtype=np.intp),
            (len(shared), len(outcomes), len(self.orders)),
        )
        designs = np.concatenate([shared, ties], axis=2)
        # Outcomes are told apart by their bits.
        powers = 2.0 ** np.arange(size)
        order = np.argsort(parts @ powers)
        place = order[np.searchsorted((parts @ powers)[order], stages.chosen @ powers)]
        designs -= designs[np.arange(len(designs)), place][:, None]
        return _Block(designs, np.bincount(stages.situation).astype(np.float64), stages)

    def obstacle(self) -> Reason | None:
        """What keeps parameters from being told apart, whatever the answers had been."""
        rows = np.vstack([block.designs.reshape(-1, self.parameters) for block in self.blocks])
        rows = np.unique(rows, axis=0)
        if np.linalg.matrix_rank(rows[:, : self.methods - 1]) < self.methods - 1:
            return Reason.NOT_CONNECTED
        return Reason.CONFOUNDED if np.linalg.matrix_rank(rows) < self.parameters else None

    def maximum(self) -> tuple[Floats, float] | None:
        """Where the log-likelihood is highest, and how high; None if that is at infinity."""
        at = np.zeros(self.parameters)
        reached, asked = self.log_likelihood(at), False
        while True:
            gradient, information = self.derivatives(at)
            step = np.linalg.solve(information, gradient)
            decrement = float(gradient @ step)
            if decrement < CONVERGED * sum(block.counts.sum() for block in self.blocks):
                return at, reached
            size = 1.0
            while decrement > NEAR and self.log_likelihood(at + size * step) <= reached:
                size /= 2
            at = at + size * step
            reached = self.log_likelihood(at)
            if not asked and self._farthest(at) > FAR:
                if self._runs_away():
                    return None
                asked = True

    def _farthest(self, at: Floats) -> float:
        return max(float(np.abs(block.designs @ at).max()) for block in self.blocks)

    def _runs_away(self) -> bool:
        """Whether in some direction no outcome loses on what might have been, and one gains."""
        rows = np.vstack([block.designs.reshape(-1, self.parameters) for block in self.blocks])
        rows = np.unique(rows, axis=0)
        found = linprog(
            rows.sum(axis=0), A_ub=rows, b_ub=np.zeros(len(rows)), bounds=(-1, 1), method="highs"
        )
        # The optimum is 0, or a fraction with small numbers.
        return bool(found.fun < -1e-6)

    def log_likelihood(self, at: Floats) -> float:
        return -sum(
            float(block.counts @ np.logaddexp.reduce(block.designs @ at, axis=1))
            for block in self.blocks
        )

    def derivatives(self, at: Floats) -> tuple[Floats, Floats]:
        """First derivatives, and the negative second ones."""
        gradient = np.zeros(self.parameters)
        information = np.zeros((self.parameters, self.parameters))
        for block in self.blocks:
            first, second = _situations(block, at)
            gradient += block.counts @ first
            information += np.einsum("u,uij->ij", block.counts, second)
        return gradient, information

    def page_derivatives(self, at: Floats) -> tuple[Floats, Floats]:
        """The same of each page: (pages, parameters) and (pages, parameters, parameters)."""
        pages, size = len(self.choosing.participants), self.parameters
        gradient, information = np.zeros((pages, size)), np.zeros((pages, size**2))
        for block in self.blocks:
            first, second = _situations(block, at)
            stages = block.stages
            met = coo_array(
                (np.ones(len(stages.page)), (stages.page, stages.situation)),
                shape=(pages, len(first)),
            ).tocsr()
            gradient += met @ first
            information += met @ second.reshape(len(second), -1)
        return gradient, information.reshape(pages, size, size)


def _situations(block: _Block, at: Floats) -> tuple[Floats, Floats]:
    """Derivatives of each situation's log-probability; those of the outcome itself are 0."""
    eta = block.designs @ at
    p = np.exp(eta - np.logaddexp.reduce(eta, axis=1, keepdims=True))
    weighted = p[:, :, None] * block.designs
    mean = weighted.sum(axis=1)
    second = np.matmul(block.designs.transpose(0, 2, 1), weighted)
    return -mean, second - mean[:, :, None] * mean[:, None, :]


@dataclass(frozen=True, eq=False)
class Fit:
    """A model at its finite maximum.

    Attributes
    ----------
    model : DavidsonLuce
    parameters : (parameters,) float array
    log_likelihood : float
    gradients, informations : float arrays
        First and negative second derivatives there, of each page.
    """

    model: DavidsonLuce
    parameters: Floats
    log_likelihood: float
    gradients: Floats
    informations: Floats

    @property
    def influence(self) -> Floats:
        """What each page moves the parameters by, to first order; (pages, parameters)."""
        influence: Floats = np.linalg.solve(self.informations.sum(axis=0), self.gradients.T).T
        return influence

    @property
    def of_ties(self) -> Floats:
        return self.parameters[self.model.parameters - len(self.model.orders) :]


def fitted(choosing: Choosing) -> Fit | Reason:
    """The model of these choices at its maximum, or why there is none."""
    model = DavidsonLuce(choosing)
    if model.outcomes > MOST_OUTCOMES:
        return Reason.TOO_MANY_TIES
    if reason := model.obstacle():
        return reason
    found = model.maximum()
    if found is None:
        return Reason.SEPARATED
    return Fit(model, *found, *model.page_derivatives(found[0]))
