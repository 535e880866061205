"""Triples of floats, for points, directions and colours alike (linear light, not sRGB)."""

import math

from recommender.demoshop.compiled import compiled

Triple = tuple[float, float, float]


@compiled
def scaled(a: Triple, factor: float) -> Triple:
    """Every component times the factor."""
    return a[0] * factor, a[1] * factor, a[2] * factor


@compiled
def plus(a: Triple, b: Triple) -> Triple:
    """Component by component."""
    return a[0] + b[0], a[1] + b[1], a[2] + b[2]


@compiled
def times(a: Triple, b: Triple) -> Triple:
    """Component by component: light on a coloured surface."""
    return a[0] * b[0], a[1] * b[1], a[2] * b[2]


@compiled
def mixed(a: Triple, b: Triple, share: float) -> Triple:
    """`a` at 0, `b` at 1."""
    rest = 1.0 - share
    return a[0] * rest + b[0] * share, a[1] * rest + b[1] * share, a[2] * rest + b[2] * share


@compiled
def dot(a: Triple, b: Triple) -> float:
    """The inner product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


@compiled
def cross(a: Triple, b: Triple) -> Triple:
    """The product at right angles to both."""
    return (
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    )


@compiled
def unit(a: Triple) -> Triple:
    """The same direction with length 1."""
    return scaled(a, 1.0 / math.sqrt(max(dot(a, a), 1e-18)))
