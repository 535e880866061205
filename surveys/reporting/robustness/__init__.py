"""Whether other ways of analysing, and parts of the data, say the same."""

from surveys.reporting.robustness.category_test import category_test
from surveys.reporting.robustness.every import robustness

__all__ = ["category_test", "robustness"]
