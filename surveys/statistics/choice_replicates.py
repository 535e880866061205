"""Bootstrap replicates of a model of choices, participants and references drawn again."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from surveys.statistics.davidson_luce import Fit
from surveys.statistics.replicates import draw_weights

Floats = NDArray[np.float64]
# At a time, so that memory does not grow with the number of replicates.
BATCH = 250
# Smallest to largest eigenvalue of correlations: a smaller one is 0, but for rounding.
SINGULAR = 1e-10


def replicated(fit: Fit, replicates: int, seed: int) -> Floats:
    """Parameters of every replicate, one Newton step from the estimate; nan where there is none.

    With g and H the page's derivatives, a_p and b_i how often its participant and reference were
    drawn, a replicate is θ + (Σ a_p b_i H)⁻¹ Σ a_p b_i g. It has no parameters where the matrix is
    singular: of too few different pages they cannot be told apart.

    Returns
    -------
    (replicates, parameters) float array
    """
    met = fit.model.choosing
    rng = np.random.default_rng(seed)
    people = draw_weights(rng, replicates, met.participants)
    items = draw_weights(rng, replicates, met.references)
    size = len(fit.parameters)
    upper = np.triu_indices(size)
    table = np.hstack([fit.gradients, fit.informations[:, *upper]])
    drawn = np.full((replicates, size), np.nan)
    for start in range(0, replicates, BATCH):
        rows = slice(start, start + BATCH)
        sums = _weighted(table, met.participants, met.references, people[rows], items[rows])
        information = np.zeros((len(sums), size, size))
        information[:, *upper] = sums[:, size:]
        information[:, *upper[::-1]] = sums[:, size:]
        defined = _regular(information)
        steps = np.linalg.solve(information[defined], sums[defined, :size, None])[..., 0]
        drawn[rows][defined] = fit.parameters + steps
    return drawn


def _weighted(
    table: Floats,
    participants: NDArray[np.intp],
    references: NDArray[np.intp],
    people: Floats,
    items: Floats,
) -> Floats:
    """Σ over pages of a_p b_i · row, for every replicate; pages are summed by reference first."""
    order = np.argsort(references, kind="stable")
    starts = np.searchsorted(references[order], np.arange(items.shape[1] + 1))
    columns = []
    for column in table.T:
        pages = csr_array(
            (column[order], participants[order], starts), shape=(items.shape[1], people.shape[1])
        )
        columns.append(((pages @ people.T) * items.T).sum(axis=0))
    return np.column_stack(columns)


def _regular(information: Floats) -> NDArray[np.bool_]:
    scale = np.sqrt(np.diagonal(information, axis1=1, axis2=2))
    regular: NDArray[np.bool_] = scale.min(axis=1) > 0
    units = scale[regular]
    correlations = information[regular] / (units[:, :, None] * units[:, None, :])
    values = np.linalg.eigvalsh(correlations)
    regular[regular] = values[:, 0] > SINGULAR * values[:, -1]
    return regular
