"""Counting how balanced a plan is, or what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from surveys.allocation.design import Design, Kind, SeatPlan

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Balance:
    """Counts over main trials; where a set is credited to several methods it counts for each.

    Attributes
    ----------
    slots : int64 array (methods, slots)
        How often each method stood in each slot, A first.
    predecessors : int64 array (methods, methods)
        How often the method of the row stood right after the method of the column.
    together : int64 array (methods, methods)
        How often two methods were on one page in different sets or the same; the diagonal holds
        how often each was shown.
    positions : int64 array (references, positions)
        How often each reference was the first, second, … main trial of a seat.
    references : int64 array (references,)
        How often each reference was shown.
    """

    slots: Counts
    predecessors: Counts
    together: Counts
    positions: Counts
    references: Counts


def balance(seats: Sequence[SeatPlan], design: Design) -> Balance:
    """Count the main trials of these seats: of a plan, or of those that were taken."""
    methods = design.methods
    slots = np.zeros((methods, design.slots), dtype=np.int64)
    predecessors = np.zeros((methods, methods), dtype=np.int64)
    together = np.zeros((methods, methods), dtype=np.int64)
    positions = np.zeros((design.references, design.trials), dtype=np.int64)
    for seat in seats:
        main = [trial for trial in seat if trial.kind == Kind.MAIN]
        for position, trial in enumerate(main):
            positions[trial.reference, position] += 1
            credits = _credits(design, trial.reference, trial.sets)
            slots[:, : len(credits)] += credits.T
            predecessors += credits[1:].T @ credits[:-1]
            shown = credits.sum(axis=0)
            together += np.outer(shown, shown)
    return Balance(slots, predecessors, together, positions, positions.sum(axis=1))


def _credits(design: Design, reference: int, sets: Sequence[int]) -> Counts:
    """Which slot shows which method."""
    table = np.zeros((len(sets), design.methods), dtype=np.int64)
    for slot, place in enumerate(sets):
        table[slot, list(design.credits[reference][place])] = 1
    return table
