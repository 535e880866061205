"""Sentences of a round that has one of something."""

import pytest

from surveys.reporting import account_of
from surveys.reporting.methods_text import methods_text
from surveys.reporting.results_text import results_text, summary
from surveys.results import Answering, find
from tests.surveys.answered import answer, closed_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def account():
    round = closed_round()
    answer(round, {"ssim": 2, "ssim+segmented": 4, "random": 1}, number=1)
    findings = find(round=round, answering=Answering.PEOPLE)
    return account_of(round=round, answering=Answering.PEOPLE, findings=findings)


def test_one_participant_and_one_category(account):
    told = " ".join(line for one in methods_text(account) for line in one.paragraphs)

    assert "3 products were drawn as references from 1 category." in told
    assert "by 1 participant for 3 references" in told
    assert summary(account)[0].startswith("1 participant gave 9 ratings")


@pytest.mark.parametrize("apart", [0, 1, 2])
def test_pairs_told_apart_read_well_for_any_number(account, apart):
    contrasts = account.analysis.contrasts
    for place, one in enumerate(contrasts):
        object.__setattr__(one, "p_holm", 0.01 if place < apart else 0.5)

    told = " ".join(line for one in results_text(account, {}) for line in one.paragraphs)

    assert f"Of {len(contrasts)} pairs of methods, {apart} can be told apart" in told
