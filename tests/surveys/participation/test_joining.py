import threading
from collections import Counter
from uuid import uuid4

import pytest
from django.db import connection

from surveys import participation as participating
from surveys import rounds
from surveys.models import Participation, Slot, Trial
from tests.surveys.factories import make_catalogue, make_round, make_run, take_part

pytestmark = pytest.mark.django_db


def test_joining_stores_the_whole_plan(participation):
    trials = list(participation.trials.all())

    assert [trial.position for trial in trials] == [1, 2, 3]
    for trial in trials:
        sets = set(trial.reference.sets.values_list("pk", flat=True))
        assert set(trial.slots.values_list("shown_set", flat=True)) == sets
        assert list(trial.slots.values_list("position", flat=True)) == [0, 1, 2]


def test_numbers_follow_arrival(opened):
    assert [take_part(opened).number for _ in range(3)] == [1, 2, 3]


def test_number_is_not_given_again_when_one_in_the_middle_was_deleted(opened):
    first, second = take_part(opened), take_part(opened)
    first.delete()

    assert take_part(opened).number == second.number + 1


def test_same_arrival_joins_once(opened):
    arrival = uuid4()

    one, two = (participating.join(round=opened, arrival=arrival) for _ in range(2))

    assert one == two
    assert Participation.objects.count() == 1


def test_same_arrival_finds_its_participation_when_the_round_has_closed(opened):
    arrival = uuid4()
    joined = participating.join(round=opened, arrival=arrival)
    rounds.close_round(round=opened)

    assert participating.join(round=opened, arrival=arrival) == joined


def test_nobody_joins_a_draft(draft):
    with pytest.raises(participating.RoundNotOpen):
        take_part(draft)


def test_nobody_joins_a_closed_round(opened):
    rounds.close_round(round=opened)

    with pytest.raises(participating.RoundClosed):
        take_part(opened)


def test_tokens_are_long_and_all_different(opened):
    tokens = {take_part(opened).token for _ in range(5)}

    assert len(tokens) == 5
    assert all(len(token) == 32 for token in tokens)


def test_find_knows_a_participation_by_its_token_alone(participation):
    assert participating.find(token=participation.token) == participation
    with pytest.raises(Participation.DoesNotExist):
        participating.find(token=participation.token[:-1])


def test_consent_that_was_given_is_kept_as_a_hash(participation):
    assert len(participation.consent_sha256) == 64


def test_references_are_shown_equally_often(opened):
    for _ in range(4):
        take_part(opened)

    shown = Counter(Trial.objects.values_list("reference", flat=True))
    assert set(shown.values()) == {2}


def test_same_seed_plans_the_same_way(catalogue):
    ways = []
    for slug in ("a", "b"):
        take_part(rounds.open_round(round=make_round(catalogue, ["ssim", "random"], slug=slug)))
        slots = Slot.objects.filter(trial__participation__round__slug=slug)
        ways.append(
            [
                (slot.trial.reference.identifier, slot.letter, slot.shown_set.methods.get().key)
                for slot in slots.order_by("trial__position", "position")
            ]
        )

    assert ways[0] == ways[1]


def test_joining_takes_few_queries(opened, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        take_part(opened)


@pytest.mark.django_db(transaction=True)
def test_people_who_arrive_at_the_same_moment_get_different_numbers():
    round = opened_for_threads()
    numbers = []

    in_threads(8, lambda: numbers.append(take_part(round).number))

    assert sorted(numbers) == list(range(1, 9))
    assert Slot.objects.count() == 8 * 3 * 2


@pytest.mark.django_db(transaction=True)
def test_double_click_joins_once_even_at_the_same_moment():
    round, arrival = opened_for_threads(), uuid4()
    joined = []

    in_threads(6, lambda: joined.append(participating.join(round=round, arrival=arrival).pk))

    assert len(joined) == 6
    assert len(set(joined)) == 1
    assert Trial.objects.count() == 3


def opened_for_threads():
    catalogue = make_catalogue()
    make_run(catalogue, "ssim", shift=1)
    make_run(catalogue, "random", shift=6)
    return rounds.open_round(round=make_round(catalogue, ["ssim", "random"]))


def in_threads(number, work):
    start = threading.Barrier(number)
    failures = []

    def run():
        try:
            start.wait()
            work()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
