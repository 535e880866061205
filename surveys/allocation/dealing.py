"""Which references each seat shows: a round's references dealt like cards, lap after lap."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from surveys.allocation.streams import Stream, generator

Hand = NDArray[np.int64]


def seat_sizes(cards: int, largest: int) -> list[int]:
    """Share cards out over as few seats as hold at most `largest` each, as equally as can be.

    >>> seat_sizes(22, 5)
    [5, 5, 4, 4, 4]
    """
    seats = -(-cards // largest)
    size, more = divmod(cards, seats)
    return [size + 1] * more + [size] * (seats - more)


def deal(sizes: Sequence[int], *, references: int, seed: int, block: int) -> list[Hand]:
    """The references of every seat of a block, not yet in the order of showing.

    A lap deals every reference once in a fresh random order, and a lap that ends within a hand
    goes on with the next. So at any moment of the block every reference was dealt as often as any
    other, give or take one, nobody is dealt one twice, and fresh orders spread the pairs of
    references over the seats. What does not fill a lap is dealt first, and the blocks take turns
    in which references these are: blocks that do not close differ by at most two on the way, and
    at the end of each all blocks together by at most one.

    Parameters
    ----------
    sizes : sequence of int
        References of each seat, 1 to `references`.
    references : int
        References in the round.
    seed, block : int
        The round's seed, and the number of the block from 0.

    Returns
    -------
    list of int64 arrays, as long as the sizes say
        Positions of references, in each array all different.
    """
    over = sum(sizes) % references
    turns = generator(seed, Stream.ROTATION, 0).permutation(references)
    begun = turns[(block * over + np.arange(over)) % references]
    random = generator(seed, Stream.ROTATION, block + 1)
    deck, lap = random.permutation(begun), _lap(begun, references, random)
    hands = []
    for size in sizes:
        fresh = lap[~np.isin(lap, deck)][: max(0, size - len(deck))]
        hands.append(np.concatenate([deck[:size], fresh]))
        deck = deck[size:]
        if len(fresh):
            deck, lap = lap[~np.isin(lap, fresh)], random.permutation(references)
    return hands


def _lap(begun: Hand, references: int, random: np.random.Generator) -> Hand:
    """The first whole lap: what was dealt before it stands at its end."""
    rest = np.setdiff1d(np.arange(references), begun)
    return np.concatenate([random.permutation(rest), random.permutation(begun)])
