"""Independent streams of random numbers out of a round's one seed."""

from enum import IntEnum

import numpy as np


class Stream(IntEnum):
    """What a stream is for; the numbers are part of every stored plan and never change."""

    REFERENCES = 0
    ROTATION = 1
    PARTICIPATION = 2


def generator(seed: int, stream: Stream, number: int = 0) -> np.random.Generator:
    """The generator of one purpose, and of one participation or one turn of the rotation.

    Stream and number are the spawn key of `SeedSequence` and not part of its entropy: a list
    ``[seed, number]`` is padded with zeros, so that it collides with ``[seed, number, 0]``.
    """
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(stream, number)))
