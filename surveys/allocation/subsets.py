"""Which sets are shown, and where, when a reference has more than fit on a page."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from surveys.allocation.dealing import Hand
from surveys.allocation.design import Design
from surveys.allocation.williams import williams_square

Counts = NDArray[np.int64]
Sets = NDArray[np.int64]

# What one showing more within a reference or a seat weighs against one meeting of two methods
# more in the round; and one place more within a reference or a seat against one more in the round.
WITHIN, WITHIN_SLOTS = 10, 2


class Subsets:
    """Chooses trial by trial what was shown the least, counted over methods.

    An incomplete block design is balanced when all methods, and all pairs of methods, are shown
    equally often. Exact ones exist for some numbers only (Cochran and Cox 1957, chapter 11), equal
    lists upset them, and here references and participants are blocks as well; so the next trial's
    sets are chosen by counting: those that this reference and this seat showed the least and
    whose methods met the fewest times in the round. A set that its reference showed two times
    more than another waits, which keeps those counts within 2 of each other at any moment.

    Their order is the row of a Williams square that adds the least to the sum of all squared
    counts of method × slot, method × predecessor, and set × slot of the reference.
    """

    def __init__(self, design: Design, orders: Sequence[Sets], random: np.random.Generator) -> None:
        self.size, self.orders, self.random = design.slots, orders, random
        self.credits = [_table(sets, design.methods) for sets in design.credits]
        self.cells = [np.zeros((len(sets), self.size), np.int64) for sets in design.credits]
        self.slots = np.zeros((design.methods, self.size), np.int64)
        self.predecessors = np.zeros((design.methods, design.methods), np.int64)
        self.together = np.zeros((design.methods, design.methods), np.int64)

    def fill(self, hand: Hand, filled: Sequence[Sets]) -> list[Sets]:
        """The sets of a seat's references; those that show all their sets stay as they are."""
        seen = np.zeros_like(self.slots)
        return [
            sets if len(sets) <= self.size else self._show(reference, seen)
            for reference, sets in zip(hand.tolist(), filled, strict=True)
        ]

    def _show(self, reference: int, seen: Counts) -> Sets:
        sets = self._ordered(reference, self._chosen(reference, seen), seen)
        credits = self.credits[reference][sets]
        shown = credits.sum(axis=0)
        self.cells[reference][sets, range(self.size)] += 1
        self.slots += credits.T
        self.predecessors += credits[1:].T @ credits[:-1]
        self.together += np.outer(shown, shown)
        seen += credits.T
        return sets

    def _chosen(self, reference: int, seen: Counts) -> Sets:
        """The places of the sets to be shown, in the order in which they enter the square."""
        credits, shown = self.credits[reference], self.cells[reference].sum(axis=1)
        waits = np.maximum(shown - shown.min(), 1).tolist()
        met = WITHIN * (shown + credits @ seen.sum(axis=1))
        meetings = credits @ self.together @ credits.T
        often = (credits @ self.slots.sum(axis=1)).tolist()
        jitter = self.random.permutation(len(credits)).tolist()
        chosen: list[int] = []
        left = set(range(len(credits)))
        while len(chosen) < self.size:
            keys = list(zip(waits, met.tolist(), often, jitter, strict=True))
            chosen.append(min(left, key=keys.__getitem__))
            left.remove(chosen[-1])
            met += meetings[chosen[-1]]
        order = self.orders[reference]
        return order[np.isin(order, chosen)]

    def _ordered(self, reference: int, sets: Sets, seen: Counts) -> Sets:
        rows, slots = williams_square(self.size), np.arange(self.size)
        credits = self.credits[reference][sets]
        places = credits @ self.slots + WITHIN_SLOTS * (
            credits @ seen + self.cells[reference][sets]
        )
        follows = credits @ self.predecessors @ credits.T
        cost = places[rows, slots].sum(axis=1) + follows[rows[:, 1:], rows[:, :-1]].sum(axis=1)
        best = np.flatnonzero(cost == cost.min())
        return sets[rows[best[self.random.integers(len(best))]]]


def _table(sets: Sequence[Sequence[int]], methods: int) -> Counts:
    """Which set holds which method."""
    table = np.zeros((len(sets), methods), dtype=np.int64)
    for place, own in enumerate(sets):
        table[place, list(own)] = 1
    return table
