"""Algorithms that other packages bring; whatever is wrong with one, the site stands.

A package names its algorithms under the entry-point group `simsurvey.methods`. One that cannot be
used is a method that is unavailable and says why, under the algorithm's key or, where that is not
to be had, under the entry point's name. Where that is no key either, the log alone says it.
"""

import logging
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from recommender.methods.configuration import Configuration
from recommender.methods.contract import Algorithm
from recommender.methods.fingerprint import digest
from recommender.methods.lists import Products
from recommender.methods.weights import Unavailable

GROUP = "simsurvey.methods"
KEY = re.compile(r"[a-z0-9-]{1,60}")
RESERVED = {"external"}
LONGEST_LABEL = 150

logger = logging.getLogger(__name__)


class Unusable(Exception):
    """An entry point gives no algorithm that can be used; the text says why."""


class Absent(Algorithm):
    """Stands where an algorithm should be that could not be had."""

    treatments = ("original",)

    def __init__(self, configuration: Configuration, key: str, reason: str) -> None:
        super().__init__(configuration)
        self.key = self.label = key  # type: ignore[misc]
        self.reason = reason

    def unavailable(self) -> str:
        return self.reason

    def features(self, pictures: Sequence[Image.Image]) -> NDArray[Any]:
        raise Unavailable(self.reason)

    def similarities(self, queries: Products, candidates: Products) -> NDArray[np.float64]:
        raise Unavailable(self.reason)


@dataclass(frozen=True)
class _Offer:
    """What an entry point gives: an algorithm, or the reason why there is none."""

    point: EntryPoint
    key: str
    algorithm: Algorithm | None
    reason: str = ""


def installed(configuration: Configuration, *, taken: Collection[str]) -> list[Algorithm]:
    """The algorithms of all installed packages, in the order of their keys.

    Of two with the same key neither is used: which of them a run meant would depend on the order
    in which packages are found.

    Parameters
    ----------
    taken : collection of str
        Keys that no plug-in may have.
    """
    points = sorted(entry_points(group=GROUP), key=lambda point: (point.name, point.value))
    offers = [_offer(point, configuration) for point in points]
    bringing = Counter(offer.key for offer in offers if offer.algorithm)
    found: dict[str, Algorithm] = {}
    refused = []
    for offer in offers:
        if reason := offer.reason or _conflict(offer.key, bringing[offer.key], taken):
            refused.append((offer, reason))
        elif offer.algorithm:
            found[offer.key] = offer.algorithm
    for offer, reason in refused:
        text = f"The plug-in {_described(offer.point)} cannot be used: {reason}"
        logger.warning(text)
        for key in filter(KEY.fullmatch, (offer.key, offer.point.name)):
            if key not in {*found, *taken, *RESERVED}:
                found[key] = Absent(configuration, key, text)
                break
    return [found[key] for key in sorted(found)]


def _offer(point: EntryPoint, configuration: Configuration) -> _Offer:
    loaded: Any = None
    try:
        loaded = point.load()
        algorithm = checked(loaded, configuration)
    except (Exception, SystemExit) as error:
        reason = str(error) if isinstance(error, Unusable) else f"{type(error).__name__}: {error}"
        key = getattr(loaded, "key", None)
        return _Offer(point, key if isinstance(key, str) else point.name, None, reason)
    return _Offer(point, algorithm.key, algorithm)


def checked(loaded: Any, configuration: Configuration) -> Algorithm:
    """An instance, when all that the site asks of a method has an answer."""
    if not isinstance(loaded, type) or not issubclass(loaded, Algorithm):
        raise Unusable("It is no subclass of recommender.methods.contract.Algorithm.")
    key, label = getattr(loaded, "key", None), getattr(loaded, "label", None)
    if not isinstance(key, str) or not KEY.fullmatch(key) or key in RESERVED:
        raise Unusable(
            f"Its key is {key!r}; a key is up to 60 lower-case letters, digits and hyphens, and "
            f"not {' or '.join(sorted(RESERVED))}."
        )
    if not isinstance(label, str) or not 0 < len(label) <= LONGEST_LABEL:
        raise Unusable(f"Its label is {label!r}; a label is a text of up to {LONGEST_LABEL}.")
    if not loaded.treatments or Counter(loaded.treatments) - Counter(Algorithm.treatments):
        raise Unusable(
            f"Its treatments are {loaded.treatments!r}; there are {Algorithm.treatments!r}."
        )
    algorithm = loaded(configuration)
    _ask(algorithm)
    return algorithm


def _ask(algorithm: Algorithm) -> None:
    if algorithm.unavailable() or algorithm.missing_packages():
        return
    try:
        algorithm.weights()
    except Unavailable:
        return
    digest({**algorithm.feature_parameters(), "ranking": algorithm.ranking_parameters()})


def _conflict(key: str, bringing: int, taken: Collection[str]) -> str:
    if key in taken:
        return f"Its key {key!r} belongs to a method of this software; choose another."
    if bringing > 1:
        return f"{bringing} plug-ins have the key {key!r}; uninstall all but one."
    return ""


def _described(point: EntryPoint) -> str:
    package = f" of the package {point.dist.name}" if point.dist else ""
    return f"{point.name} = {point.value}{package}"
