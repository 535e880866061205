"""The figures of a round: each with its name, what it holds for, its data, and how to draw it."""

from surveys.reporting.illustrations.every import illustrations
from surveys.reporting.illustrations.illustration import Illustration, Size

__all__ = ["Illustration", "Size", "illustrations"]
