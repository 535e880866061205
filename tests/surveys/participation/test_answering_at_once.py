"""One person in many tabs at the same moment: nothing doubled, nothing lost."""

import pytest

from surveys import rounds
from surveys.models import Participation, Rating, Revision
from surveys.participation import find, save_rating, submit_trial
from tests.surveys.crowds import at_once
from tests.surveys.factories import make_catalogue, make_round, make_run, take_part

pytestmark = pytest.mark.django_db(transaction=True)
TABS = 8


@pytest.fixture
def joined():
    def with_format(answer_format):
        catalogue = make_catalogue()
        for method, shift in {"ssim": 1, "efficientnet": 4, "random": 7}.items():
            make_run(catalogue, method, shift=shift)
        draft = make_round(
            catalogue,
            ["ssim", "efficientnet", "random"],
            answer_format=answer_format,
            trials_per_participant=1,
        )
        return take_part(rounds.open_round(round=draft))

    return with_format


def test_one_form_sent_many_times_at_once_completes_once(joined):
    participation = joined("set_rating")

    outcomes = at_once(
        TABS,
        lambda _tab: submit_trial(
            participation=find(token=participation.token), position=1, values={0: 1, 1: 2, 2: 3}
        ),
    )

    assert outcomes == [None] * TABS
    assert list(Rating.objects.order_by("slot").values_list("value", flat=True)) == [1, 2, 3]
    assert not Revision.objects.exists()
    assert Participation.objects.get().completed_at is not None


def test_different_best_sets_chosen_at_once_leave_exactly_one(joined):
    participation = joined("best_set")

    outcomes = at_once(
        TABS,
        lambda tab: save_rating(
            participation=find(token=participation.token), position=1, slot=tab % 3, value=1
        ),
    )

    assert all(isinstance(outcome, Rating) for outcome in outcomes)
    assert sorted(Rating.objects.values_list("value", flat=True)) == [0, 0, 1]
