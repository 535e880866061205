"""A closed round of seven points with everything that a report can tell."""

import pytest

from surveys import rounds
from surveys.analysis_plans import AnalysisPlan
from surveys.reporting import account_of
from surveys.results import Answering, find
from surveys.simulation import Profile, simulate
from tests.surveys.factories import LABELS_OF_7, make_catalogue, make_round, make_run

KEYS = ["ssim", "ssim+segmented", "efficientnet", "efficientnet+segmented", "random"]
PLAN = AnalysisPlan(contrasts=(("ssim+segmented", "ssim"),), half_width=1.0, participants=50)


def simulated_round(plan=PLAN, participants=10, **changes):
    catalogue = make_catalogue(dress=20, shoe=20)
    for shift, key in enumerate(KEYS, start=1):
        make_run(catalogue, key, shift=2 * shift)
    fields = {
        "references_count": 14,
        "trials_per_participant": 7,
        "scale_labels": LABELS_OF_7,
        "repeated_trials": 2,
    }
    draft = make_round(catalogue, KEYS, **fields | changes)
    if plan is not None:
        rounds.plan_results(round=draft, plan=plan)
    opened = rounds.open_round(round=draft)
    profile = Profile(careless=0.2, dropouts=0.1)
    simulate(round=opened, participants=participants, seed=1, profile=profile)
    return rounds.close_round(round=opened)


@pytest.fixture
def round(db):
    return simulated_round()


@pytest.fixture
def account(round):
    findings = find(round=round, answering=Answering.SIMULATED)
    return account_of(round=round, answering=Answering.SIMULATED, findings=findings)
