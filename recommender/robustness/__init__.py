"""How well methods stand disturbed pictures: other backgrounds, angles, resolutions and light.

A report is planned into parts, which workers claim and do as they do chunks of a run; when all
are finished, its charts and examples are drawn. docs/robustness.md says what the numbers mean.
"""

from recommender.robustness.conclude import conclude_report
from recommender.robustness.plan import (
    DEFAULT_REFERENCES,
    LARGEST_SEED,
    RobustnessError,
    plan_report,
    refusals,
)
from recommender.robustness.progress import progress
from recommender.robustness.reconcile import give_back_claims_of, reconcile
from recommender.robustness.work import work

__all__ = [
    "DEFAULT_REFERENCES",
    "LARGEST_SEED",
    "RobustnessError",
    "conclude_report",
    "give_back_claims_of",
    "plan_report",
    "progress",
    "reconcile",
    "refusals",
    "work",
]
