"""One person in many tabs at the same moment: nothing doubled, nothing lost."""

import threading

import pytest
from django.db import connection, transaction

from surveys import rounds
from surveys.models import Participation, Rating, Revision, Round
from surveys.participation import (
    Purged,
    RoundClosed,
    find,
    purge,
    save_rating,
    submit_trial,
)
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


def test_round_that_is_being_closed_waits_for_the_answer_that_is_being_saved(joined):
    participation = joined("set_rating")
    closing = threading.Thread(target=_closed, args=[participation.round])

    with transaction.atomic():
        save_rating(participation=participation, position=1, slot=0, value=2)
        closing.start()
        closing.join(timeout=0.5)  # forever, as long as this transaction goes on
        assert closing.is_alive()
    closing.join()

    rating, round = Rating.objects.get(), Round.objects.get()
    assert rating.saved_at < round.closed_at
    with pytest.raises(RoundClosed):
        save_rating(participation=participation, position=1, slot=0, value=3)


def _closed(round):
    try:
        rounds.close_round(round=round)
    finally:
        connection.close()


def test_answers_are_erased_while_they_are_being_sent_without_a_deadlock(joined):
    participation = joined("set_rating")
    rounds.close_round(round=participation.round)

    outcomes = at_once(
        TABS,
        lambda tab: (
            purge(round=participation.round, ids_only=False)
            if tab == 0
            else save_rating(
                participation=find(token=participation.token), position=1, slot=0, value=2
            )
        ),
    )

    assert isinstance(outcomes[0], Purged)
    assert {type(outcome) for outcome in outcomes[1:]} <= {RoundClosed, Participation.DoesNotExist}
