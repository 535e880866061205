"""200 people at the same moment, each with a connection of their own."""

import threading
from collections import Counter
from uuid import uuid4

import pytest
from django.db import transaction

from surveys import participation as participating
from surveys import rounds
from surveys.models import Channel, Identity, Participation, Trial
from surveys.participation import RoundFull
from tests.surveys.crowds import at_once
from tests.surveys.factories import (
    answer_all,
    leave,
    make_catalogue,
    make_round,
    make_run,
    take_part,
)

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 200
REDUNDANCY = 20
SEATS = 6 * REDUNDANCY // 3  # 6 references, 3 for each participant


def opened(**changes):
    catalogue = make_catalogue()
    make_run(catalogue, "ssim", shift=1)
    make_run(catalogue, "random", shift=6)
    return rounds.open_round(round=make_round(catalogue, ["ssim", "random"], **changes))


def fill_up(round):
    """Let people come and answer until there is no place any more."""
    while True:
        try:
            answer_all(take_part(round))
        except RoundFull:
            return


def times_completed(round):
    """How many completed participations each reference has."""
    shown = Trial.objects.filter(participation__round=round, kind=Trial.Kind.MAIN)
    completed = shown.filter(participation__completed_at__isnull=False)
    return Counter(completed.values_list("reference__position", flat=True))


def kinds(outcomes):
    return Counter(type(outcome).__name__ for outcome in outcomes)


def test_everybody_gets_a_number_a_seat_and_a_whole_way_of_their_own():
    round = opened()

    outcomes = at_once(CROWD, lambda _: take_part(round))

    assert kinds(outcomes) == {"Participation": CROWD}
    everybody = range(1, CROWD + 1)
    assert sorted(joined.number for joined in outcomes) == list(everybody)
    assert sorted(joined.seat for joined in outcomes) == list(everybody)
    shown = Counter(Trial.objects.values_list("reference", flat=True))
    assert set(shown.values()) == {CROWD * 3 // 6}


def test_limited_round_takes_exactly_as_many_as_it_has_seats():
    round = opened(participants_per_reference=REDUNDANCY)

    outcomes = at_once(CROWD, lambda _: take_part(round))

    assert kinds(outcomes) == {"Participation": SEATS, "RoundFull": CROWD - SEATS}
    for joined in round.participations.all():
        answer_all(joined)
    assert times_completed(round) == dict.fromkeys(range(6), REDUNDANCY)


def test_no_channel_takes_more_than_its_quota():
    round = opened()
    quotas = {"prolific": 30, "mturk": 7, "sona": None, "posters": 0}
    channels = [
        Channel.objects.create(round=round, slug=slug, name=slug, quota=quota)
        for slug, quota in quotas.items()
    ]

    outcomes = at_once(
        CROWD,
        lambda place: participating.join(
            round=round, arrival=uuid4(), channel=channels[place % 4], person=str(place)
        ),
    )

    came = Counter(joined.channel.slug for joined in outcomes if isinstance(joined, Participation))
    assert came == {"prolific": 30, "mturk": 7, "sona": CROWD // 4}
    assert kinds(outcomes)["RoundFull"] == CROWD - came.total()
    assert Identity.objects.count() == came.total()


def test_one_person_who_arrives_many_times_at_once_joins_once():
    round = opened()
    channel = Channel.objects.create(round=round, slug="prolific", name="Prolific", quota=5)

    outcomes = at_once(
        40,
        lambda _: participating.join(
            round=round, arrival=uuid4(), channel=channel, person="5f1c", parameters={"STUDY": "s"}
        ),
    )

    assert kinds(outcomes) == {"Participation": 40}
    assert len({joined.pk for joined in outcomes}) == 1
    assert Participation.objects.count() == Identity.objects.count() == 1
    assert Trial.objects.count() == 3


def test_a_double_click_joins_once_even_at_the_same_moment():
    round, arrival = opened(), uuid4()

    outcomes = at_once(40, lambda _: participating.join(round=round, arrival=arrival))

    assert len({joined.pk for joined in outcomes}) == 1
    assert Trial.objects.count() == 3


def test_people_who_return_late_and_newcomers_share_the_seats_without_a_gap_or_a_double():
    round = opened(participants_per_reference=REDUNDANCY)
    early = [take_part(round) for _ in range(SEATS)]
    late = early[::2]
    for participation in late:
        leave(participation)

    def come(place):
        if place < len(late):
            return answer_all(late[place])
        return take_part(round)

    outcomes = at_once(CROWD, come)

    kept = outcomes[: len(late)].count(None)
    replaced = kinds(outcomes[len(late) :])["Participation"]
    assert kept + replaced == len(late)
    assert set(kinds(outcomes)) <= {"NoneType", "LeftTooLong", "Participation", "RoundFull"}
    finish(round)
    assert times_completed(round) == dict.fromkeys(range(6), REDUNDANCY)


def test_a_newcomer_and_somebody_who_withdraws_late_never_wait_for_one_another():
    round = opened(participants_per_reference=REDUNDANCY)
    gone = take_part(round)
    leave(gone)
    busy, joined = threading.Event(), threading.Event()

    def withdraw(participation):
        with transaction.atomic():
            Participation.objects.select_for_update().get(pk=participation.pk)
            busy.set()
            joined.wait(1)  # in vain on SQLite, where whoever writes waits for this transaction
            return participating.withdraw(participation=participation)

    def come():
        busy.wait()
        newcomer = take_part(round)
        joined.set()
        return newcomer

    outcomes = at_once(2, lambda place: come() if place else withdraw(gone))

    assert kinds(outcomes) == {"Withdrawal": 1, "Participation": 1}


def test_people_who_left_withdraw_while_newcomers_take_their_seats():
    round = opened(participants_per_reference=REDUNDANCY)
    gone = [take_part(round) for _ in range(SEATS)]
    for participation in gone:
        leave(participation)

    def come(place):
        if place < len(gone):
            return participating.withdraw(participation=gone[place])
        return take_part(round)

    outcomes = at_once(CROWD, come)

    assert kinds(outcomes[:SEATS]) == {"Withdrawal": SEATS}
    assert set(kinds(outcomes[SEATS:])) == {"Participation", "RoundFull"}
    assert round.participations.count() == kinds(outcomes)["Participation"]
    finish(round)
    assert times_completed(round) == dict.fromkeys(range(6), REDUNDANCY)


def test_leases_that_end_in_the_middle_leave_no_reference_short_and_no_quota_exceeded():
    round = opened(participants_per_reference=REDUNDANCY)
    channel = Channel.objects.create(round=round, slug="panel", name="Panel", quota=SEATS - 3)

    def come(place):
        through = {"channel": channel, "person": str(place)} if place % 5 else {}
        joined = participating.join(round=round, arrival=uuid4(), **through)
        if place % 3:
            leave(joined)
        answer_all(joined)

    outcomes = at_once(CROWD, come)

    assert set(kinds(outcomes)) <= {"NoneType", "RoundFull", "LeftTooLong"}
    assert kinds(outcomes)["NoneType"] == completed(round).count()
    assert completed(round).filter(channel=channel).count() <= SEATS - 3
    assert not completed(round).filter(holds_seat=False).exists()
    finish(round)
    assert completed(round).count() == SEATS
    assert times_completed(round) == dict.fromkeys(range(6), REDUNDANCY)


def completed(round):
    return round.participations.filter(completed_at__isnull=False)


def finish(round):
    """Whoever has a place finishes; the rest of the places go to newcomers."""
    for joined in round.participations.filter(completed_at=None, holds_seat=True):
        answer_all(joined)
    fill_up(round)
