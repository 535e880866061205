"""Which set of a trial stands in which slot."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from surveys.allocation.colouring import equal_colours, filled_up, pieces
from surveys.allocation.dealing import Hand
from surveys.allocation.design import Design
from surveys.allocation.streams import Stream, generator
from surveys.allocation.subsets import Subsets
from surveys.allocation.williams import williams_square

Sets = NDArray[np.int64]


def fill_slots(hands: Sequence[Hand], design: Design, *, block: int) -> list[list[Sets]]:
    """For every reference of every hand the places of its sets, slot 0 first.

    References whose sets all fit on a page take a row of the Williams square of that many. Rows
    are colours: a seat sees every row equally often, give or take one, and so is every reference
    shown; and over the block every row is used equally often, give or take one. References with
    fewer sets, because methods agree, have smaller squares and are balanced among themselves.

    Where there are more sets than fit, see `Subsets`.

    Parameters
    ----------
    hands : sequence of int64 arrays
        The references of each seat in the order of showing.
    design : Design
    block : int
        The number of the block.
    """
    random = generator(design.seed, Stream.SLOTS, block)
    ranks = random.permutation(design.methods)
    orders = [np.argsort([min(ranks[list(own)]) for own in sets]) for sets in design.credits]
    filled: list[list[Sets]] = [[orders[reference] for reference in hand] for hand in hands]
    for size in range(1, design.slots + 1):
        trials = [trial for trial in _trials(hands) if len(orders[trial[2]]) == size]
        for (seat, place, reference), row in zip(trials, _rows(trials, size, random), strict=True):
            filled[seat][place] = orders[reference][row]
    subsets = Subsets(design, orders, random)
    for seat, hand in enumerate(hands):
        if any(len(orders[reference]) > design.slots for reference in hand):
            filled[seat] = subsets.fill(hand, filled[seat])
    return filled


def _trials(hands: Sequence[Hand]) -> Iterator[tuple[int, int, int]]:
    """Seat, place in it, and reference."""
    for seat, hand in enumerate(hands):
        for place, reference in enumerate(hand.tolist()):
            yield seat, place, reference


def _rows(trials: Sequence[tuple[int, int, int]], size: int, random: np.random.Generator) -> Sets:
    """A row of the square for each of the trials."""
    square = williams_square(size)
    seats = filled_up(
        pieces([seat for seat, _place, _reference in trials], len(square)), len(square)
    )
    shown = pieces([reference for _seat, _place, reference in trials], len(square))
    return square[equal_colours((seats, shown), len(square), random=random)]
