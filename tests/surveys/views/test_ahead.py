"""The next trial before its turn, for the page of this one to hold ready."""

import re

import pytest
from django.utils import timezone

from surveys import participation as participating
from surveys import rounds
from surveys.models import Participation
from tests.surveys.factories import make_round, take_part

pytestmark = pytest.mark.django_db
ALL = {"A": 3, "B": 4, "C": 5}
HTMX = {"HX-Request": "true"}


def held_ready_by(page):
    return re.findall(r'data-ahead="([^"]+)"', page)


@pytest.mark.parametrize("position", [1, 2])
def test_it_is_to_the_letter_what_continue_brings(client, at, position):
    for earlier in range(1, position):
        client.post(at(f"{earlier}/"), ALL)
    page = client.get(at(f"{position}/")).text

    [address] = held_ready_by(page)
    ahead = client.get(address, headers=HTMX).text

    assert ahead == client.post(at(f"{position}/"), ALL, headers=HTMX).text


def test_whoever_went_back_holds_the_trial_ready_that_continue_leads_to(client, at):
    for position in (1, 2):
        client.post(at(f"{position}/"), ALL)

    [address] = held_ready_by(client.get(at("1/")).text)
    ahead = client.get(address, headers=HTMX).text

    assert address == at("3/ahead/")
    assert ahead == client.post(at("1/"), ALL, headers=HTMX).text


def test_last_trial_holds_nothing_ready(client, at):
    for position in (1, 2):
        client.post(at(f"{position}/"), ALL)

    assert held_ready_by(client.get(at("3/")).text) == []


def test_practice_leads_to_what_is_said_about_it_and_holds_nothing_ready(client, catalogue):
    draft = make_round(catalogue, ["ssim"], slug="practised", practice=True)
    participation = take_part(rounds.open_round(round=draft))

    assert held_ready_by(client.get(f"/p/{participation.token}/0/").text) == []


def test_nothing_is_had_before_the_practice_is_done(client, catalogue):
    draft = make_round(catalogue, ["ssim"], slug="practised", practice=True)
    participation = take_part(rounds.open_round(round=draft))

    assert client.get(f"/p/{participation.token}/1/ahead/", headers=HTMX).status_code == 204


def test_who_has_lost_the_place_gets_nothing(client, at, monkeypatch):
    def lost(participation):
        raise participating.LeftTooLong

    monkeypatch.setattr(participating, "keep_place", lost)

    assert client.get(at("2/ahead/"), headers=HTMX).status_code == client.get(at("1/")).status_code


def test_trial_does_not_begin_by_being_held_ready(client, at, participation):
    client.get(at("1/"))

    client.get(at("2/ahead/"), headers=HTMX)

    assert participation.trials.get(position=2).shown_at is None


def test_none_is_had_further_ahead(client, at):
    client.get(at("1/"))

    answer = client.get(at("3/ahead/"), headers=HTMX)

    assert (answer.status_code, answer.content) == (204, b"")


def test_nothing_is_had_of_what_is_done(client, at):
    client.post(at("1/"), ALL)

    assert client.get(at("1/ahead/"), headers=HTMX).status_code == 204


@pytest.mark.parametrize("end", ["completed_at", "screened_out_at"])
def test_who_has_ended_gets_nothing(client, at, end):
    Participation.objects.update(**{end: timezone.now(), "holds_seat": False})

    assert client.get(at("2/ahead/"), headers=HTMX).status_code == 204


def test_closed_round_gives_nothing_ahead(client, at, opened):
    rounds.close_round(round=opened)

    assert client.get(at("2/ahead/"), headers=HTMX).status_code == 204


def test_address_opened_as_a_page_leads_to_where_one_is(client, at, participation):
    participating.submit_trial(participation=participation, position=1, values={0: 1, 1: 1, 2: 1})

    assert client.get(at("2/ahead/")).headers["Location"] == at()


def test_strangers_get_nothing(client):
    assert client.get("/p/nobody/2/ahead/", headers=HTMX).status_code == 404
