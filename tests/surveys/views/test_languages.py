"""The link, the switch, the browser, the round: in this order they say what a page speaks."""

from hashlib import sha256

import pytest
from django.test import Client

from surveys import rounds
from surveys.models import Participation
from tests.surveys.factories import make_round, take_part
from tests.surveys.wordings import GERMAN

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
WELCOME = "/s/alike/"
ENGLISH_QUESTION, GERMAN_QUESTION = "How similar are they?", GERMAN["question"]


@pytest.fixture
def bilingual(catalogue):
    draft = make_round(
        catalogue, ["ssim", "random"], translations={"de": GERMAN}, contact="me@example.org"
    )
    return rounds.open_round(round=draft)


def in_german(page):
    return '<html lang="de"' in page.text and GERMAN_QUESTION in page.text


def join(client, **query):
    page = client.get(WELCOME, query)
    arrival = page.context["form"]["arrival"].value()
    client.post(WELCOME, {"arrival": arrival}, query_params=query)
    return Participation.objects.latest("pk")


def test_link_decides_before_everything_else(client, bilingual):
    client.cookies["django_language"] = "en"

    page = client.get(WELCOME, {"lang": "de"}, headers={"accept-language": "en"})

    assert in_german(page)
    assert page.headers["Content-Language"] == "de"


def test_cookie_of_the_site_s_switch_decides_before_the_browser(client, bilingual):
    client.cookies["django_language"] = "de"

    assert in_german(client.get(WELCOME, headers={"accept-language": "en"}))


@pytest.mark.parametrize("header", ["de", "de-AT,de;q=0.9", "fr, de;q=0.5", "xx-invalid, de"])
def test_browser_decides_before_the_round(client, bilingual, header):
    assert in_german(client.get(WELCOME, headers={"accept-language": header}))


@pytest.mark.parametrize("header", ["", "fr", "*"])
def test_round_s_own_language_is_the_last_resort(client, catalogue, header):
    texts = {name: text for name, text in GERMAN.items() if name != "contact"}
    rounds.open_round(round=make_round(catalogue, ["ssim"], language="de", **texts))

    assert in_german(client.get(WELCOME, headers={"accept-language": header}))


@pytest.mark.parametrize("asked", ["fr", "xx", "", "de'\"", "d" * 600])
def test_language_that_the_interface_does_not_have_is_passed_over(client, bilingual, asked):
    page = client.get(WELCOME, {"lang": asked})

    assert page.status_code == 200
    assert '<html lang="en"' in page.text


def test_round_without_texts_in_it_says_what_language_its_words_are(client, opened):
    page = client.get(WELCOME, {"lang": "de"})

    assert '<html lang="de"' in page.text
    assert f'<h1 lang="en" dir="ltr">{opened.title}</h1>' in page.text


def test_switch_keeps_what_else_stands_in_the_address(client, bilingual):
    page = client.get(WELCOME, {"PROLIFIC_PID": "P1", "new": "1"})

    assert 'href="?PROLIFIC_PID=P1&amp;new=1&amp;lang=de"' in page.text


def test_consent_is_hashed_in_the_language_in_which_it_was_given(client, bilingual):
    participation = join(client, lang="de")

    assert participation.language == "de"
    agreed = sha256(GERMAN["consent_text"].encode()).hexdigest()
    assert participation.consent_sha256 == agreed


def test_participation_speaks_on_without_a_cookie_or_the_browser(client, bilingual):
    participation = join(client, lang="de")

    page = Client().get(f"/p/{participation.token}/1/", headers={"accept-language": "en"})

    assert in_german(page)
    assert "Gar nicht" in page.text


def test_switch_in_the_middle_is_kept_and_leaves_the_address(client, bilingual):
    participation = join(client)
    page = f"/p/{participation.token}/1/"
    assert ENGLISH_QUESTION in client.get(page).text

    response = client.get(page, {"lang": "de"})

    assert response.headers["Location"] == page
    assert in_german(client.get(page))
    participation.refresh_from_db()
    assert participation.language == "de"


def test_what_was_agreed_to_is_shown_in_its_language_after_a_switch(client, bilingual):
    participation = join(client, lang="de")
    client.get(f"/p/{participation.token}/", {"lang": "en"})

    page = client.get(f"/p/{participation.token}/withdraw/")

    assert '<html lang="en"' in page.text
    assert GERMAN["consent_text"] in page.text
    assert participation.consent_sha256[:8] in page.text


def test_refusals_and_receipts_speak_too(client, bilingual):
    participation = join(client, lang="de")
    rounds.pause_round(round=bilingual)
    assert "Pause" in client.get(f"/p/{participation.token}/1/").text
    assert '<html lang="de"' in client.get("/p/nobody/", {"lang": "de"}).text

    receipt = client.post(f"/p/{participation.token}/withdraw/").headers["Location"]

    assert GERMAN["title"] in client.get(receipt, {"lang": "de"}).text


def test_instructed_check_asks_in_one_language(client, catalogue):
    draft = make_round(
        catalogue, ["ssim", "random"], translations={"de": GERMAN}, instructed_checks=1
    )
    participation = take_part(rounds.open_round(round=draft), language="de")
    position = participation.trials.get(kind="instructed").position
    for trial in participation.trials.filter(position__lt=position):
        for slot in trial.slots.all():
            client.post(
                f"/p/{participation.token}/{trial.position}/{slot.letter}/", {slot.letter: 3}
            )
        client.post(f"/p/{participation.token}/{trial.position}/")

    page = client.get(f"/p/{participation.token}/{position}/")

    assert f"{GERMAN_QUESTION} " in page.text
    assert "To show that you read this" not in page.text


def test_preview_shows_the_reader_s_language(catalogue, admin_client):
    make_round(catalogue, ["ssim", "random"], translations={"de": GERMAN})

    page = admin_client.get("/s/alike/preview/", headers={"accept-language": "de"})

    assert in_german(page)


def test_export_names_the_language(client, bilingual, admin_client):
    join(client, lang="de")
    join(Client(), new="1")

    text = b"".join(admin_client.get("/results/alike/participants.csv")).decode()

    rows = [line.split(",") for line in text.splitlines()]
    place = rows[0].index("language")
    assert [row[place] for row in rows[1:]] == ["de", "en"]
