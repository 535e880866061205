from datetime import timedelta

import pytest
from django.utils import timezone

from surveys import rounds
from surveys.arrivals import (
    Arrival,
    ArrivalForm,
    come_back,
    has_room,
    is_preview,
    read_link,
)
from surveys.channel_presets import apply_preset
from surveys.models import Channel, Identity, Participation
from surveys.participation import find_identity
from tests.surveys.factories import make_round, take_part

pytestmark = pytest.mark.django_db


@pytest.fixture
def mturk(draft):
    channel = apply_preset(Channel(round=draft), "mturk")
    channel.save()
    return channel


def signed(draft, channel=None, **fields):
    form = ArrivalForm(round=draft, channel=channel, arrival=Arrival(**fields))
    return form["arrival"].value()


def test_link_of_a_channel_is_read_by_its_parameters_alone(mturk):
    arrival = read_link(mturk, {"workerId": " W1 ", "hitId": "H", "assignmentId": "", "other": "x"})

    assert arrival.person == "W1"
    assert arrival.parameters == {"hitId": "H"}


def test_open_link_knows_nobody(draft):
    open_link = Channel(round=draft, slug="open")

    for channel in (None, open_link):
        arrival = read_link(channel, {"": "x", "workerId": "W1"})
        assert (arrival.person, arrival.parameters) == ("", {})


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("W\0", "W"),
        ("W\N{ZERO WIDTH SPACE}1", "W1"),
        ("W" * 201, ""),
        ("W" * 200, "W" * 200),
        ("{{%PROLIFIC_PID%}}", ""),
        ("%SURVEY_CODE%", ""),
        ("W\N{REPLACEMENT CHARACTER}", ""),
        ("100%", "100%"),
    ],
)
def test_id_is_one_that_the_database_can_hold(mturk, sent, read):
    assert read_link(mturk, {"workerId": sent}).person == read


def test_parameter_too_long_for_any_panel_is_left_out(mturk):
    assert read_link(mturk, {"workerId": "W", "hitId": "H" * 1001}).parameters == {}


def test_preview_is_what_the_panel_says_it_is(mturk):
    assert is_preview(mturk, {"assignmentId": "ASSIGNMENT_ID_NOT_AVAILABLE"})
    assert not is_preview(mturk, {"assignmentId": "A1"})
    assert not is_preview(mturk, {})
    assert not is_preview(Channel(), {})
    assert not is_preview(None, {})


def test_every_page_has_an_arrival_of_its_own(draft):
    assert signed(draft) != signed(draft)


def test_arrival_comes_back_as_it_was_signed(draft, mturk):
    arrival = Arrival(person="Wörker", parameters={"hitId": "H"})
    text = ArrivalForm(round=draft, channel=mturk, arrival=arrival)["arrival"].value()

    form = ArrivalForm({"arrival": text}, round=draft, channel=mturk)

    assert form.is_valid()
    assert form.cleaned_data["arrival"] == arrival


@pytest.mark.parametrize(
    "spoil",
    [lambda s: "", lambda s: s[:-1], lambda s: s.split(":")[0], lambda s: "W" + s, lambda s: "ä:ö"],
)
def test_arrival_that_was_not_signed_here_is_refused(draft, spoil):
    assert not ArrivalForm({"arrival": spoil(signed(draft))}, round=draft).is_valid()


def test_arrival_of_another_round_or_channel_is_refused(draft, catalogue, mturk):
    other = make_round(catalogue, ["ssim"], slug="other")

    for foreign in (signed(other), signed(draft, mturk)):
        assert not ArrivalForm({"arrival": foreign}, round=draft).is_valid()


def test_person_is_found_in_the_channel_alone(mturk, draft):
    known = Identity.objects.create(channel=mturk, person="W1")
    another = Channel.objects.create(round=draft, slug="b", name="B", person_parameter="workerId")

    assert find_identity(mturk, "W1") == known
    assert find_identity(mturk, "W2") is None
    assert find_identity(mturk, "") is None
    assert find_identity(another, "W1") is None


@pytest.fixture
def returning(mturk, draft):
    rounds.open_round(round=draft)
    return Identity.objects.create(
        channel=mturk,
        person="W1",
        parameters={"assignmentId": "A1", "hitId": "H"},
        participation=take_part(draft),
    )


def test_who_comes_back_is_counted_by_the_newest_parameters(returning):
    back = come_back(returning, Arrival(person="W1", parameters={"assignmentId": "A2"}))

    returning.refresh_from_db()
    assert back == returning.participation
    assert returning.parameters == {"assignmentId": "A2", "hitId": "H"}


@pytest.mark.parametrize("end", ["completed_at", "screened_out_at"])
def test_after_the_end_parameters_stay_so_that_one_end_is_not_told_twice(returning, end):
    Participation.objects.update(**{end: timezone.now()})
    returning = Identity.objects.select_related("participation").get()

    come_back(returning, Arrival(person="W1", parameters={"assignmentId": "A2"}))

    returning.refresh_from_db()
    assert returning.parameters["assignmentId"] == "A1"


def test_invitation_that_was_not_used_has_no_way_yet(mturk):
    invited = Identity.objects.create(channel=mturk, person="W1")

    assert come_back(invited, Arrival(person="W1")) is None


def test_room_is_what_the_quota_leaves(mturk, draft):
    rounds.open_round(round=draft)
    mturk.quota = 1
    assert has_room(draft, mturk)

    Participation.objects.filter(pk=take_part(draft).pk).update(channel=mturk)
    assert not has_room(draft, mturk)
    assert has_room(draft, None)

    Participation.objects.update(lease_ends_at=timezone.now() - timedelta(minutes=1))
    assert has_room(draft, mturk)
    Participation.objects.update(completed_at=timezone.now())
    assert not has_room(draft, mturk)
    Participation.objects.update(simulated=True)
    assert has_room(draft, mturk)


def test_room_of_a_limited_round_is_its_seats(catalogue):
    limited = make_round(catalogue, ["ssim", "random"], participants_per_reference=1)
    opened = rounds.open_round(round=limited)
    seats = opened.seats.count()

    for _ in range(seats):
        assert has_room(opened, None)
        take_part(opened)

    assert not has_room(opened, None)
