from datetime import date

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from surveys import rounds
from surveys.models import Channel, Participation, Round, Seat, ShownSet
from tests.surveys.factories import answer_all, leave, make_round, take_part

pytestmark = pytest.mark.django_db
WELCOME = "/s/alike/"


def arrival_of(client):
    return client.get(WELCOME, {"new": 1}).context["form"]["arrival"].value()


def consent(client, *, follow=False, **data):
    return client.post(WELCOME, {"arrival": arrival_of(client), **data}, follow=follow)


def test_home_shows_open_rounds_with_their_link_and_no_drafts(client, opened, catalogue):
    make_round(catalogue, ["ssim"], slug="later", title="Later")

    page = client.get("/")

    assert f'href="{WELCOME}"' in page.text
    assert "Later" not in page.text


def test_home_shows_a_paused_round_without_a_link(client, opened):
    rounds.pause_round(round=opened)

    page = client.get("/")

    assert "A short break" in page.text
    assert WELCOME not in page.text


def test_home_takes_one_query(client, opened, catalogue, django_assert_num_queries):
    for number in range(5):
        make_round(catalogue, ["ssim"], slug=f"round-{number}")

    with django_assert_num_queries(1):
        client.get("/")


def test_home_without_rounds_says_so(client):
    assert "No survey is open" in client.get("/").text


def test_welcome_says_what_to_expect_and_asks_for_consent(client, opened):
    page = client.get(WELCOME)

    assert page.status_code == 200
    for text in (opened.title, opened.welcome_text, opened.consent_text, "about 2 min", "up to 3"):
        assert text in page.text


def test_welcome_says_how_to_go_on_later(client, opened):
    page = client.get(WELCOME).text
    first = consent(client, follow=True)

    assert "open this page again in the same browser" in page
    assert "“Take a break and come back” at the bottom of each comparison" in page
    assert "Take a break and come back" in first.text


def test_welcome_promises_the_most_sets_that_a_trial_holds(client, opened):
    ShownSet.objects.create(reference=opened.references.all()[0])

    assert "up to 4" in client.get(WELCOME).text


def test_welcome_says_until_when_answers_are_kept_where_the_round_says_so(client, opened):
    unlimited = client.get(WELCOME).text
    Round.objects.update(retention_until=date(2031, 5, 4))

    assert "They are kept until" not in unlimited
    assert "They are kept until May 4, 2031 and then erased." in client.get(WELCOME).text


def test_researchers_words_are_text_and_not_markup(client, draft):
    draft.consent_text = "<script>alert(1)</script> write to me@example.org"
    draft.save()
    rounds.open_round(round=draft)

    page = client.get(WELCOME)

    assert "<script>alert" not in page.text
    assert 'href="mailto:me@example.org"' in page.text


def test_consent_leads_to_the_first_trial(client, opened):
    response = consent(client)

    participation = Participation.objects.get()
    assert response.headers["Location"] == f"/p/{participation.token}/"
    followed = client.get(response.headers["Location"], follow=True)
    assert followed.redirect_chain == [(f"/p/{participation.token}/1/", 302)]


def test_double_click_joins_once(client, opened):
    arrival = arrival_of(client)

    first, second = (client.post(WELCOME, {"arrival": arrival}) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert Participation.objects.count() == 1


def test_reloaded_page_has_a_new_arrival_and_is_not_kept_by_the_browser(client, opened):
    one, two = (client.get(WELCOME) for _ in range(2))

    assert one.context["form"]["arrival"].value() != two.context["form"]["arrival"].value()
    assert "no-store" in one.headers["Cache-Control"]


@pytest.mark.parametrize("arrival", ["", "nonsense", "00000000000000000000000000000000:x"])
def test_tampered_arrival_is_asked_again(client, opened, arrival):
    response = consent(client, arrival=arrival)

    assert response.status_code == 422
    assert "Please press the button once more" in response.text
    assert not Participation.objects.exists()


def test_cookie_holds_the_token_for_this_round_alone(client, opened):
    cookie = consent(client).cookies["participation"]

    assert cookie.value == Participation.objects.get().token
    assert cookie["path"] == WELCOME
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert int(cookie["max-age"]) == 60 * 24 * 60 * 60


def test_open_link_on_the_same_device_offers_to_continue(client, opened):
    consent(client)
    token = Participation.objects.get().token

    page = client.get(WELCOME)

    assert "Continue where you left" in page.text
    assert f'href="/p/{token}/"' in page.text


def test_somebody_else_on_the_same_device_starts_anew(client, opened):
    consent(client)

    page = client.get(WELCOME, {"new": 1})
    consent(client)

    assert opened.consent_text in page.text
    assert Participation.objects.count() == 2


def test_who_has_finished_is_thanked_and_not_asked_again(client, opened):
    consent(client)
    answer_all(Participation.objects.get())

    page = client.get(WELCOME)

    assert "already taken part" in page.text
    assert "Continue where you left" not in page.text


def test_cookie_of_a_deleted_participation_is_forgotten(client, opened):
    consent(client)
    Participation.objects.all().delete()

    assert opened.consent_text in client.get(WELCOME).text


@pytest.mark.parametrize("value", ["", "nonsense", "\0", "ä" * 5000])
def test_tampered_cookie_is_forgotten(client, opened, value):
    client.cookies["participation"] = value

    assert opened.consent_text in client.get(WELCOME).text


def test_draft_is_not_open_yet(client, draft):
    for response in (client.get(WELCOME), client.post(WELCOME, {"arrival": "x"})):
        assert response.status_code == 404
        assert "still being prepared" in response.text
        assert draft.title not in response.text


def test_closed_round_says_so(client, opened):
    rounds.close_round(round=opened)

    for response in (client.get(WELCOME), client.post(WELCOME, {"arrival": "x"})):
        assert response.status_code == 410
        assert "This survey has closed" in response.text
    assert not Participation.objects.exists()


def test_round_that_closes_between_welcome_and_consent_says_so(client, opened):
    page = client.get(WELCOME)
    rounds.close_round(round=opened)

    response = client.post(WELCOME, {"arrival": page.context["form"]["arrival"].value()})

    assert response.status_code == 410


def test_unknown_round_is_not_found(client, db):
    response = client.get("/s/nothing/")

    assert response.status_code == 404
    assert "There is no such page" in response.text


def test_consent_needs_no_cookie_but_the_signed_arrival(opened):
    client = Client(enforce_csrf_checks=True)
    arrival = arrival_of(client)
    client.cookies.clear()

    assert client.post(WELCOME, {"arrival": "forged"}).status_code == 422
    assert client.post(WELCOME, {"arrival": arrival}).status_code == 302


def test_missing_csrf_token_is_explained(opened):
    client = Client(enforce_csrf_checks=True)

    response = client.post(reverse("surveys:language"), {"language": "de"})

    assert response.status_code == 403
    assert "Please try once more" in response.text


def test_language_can_be_switched_without_javascript(client, opened):
    response = client.post(reverse("surveys:language"), {"language": "de", "next": WELCOME})

    assert response.headers["Location"] == WELCOME
    assert '<html lang="de"' in client.get(WELCOME).text


def test_language_switch_leads_nowhere_else(client, db):
    elsewhere = {"language": "de", "next": "https://example.org/"}

    response = client.post(reverse("surveys:language"), elsewhere)

    assert response.headers["Location"] == "/"


def test_browser_s_language_is_taken(client, opened):
    page = client.get(WELCOME, headers={"accept-language": "de-AT,de;q=0.9"})

    assert '<html lang="de"' in page.text


def test_page_has_no_inline_script_or_style(client, opened):
    page = client.get(WELCOME)

    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    assert page.headers["Referrer-Policy"] == "same-origin"
    for forbidden in ("<style", " style=", " onclick=", "javascript:"):
        assert forbidden not in page.text


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client, opened, method):
    assert getattr(client, method)(WELCOME).status_code == 405


def test_round_is_untouched_by_visits(client, opened):
    client.get(WELCOME)

    assert Round.objects.get(pk=opened.pk).participations.count() == 0


def test_whoever_is_asked_for_consent_is_counted_and_nothing_else_is(client, opened):
    address = reverse("surveys:welcome", args=[opened.slug])

    client.head(address)
    client.get(address)
    client.get(address)
    client.post(address, {"decision": "decline"})

    assert opened.channels.get().openings == 2


def test_a_database_that_takes_nothing_costs_the_count_and_not_the_page(
    client, opened, monkeypatch, caplog
):
    def full(*_args, **_fields):
        raise OperationalError("database or disk is full")

    monkeypatch.setattr("django.db.models.query.QuerySet.update", full)

    response = client.get(reverse("surveys:welcome", args=[opened.slug]))

    assert response.status_code == 200
    assert "was not counted" in caplog.text


def test_home_says_that_a_round_is_full(client, catalogue):
    draft = make_round(catalogue, ["ssim", "random"], participants_per_reference=1)
    limited = rounds.open_round(round=draft)
    assert "Take part" in client.get("/").text

    for _ in range(limited.seats.count()):
        take_part(limited)

    page = client.get("/").text
    assert "Take part" not in page
    assert "All places are taken" in page
    leave(limited.participations.first())
    assert "Take part" in client.get("/").text


def test_home_says_that_the_open_link_s_quota_is_full(client, opened):
    door = opened.channels.get(slug="open")
    Channel.objects.filter(pk=door.pk).update(quota=1)
    take_part(opened)
    assert "Take part" in client.get("/").text

    take_part(opened, channel=door)

    assert "All places are taken" in client.get("/").text


@pytest.fixture
def alone(catalogue):
    """With one place alone."""
    draft = make_round(
        catalogue,
        ["ssim", "random"],
        participants_per_reference=1,
        references_count=3,
        trials_per_participant=3,
    )
    return rounds.open_round(round=draft)


def test_who_left_too_long_learns_it_at_the_door(client, alone):
    consent(client)
    leave(Participation.objects.get())
    take_part(alone)

    page = client.get(WELCOME)

    assert page.status_code == 410
    assert "Your place was given on" in page.text
    assert "Welcome back" not in page.text


def test_who_left_too_long_may_let_somebody_else_in_where_there_is_room(client, alone):
    consent(client)
    leave(Participation.objects.get())
    take_part(alone)
    Seat.objects.create(round=alone, number=99, trials=[])

    page = client.get(WELCOME)

    assert "Your place was given on" in page.text
    assert "Continue where you left" not in page.text
    assert "I am somebody else" in page.text


def test_welcome_back_keeps_the_place_that_it_promises(client, alone):
    consent(client)
    leave(Participation.objects.get())

    assert "Welcome back" in client.get(WELCOME).text

    assert Participation.objects.get().lease_ends_at > timezone.now()


def test_welcome_back_speaks_the_chosen_language(client, opened):
    consent(client)
    Participation.objects.update(language="de")

    page = client.get(WELCOME, headers={"accept-language": "en"})
    assert '<html lang="de"' in page.text

    client.get(WELCOME, {"lang": "en"})
    assert Participation.objects.get().language == "en"
    assert '<html lang="de"' not in client.get(WELCOME, {"new": 1}).text
