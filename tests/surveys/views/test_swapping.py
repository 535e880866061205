"""The next trial as the answer to “Continue”, for pages that put it in the place of the last."""

import re

import pytest

from surveys import participation as participating
from surveys import rounds
from surveys.models import Rating
from tests.surveys.factories import make_round, take_part

pytestmark = pytest.mark.django_db
ALL = {"A": 3, "B": 4, "C": 5}
HTMX = {"HX-Request": "true"}


def test_next_trial_comes_in_the_answer_with_its_address_and_title(client, at):
    response = client.post(at("1/"), ALL, headers=HTMX)

    assert response.status_code == 200
    assert response.headers["HX-Push-Url"] == at("2/")
    assert "<title>2 of 3 · Which look alike?</title>" in response.text
    assert f'action="{at("2/")}"' in response.text
    assert Rating.objects.count() == 3


def test_only_the_form_comes_not_the_page_around_it(client, at):
    page = client.get(at("1/")).text
    fragment = client.get(at("1/"), headers=HTMX).text

    form = re.compile(r'<form class="trial-form".*?</form>', re.DOTALL)
    assert form.search(page).group() == form.search(fragment).group()
    assert "<html" not in fragment
    assert "<footer" not in fragment


def test_time_of_showing_is_that_of_the_answer_that_brought_the_trial(client, at, participation):
    client.post(at("1/"), ALL, headers=HTMX)

    assert participation.trials.get(position=2).shown_at is not None
    assert participation.trials.get(position=3).shown_at is None


def test_last_trial_sends_the_browser_to_the_thanks(client, at):
    for position in (1, 2):
        client.post(at(f"{position}/"), ALL, headers=HTMX)

    response = client.post(at("3/"), ALL, headers=HTMX)

    assert response.headers["HX-Redirect"] == at("thanks/")


def test_practice_sends_the_browser_to_what_is_said_about_it(client, catalogue):
    draft = make_round(catalogue, ["ssim"], slug="practised", practice=True)
    participation = take_part(rounds.open_round(round=draft))
    first = f"/p/{participation.token}/0/"

    response = client.post(first, {"A": 5, "B": 1}, headers=HTMX)

    assert response.headers["HX-Redirect"] == first


def test_trial_with_answers_missing_comes_back_marked(client, at):
    response = client.post(at("1/"), {"B": 2}, headers=HTMX)

    assert response.status_code == 422
    assert "HX-Push-Url" not in response.headers
    assert "<title>Answers missing · 1 of 3" in response.text
    assert re.findall(r'id="error-(.)"', response.text) == ["A", "C"]


def test_form_sent_twice_leads_to_the_same_trial(client, at):
    first, second = (client.post(at("1/"), ALL, headers=HTMX) for _ in range(2))

    assert first.headers["HX-Push-Url"] == second.headers["HX-Push-Url"] == at("2/")
    assert Rating.objects.count() == 3


def test_form_of_an_earlier_trial_leads_to_the_current_one(client, at, participation):
    for position in (1, 2):
        participating.submit_trial(
            participation=participation, position=position, values={0: 1, 1: 1, 2: 1}
        )

    response = client.post(at("1/"), {**ALL, "A": 5}, headers=HTMX)

    assert response.headers["HX-Push-Url"] == at("3/")


def test_round_that_closed_refuses_with_its_status(client, at, opened):
    rounds.close_round(round=opened)

    response = client.post(at("1/"), ALL, headers=HTMX)

    assert response.status_code == 410
    assert "<form" not in response.text
