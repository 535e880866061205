"""Independent streams of random numbers out of a round's one seed."""

from enum import IntEnum

import numpy as np


class Stream(IntEnum):
    """What a stream is for; the numbers are part of every stored plan and never change."""

    REFERENCES = 0
    ROTATION = 1
    PARTICIPATION = 2
    POSITIONS = 3
    SLOTS = 4
    EXTRA_TRIALS = 5
    PRODUCTS = 6
    FROZEN_SETS = 7
    SIMULATION = 8


def generator(seed: int, stream: Stream, *numbers: int) -> np.random.Generator:
    """The generator of one purpose, and of one block, participation or place within it.

    Stream and numbers are the spawn key of `SeedSequence` and not part of its entropy: a list
    ``[seed, number]`` is padded with zeros, so that it collides with ``[seed, number, 0]``.
    """
    key = (int(stream), *(numbers or (0,)))
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))
