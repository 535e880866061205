"""Channels: whom they let in, how many, and how they know them again."""

from uuid import uuid4

import pytest

from surveys import participation as participating
from surveys import rounds
from surveys.models import Channel, Identity, Participation
from surveys.participation import (
    ChannelInactive,
    NoPerson,
    NotInvited,
    RoundFull,
    save_rating,
    submit_trial,
)
from tests.surveys.factories import answer_all, leave, make_round, take_part

pytestmark = pytest.mark.django_db


def channel_of(round, **fields):
    return Channel.objects.create(round=round, slug="panel", name="Panel", **fields)


def test_person_comes_back_to_the_same_participation(opened):
    channel = channel_of(opened)
    first = take_part(opened, channel=channel, person="5f1c")

    again = take_part(opened, channel=channel, person="5f1c")

    assert again == first
    assert Participation.objects.count() == 1


def test_person_keeps_what_the_link_said_when_they_joined(opened):
    channel = channel_of(opened)
    said = {"STUDY_ID": "s", "SESSION_ID": "1"}
    joined = take_part(opened, channel=channel, person="5f1c", parameters=said)

    take_part(opened, channel=channel, person="5f1c", parameters={"SESSION_ID": "2"})

    identity = Identity.objects.get()
    assert (identity.participation, identity.person) == (joined, "5f1c")
    assert identity.parameters == said


def test_same_id_in_two_channels_is_two_people(opened):
    panels = [
        Channel.objects.create(round=opened, slug=slug, name=slug) for slug in ("mturk", "sona")
    ]

    joined = {take_part(opened, channel=channel, person="7").pk for channel in panels}

    assert len(joined) == 2


def test_channel_that_knows_nobody_lets_everybody_join_and_keeps_no_id(opened):
    channel = channel_of(opened)

    joined = {take_part(opened, channel=channel).pk for _ in range(2)}

    assert len(joined) == 2
    assert not Identity.objects.exists()
    assert set(opened.participations.values_list("channel", flat=True)) == {channel.pk}


def test_full_channel_lets_in_nobody_new_and_other_channels_do(opened):
    channel = channel_of(opened, quota=2)
    for _ in range(2):
        take_part(opened, channel=channel)

    with pytest.raises(RoundFull):
        take_part(opened, channel=channel)

    assert take_part(opened).number == 3


def test_full_channel_leads_whom_it_knows_back(opened):
    channel = channel_of(opened, quota=1)
    joined = take_part(opened, channel=channel, person="5f1c")

    assert take_part(opened, channel=channel, person="5f1c") == joined


def test_completed_participations_count_for_ever(opened):
    channel = channel_of(opened, quota=1)
    joined = take_part(opened, channel=channel)
    answer_all(joined)
    leave(joined)

    with pytest.raises(RoundFull):
        take_part(opened, channel=channel)


def test_place_of_somebody_who_left_or_withdrew_is_given_on(opened):
    channel = channel_of(opened, quota=1)
    leave(take_part(opened, channel=channel))
    second = take_part(opened, channel=channel)
    participating.withdraw(participation=second)

    assert take_part(opened, channel=channel).number == 3


def test_screened_out_participations_do_not_count(opened):
    channel = channel_of(opened, quota=1)
    joined = take_part(opened, channel=channel)
    screened_out(joined)

    assert take_part(opened, channel=channel).seat == joined.seat


def screened_out(participation):
    """As the last failed check leaves it."""
    Participation.objects.filter(pk=participation.pk).update(
        screened_out_at=participation.consented_at, holds_seat=False
    )


def test_screened_out_person_comes_back_to_the_rejection(opened):
    channel = channel_of(opened)
    joined = take_part(opened, channel=channel, person="5f1c")
    screened_out(joined)

    again = take_part(opened, channel=channel, person="5f1c")

    assert again == joined
    assert again.screened_out_at is not None


def test_simulated_participants_use_up_no_quota(opened):
    channel = channel_of(opened, quota=1)
    take_part(opened, simulated=True)

    assert take_part(opened, channel=channel).number == 2


def test_channel_for_invited_people_refuses_others(opened):
    channel = channel_of(opened, known_only=True)

    for person in ["stranger", ""]:
        with pytest.raises(NotInvited):
            take_part(opened, channel=channel, person=person)

    assert not Participation.objects.exists()
    assert not Identity.objects.exists()


def test_invited_person_joins_once(opened):
    channel = channel_of(opened, known_only=True)
    invited = Identity.objects.create(channel=channel, person="token", address="a@example.org")

    first, second = (take_part(opened, channel=channel, person="token") for _ in range(2))

    invited.refresh_from_db()
    assert first == second == invited.participation
    assert invited.address == "a@example.org"


def test_channel_that_was_switched_off_lets_in_only_whom_it_knows(opened):
    channel = channel_of(opened)
    joined = take_part(opened, channel=channel, person="5f1c")
    channel.is_active = False
    channel.save()

    assert take_part(opened, channel=channel, person="5f1c") == joined
    with pytest.raises(ChannelInactive):
        take_part(opened, channel=channel, person="another")


def test_known_person_is_led_back_after_the_close(opened):
    channel = channel_of(opened)
    joined = take_part(opened, channel=channel, person="5f1c")
    rounds.close_round(round=opened)

    assert take_part(opened, channel=channel, person="5f1c") == joined


def test_two_arrivals_of_one_person_share_the_way(opened):
    channel = channel_of(opened)
    one, two = (
        participating.join(round=opened, arrival=uuid4(), channel=channel, person="5f1c")
        for _ in range(2)
    )
    values = dict.fromkeys(range(3), 4)

    submit_trial(participation=one, position=1, values=values)
    submit_trial(participation=two, position=1, values=values)

    assert one.trials.exclude(submitted_at=None).count() == 1


def test_quota_counts_those_who_finished_without_a_seat(opened):
    channel = channel_of(opened)
    joined = take_part(opened, channel=channel)
    leave(joined)
    take_part(opened)
    answer_all(joined)
    channel.quota = 1
    channel.save()

    with pytest.raises(RoundFull):
        take_part(opened, channel=channel)


def test_seats_of_a_limited_round_are_shared_by_all_channels(catalogue):
    round = make_round(catalogue, ["ssim", "random"], participants_per_reference=1)
    rounds.open_round(round=round)
    channel = channel_of(round, quota=100)
    take_part(round)
    take_part(round, channel=channel)

    with pytest.raises(RoundFull):
        take_part(round, channel=channel)


def test_quota_counts_people_and_simulated_apart(opened):
    channel = channel_of(opened, quota=1)
    take_part(opened, channel=channel, simulated=True)

    assert take_part(opened, channel=channel).channel == channel
    for simulated in (True, False):
        with pytest.raises(RoundFull):
            take_part(opened, channel=channel, simulated=simulated)


def test_channel_is_asked_as_it_is_now(opened):
    stale = channel_of(opened)
    Channel.objects.update(is_active=False)

    with pytest.raises(ChannelInactive):
        take_part(opened, channel=stale)


def test_channel_that_knows_people_lets_in_nobody_without_an_id(opened):
    channel = channel_of(opened, person_parameter="PID")

    with pytest.raises(NoPerson):
        take_part(opened, channel=channel)


def test_who_comes_back_late_to_a_channel_with_room_goes_on_without_the_seat_and_counts(opened):
    channel = channel_of(opened, quota=2)
    late = take_part(opened, channel=channel)
    leave(late)
    newcomer = take_part(opened)
    assert newcomer.seat == late.seat

    save_rating(participation=late, position=1, slot=0, value=2)

    late.refresh_from_db()
    assert not late.holds_seat
    take_part(opened, channel=channel)
    with pytest.raises(RoundFull):
        take_part(opened, channel=channel)
