from datetime import timedelta
from hashlib import sha256

import pytest
from django.test import Client
from django.utils import timezone

from surveys import rounds
from surveys.channel_presets import apply_preset
from surveys.models import Channel, Identity, Participation, Rating, Trial, Withdrawal
from tests.surveys.factories import answer_all, take_part

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(participation):
    return f"/p/{participation.token}/withdraw/"


def complete(participation):
    answer_all(participation)


def screen_out(participation):
    Participation.objects.update(screened_out_at=timezone.now(), holds_seat=False)


def leave_for_long(participation):
    Participation.objects.update(lease_ends_at=timezone.now() - timedelta(days=1), holds_seat=False)


STATES = {
    "fresh": lambda participation: None,
    "completed": complete,
    "screened out": screen_out,
    "left": leave_for_long,
    "paused": lambda participation: rounds.pause_round(round=participation.round),
    "closed": lambda participation: rounds.close_round(round=participation.round),
}


@pytest.mark.parametrize("state", STATES)
def test_withdrawing_erases_everything_in_every_state(client, participation, address, state):
    client.post(f"/p/{participation.token}/1/", {"A": 3})
    STATES[state](participation)
    answers = Rating.objects.count()

    response = client.post(address)

    withdrawal = Withdrawal.objects.get()
    assert response.headers["Location"] == f"/withdrawn/{withdrawal.receipt}/"
    assert withdrawal.answers == answers > 0
    for model in (Participation, Trial, Rating):
        assert not model.objects.exists()


def test_asking_says_how_much_and_erases_nothing(client, participation, address):
    client.post(f"/p/{participation.token}/1/", {"A": 3, "B": 3})

    page = client.get(address)

    assert "Your 2 answers will be erased for good" in page.text
    assert "Erase my answers" in page.text
    assert Rating.objects.count() == 2
    assert not Withdrawal.objects.exists()


def test_who_has_answered_nothing_can_withdraw_the_consent(client, address):
    page = client.get(address).text
    place = client.post(address).headers["Location"]

    assert "You have not answered anything yet" in page
    assert "Withdraw my consent" in page
    assert "Erase my answers" not in page
    assert "Keep them" not in page
    assert "There were no answers yet" in client.get(place).text


def test_asking_shows_what_was_agreed_to_and_when(client, participation, address, opened):
    page = client.get(address).text

    assert sha256(opened.consent_text.encode()).hexdigest()[:8] in page
    assert opened.consent_text in page
    assert f"{participation.consented_at:%H:%M} UTC" in page


def test_ids_are_erased_with_the_answers(client, participation, address, opened):
    channel = apply_preset(Channel(round=opened), "invitation")
    channel.save()
    Identity.objects.create(
        channel=channel, person="T", address="a@example.org", participation=participation
    )

    client.post(address)

    assert not Identity.objects.exists()


def test_others_keep_theirs(client, opened, address):
    other = take_part(opened)
    answer_all(other)

    client.post(address)

    assert list(Participation.objects.all()) == [other]
    assert Rating.objects.count() == 9


def test_receipt_says_what_was_erased_and_when(client, participation, address):
    client.post(f"/p/{participation.token}/1/", {"A": 3})
    place = client.post(address).headers["Location"]
    withdrawal = Withdrawal.objects.get()

    for browser in (client, Client()):
        page = browser.get(place)
        assert page.status_code == 200
        assert "1 answer was erased" in page.text
        assert withdrawal.receipt in page.text
        assert f"{withdrawal.withdrawn_at:%H:%M} UTC" in page.text
        assert participation.token not in page.text


def test_receipt_is_found_in_small_letters_too(client, participation, address):
    place = client.post(address).headers["Location"]

    assert client.get(place.lower()).status_code == 200
    assert client.get("/withdrawn/UNKNOWN/").status_code == 404


def test_double_click_leads_to_the_same_receipt(client, address):
    first, second = client.post(address), client.post(address)

    assert first.headers["Location"] == second.headers["Location"]
    assert Withdrawal.objects.count() == 1


@pytest.mark.parametrize("rest", ["", "1/", "thanks/", "withdraw/"])
def test_personal_link_leads_to_the_receipt_ever_after(client, participation, address, rest):
    place = client.post(address).headers["Location"]

    assert client.get(f"/p/{participation.token}/{rest}").headers["Location"] == place


def test_unknown_link_cannot_be_withdrawn(client, participation):
    for response in (client.get("/p/unknown/withdraw/"), client.post("/p/unknown/withdraw/")):
        assert response.status_code == 404
        assert "This link does not work" in response.text
    assert not Withdrawal.objects.exists()


def test_withdrawing_needs_no_cookie(participation, address):
    assert Client(enforce_csrf_checks=True).post(address).status_code == 302


def test_every_page_behind_the_link_offers_it(client, participation, address):
    own = f"/p/{participation.token}/"
    link = f'href="{address}"'
    assert link in client.get(f"{own}1/").text
    assert link in client.post(f"{own}1/", {"A": 3}).text
    assert link in client.post(f"{own}1/B/", {"B": 99}).text
    assert link in client.get(f"{own}9/").text
    answer_all(participation)
    assert link in client.get(f"{own}thanks/").text
    screen_out(participation)
    assert link in client.get(f"{own}ended/").text


def test_page_of_a_closed_round_offers_it_too(client, participation, address):
    rounds.close_round(round=participation.round)

    assert f'href="{address}"' in client.get(f"/p/{participation.token}/1/").text


def test_welcome_back_offers_it_too(client, participation, address):
    client.cookies["participation"] = participation.token

    assert f'href="{address}"' in client.get("/s/alike/").text


def test_who_has_withdrawn_can_take_part_anew(client, participation, address):
    client.cookies["participation"] = participation.token
    client.post(address)

    page = client.get("/s/alike/")

    assert "I agree" in page.text


def test_asking_takes_few_queries(client, participation, address, django_assert_num_queries):
    answer_all(participation)

    with django_assert_num_queries(2):
        client.get(address)
