"""The order of a seat's references: each stands everywhere in the order equally often."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from surveys.allocation.colouring import equal_colours, pieces
from surveys.allocation.dealing import Hand
from surveys.allocation.streams import Stream, generator


def order_hands(hands: Sequence[Hand], *, seed: int, block: int) -> list[Hand]:
    """Put every seat's references in the order of showing.

    Positions are colours: the references of a seat have different ones, and so have as many
    showings of a reference in a row as there are positions. Over the first seats of a block,
    however many, the counts of reference × position therefore differ by at most 1 for each
    reference. In a seat that is one shorter than the longest, the last reference moves to the
    position that was left out; so for at most as many references as there are such seats, all at
    the end of a limited round, the counts can differ by 2 or 3.

    Parameters
    ----------
    hands : sequence of int64 arrays
        The references of each seat.
    seed, block : int
        The round's seed, and the number of the block.
    """
    random = generator(seed, Stream.POSITIONS, block)
    positions = max(map(len, hands))
    seats = [seat for seat, hand in enumerate(hands) for _reference in hand]
    shown = pieces(np.concatenate(hands).tolist(), positions)
    colours = equal_colours((seats, shown), positions, random=random)
    starts = np.cumsum([len(hand) for hand in hands])[:-1]
    return [
        hand[np.argsort(_closed(own))]
        for hand, own in zip(hands, np.split(colours, starts), strict=True)
    ]


def _closed(positions: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same where none is left out below the last; else the last moves there.

    >>> _closed(np.array([3, 0, 2]))
    array([1, 0, 2])
    """
    left_out = np.setdiff1d(np.arange(len(positions)), positions)
    positions = positions.copy()
    positions[positions >= len(positions)] = left_out
    return positions
