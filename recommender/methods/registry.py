"""Which methods there are: those of this software, then those of installed plug-ins."""

import functools

from recommender.methods import plugins
from recommender.methods.clip import Clip
from recommender.methods.configuration import Configuration
from recommender.methods.contract import Algorithm
from recommender.methods.efficientnet import EfficientNet
from recommender.methods.method import Method
from recommender.methods.random import Random
from recommender.methods.ssim import Ssim

_algorithms: dict[str, type[Algorithm]] = {}


class UnknownMethod(LookupError):
    """Nobody registered a method under this key; the text names those that are."""


def register(algorithm: type[Algorithm]) -> None:
    """Make an algorithm known, after those already known.

    Raises
    ------
    ValueError
        If its key is taken.
    """
    if algorithm.key in _algorithms:
        raise ValueError(f"An algorithm {algorithm.key!r} is registered already.")
    _algorithms[algorithm.key] = algorithm


register(Ssim)
register(EfficientNet)
register(Clip)
register(Random)


@functools.lru_cache
def methods(configuration: Configuration) -> tuple[Method, ...]:
    """Every method; the same objects each time, so that a process loads a network once."""
    own = [registered(configuration) for registered in _algorithms.values()]
    brought = plugins.installed(configuration, taken=_algorithms)
    return tuple(
        Method(algorithm, treatment)
        for algorithm in [*own, *brought]
        for treatment in algorithm.treatments
    )


def method(key: str, configuration: Configuration) -> Method:
    """The method of this key.

    Raises
    ------
    UnknownMethod
        With the known keys in its text.
    """
    known = {method.key: method for method in methods(configuration)}
    if key not in known:
        raise UnknownMethod(f"There is no method {key!r}. Known are: {', '.join(known)}.")
    return known[key]
