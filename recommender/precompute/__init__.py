"""Neighbours computed ahead of time: a run is planned into chunks, claimed, computed, finished.

The rows are the truth, whoever works: any number of workers and commands may call `work`, die in
the middle, or come twice.
"""

from recommender.precompute.plan import EmptyCatalogue, MethodUnavailable, PrecomputeError, plan_run
from recommender.precompute.reconcile import give_back_claims_of, reconcile
from recommender.precompute.retry import retry_products
from recommender.precompute.states import cancel_run, pause_run, resume_run
from recommender.precompute.work import work

__all__ = [
    "EmptyCatalogue",
    "MethodUnavailable",
    "PrecomputeError",
    "cancel_run",
    "give_back_claims_of",
    "pause_run",
    "plan_run",
    "reconcile",
    "resume_run",
    "retry_products",
    "work",
]
