from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from surveys import participation as participating
from surveys import rounds
from surveys.models import Channel, Participation
from surveys.participation import LeftTooLong, keep_place, save_rating, submit_trial
from tests.surveys.factories import answer_all, leave, make_round, take_part

pytestmark = pytest.mark.django_db
ALL = {0: 3, 1: 3}


@pytest.fixture
def limited(catalogue):
    """Two seats of three trials each."""
    round = make_round(catalogue, ["ssim", "random"], participants_per_reference=1)
    return rounds.open_round(round=round)


def shorten(participation, minutes):
    ends = timezone.now() + timedelta(minutes=minutes)
    Participation.objects.filter(pk=participation.pk).update(lease_ends_at=ends)
    participation.refresh_from_db()


def test_place_is_kept_for_the_round_s_minutes_from_joining(participation):
    length = participation.lease_ends_at - participation.consented_at

    assert abs(length - timedelta(minutes=120)) < timedelta(minutes=1)


def test_every_page_keeps_the_place_for_another_lease(participation):
    shorten(participation, 10)
    earlier = participation.lease_ends_at

    keep_place(participation=participation)

    participation.refresh_from_db()
    assert participation.lease_ends_at - earlier > timedelta(minutes=100)


def test_every_saved_answer_keeps_the_place(participation):
    shorten(participation, 10)

    save_rating(participation=participation, position=1, slot=0, value=3)

    participation.refresh_from_db()
    assert participation.lease_ends_at > timezone.now() + timedelta(minutes=100)


def test_submitting_answers_that_were_saved_keeps_the_place(participation):
    for slot in range(3):
        save_rating(participation=participation, position=1, slot=slot, value=3)
    shorten(participation, 10)

    submit_trial(participation=participation, position=1, values={})

    participation.refresh_from_db()
    assert participation.lease_ends_at > timezone.now() + timedelta(minutes=100)


def test_place_that_was_kept_within_the_minute_costs_no_query(
    participation, django_assert_num_queries
):
    with django_assert_num_queries(0):
        keep_place(participation=participation)


def test_place_of_a_finished_way_is_left_alone(participation, django_assert_num_queries):
    answer_all(participation)
    leave(participation)
    participation.refresh_from_db()

    with django_assert_num_queries(0):
        keep_place(participation=participation)


def test_nobody_loses_a_place_that_nobody_else_took(limited):
    joined = take_part(limited)
    leave(joined)

    answer_all(joined)

    joined.refresh_from_db()
    assert joined.completed_at is not None
    assert joined.holds_seat


def test_place_is_taken_back_when_it_is_free_again(limited):
    joined = take_part(limited)
    leave(joined)
    newcomer = take_part(limited)
    participating.withdraw(participation=newcomer)

    save_rating(participation=joined, position=1, slot=0, value=3)

    joined.refresh_from_db()
    assert joined.holds_seat
    assert joined.lease_ends_at > timezone.now()


def test_place_is_taken_back_from_somebody_who_left_as_well(limited):
    joined = take_part(limited)
    leave(joined)
    newcomer = take_part(limited)
    leave(newcomer)

    save_rating(participation=joined, position=1, slot=0, value=3)

    joined.refresh_from_db()
    newcomer.refresh_from_db()
    assert (joined.holds_seat, newcomer.holds_seat) == (True, False)


def test_who_left_too_long_is_refused_and_keeps_the_answers(limited):
    joined = take_part(limited)
    submit_trial(participation=joined, position=1, values=ALL)
    leave(joined)
    take_part(limited)
    joined.refresh_from_db()

    with pytest.raises(LeftTooLong):
        keep_place(participation=joined)
    with pytest.raises(LeftTooLong):
        submit_trial(participation=joined, position=2, values=ALL)

    assert not joined.trials.get(position=2).submitted_at
    assert joined.trials.get(position=1).slots.filter(rating__isnull=False).count() == 2


def test_last_click_alone_completes_nobody_whose_place_is_gone(limited):
    joined = take_part(limited)
    for position in (1, 2):
        submit_trial(participation=joined, position=position, values=ALL)
    for slot in (0, 1):
        save_rating(participation=joined, position=3, slot=slot, value=3)
    leave(joined)
    take_part(limited)

    with pytest.raises(LeftTooLong):
        submit_trial(participation=joined, position=3, values={})

    joined.refresh_from_db()
    assert joined.completed_at is None


def test_repeating_a_saved_answer_is_harmless_also_without_a_place(limited):
    joined = take_part(limited)
    save_rating(participation=joined, position=1, slot=0, value=3)
    leave(joined)
    take_part(limited)

    assert save_rating(participation=joined, position=1, slot=0, value=3).value == 3


def test_unlimited_round_lets_everybody_go_on_without_the_seat(opened):
    joined = take_part(opened)
    leave(joined)
    newcomer = take_part(opened)

    answer_all(joined)

    joined.refresh_from_db()
    newcomer.refresh_from_db()
    assert joined.completed_at is not None
    assert (joined.holds_seat, newcomer.holds_seat) == (False, True)
    assert joined.seat == newcomer.seat


def test_going_on_without_a_seat_asks_for_it_once_a_lease(opened, django_assert_num_queries):
    joined = take_part(opened)
    leave(joined)
    take_part(opened)
    save_rating(participation=joined, position=1, slot=0, value=3)
    joined = participating.find(token=joined.token)

    with django_assert_num_queries(0):
        keep_place(participation=joined)


def test_channel_with_a_quota_takes_nobody_back_when_it_is_full(opened):
    channel = Channel.objects.create(round=opened, slug="panel", name="Panel", quota=1)
    joined = take_part(opened, channel=channel)
    leave(joined)
    take_part(opened)
    participating.withdraw(participation=opened.participations.get(channel=None))
    take_part(opened, channel=channel)

    with pytest.raises(LeftTooLong):
        save_rating(participation=joined, position=1, slot=0, value=3)


def test_closed_round_says_that_it_is_closed_to_whoever_left_long_ago(limited):
    joined = take_part(limited)
    leave(joined)
    take_part(limited)
    rounds.close_round(round=limited)
    joined = participating.find(token=joined.token)

    keep_place(participation=joined)
    with pytest.raises(participating.RoundClosed):
        save_rating(participation=joined, position=1, slot=0, value=3)


def test_pause_costs_nobody_the_place(limited):
    joined, gone = take_part(limited), take_part(limited)
    leave(gone)
    rounds.pause_round(round=limited)
    shorten(joined, 0)  # it ended while the round was paused
    rounds.resume_round(round=limited)

    take_part(limited)

    joined.refresh_from_db()
    gone.refresh_from_db()
    assert (joined.holds_seat, gone.holds_seat) == (True, False)


def test_every_page_of_an_open_round_keeps_the_place(opened, client):
    joined = take_part(opened)
    shorten(joined, 10)

    client.get(reverse("surveys:trial", args=[joined.token, 1]))

    joined.refresh_from_db()
    assert joined.lease_ends_at > timezone.now() + timedelta(minutes=100)
