"""What a page's script sends beside an answer, and answers that cannot be taken as they come."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from surveys import participation as participating
from surveys import rounds
from surveys.models import Rating, Revision, Trial
from tests.surveys.factories import make_round, take_part

pytestmark = pytest.mark.django_db
ALL = {"A": 3, "B": 4, "C": 5}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def shown(participation):
    """The first trial was shown a minute ago; the moment in milliseconds since 1970."""
    moment = timezone.now() - timedelta(minutes=1)
    Trial.objects.filter(position=1).update(shown_at=moment)
    return round(moment.timestamp() * 1000)


def test_answer_is_kept_with_when_it_was_given_and_what_its_page_tells(client, at, shown):
    sent = {"A": 4, "given": shown + 9000, "after": 8900, "pictures": 700, "first": 8900}

    client.post(at("1/A/"), {**sent, "losses": 2, "unfocused": 500, "hidden": 0}, headers=HTMX)

    rating, trial = Rating.objects.get(), Trial.objects.get(position=1)
    assert round(rating.given_at.timestamp() * 1000) == shown + 9000
    assert (rating.value, rating.answer_ms) == (4, 8900)
    assert (trial.scripted, trial.pictures_ms, trial.first_answer_ms) == (True, 700, 8900)
    assert (trial.focus_losses, trial.unfocused_ms, trial.hidden_ms) == (2, 500, 0)


@pytest.mark.parametrize(
    "said",
    [
        {"given": "soon", "after": "later", "pictures": "1.5", "losses": "-1"},
        {"given": "9" * 30, "after": "9" * 30, "unfocused": str(2**31)},
        {"given": "-1", "after": "", "hidden": "\0"},
    ],
)
def test_nonsense_about_time_costs_nobody_an_answer(client, at, shown, said):
    response = client.post(at("1/A/"), {"A": 4, **said}, headers=HTMX)

    assert response.status_code == 200
    rating = Rating.objects.get()
    assert (rating.value, rating.given_at, rating.answer_ms) == (4, None, None)
    assert Trial.objects.get(position=1).pictures_ms is None


def test_answer_that_was_given_before_the_one_that_is_there_is_refused(client, at, shown):
    newer = {"A": 5, "given": shown + 2000}
    client.post(at("1/A/"), newer, headers=HTMX)

    older = client.post(at("1/A/"), {"A": 2, "given": shown + 1000}, headers=HTMX)
    again = client.post(at("1/A/"), newer, headers=HTMX)

    assert older.status_code == 409
    assert older.text.strip().startswith("You answered this later in another window")
    assert again.status_code == 200
    assert (Rating.objects.get().value, Revision.objects.get().value) == (5, 2)


def test_page_says_when_its_answers_were_given(client, at, shown):
    client.post(at("1/B/"), {"B": 4, "given": shown + 2000}, headers=HTMX)

    page = client.get(at("1/")).text

    assert re.findall(r'data-given="(\d+)"', page) == ["0", str(shown + 2000), "0"]
    now = int(re.search(r'name="server-time" content="(\d+)"', page)[1])
    assert 0 <= now - shown - 60_000 < 60_000


def test_whole_form_brings_the_times_of_its_page(client, at, shown):
    client.post(at("1/"), {**ALL, "pictures": 300, "losses": 0})

    trial = Trial.objects.get(position=1)
    assert (trial.scripted, trial.pictures_ms, trial.focus_losses) == (True, 300, 0)


def test_whole_form_without_a_script_says_that_there_was_none(client, at, shown):
    client.post(at("1/"), ALL)

    assert Trial.objects.get(position=1).scripted is False


def test_page_that_is_left_tells_its_times(client, at, shown):
    response = client.post(at("1/timing/"), {"losses": 1, "unfocused": 300, "hidden": 300})

    trial = Trial.objects.get(position=1)
    assert response.status_code == 204
    assert (trial.focus_losses, trial.hidden_ms, trial.submitted_at) == (1, 300, None)


def test_page_that_is_left_and_tells_nothing_changes_nothing(client, at, shown):
    assert client.post(at("1/timing/")).status_code == 204
    assert Trial.objects.get(position=1).scripted is None


def test_times_are_told_with_the_participant_s_own_link_alone(client, at, shown):
    assert client.post("/p/unknown/1/timing/", {"losses": 1}).status_code == 404
    assert client.post(at("9/timing/"), {"losses": 1}).status_code == 404
    assert client.get(at("1/timing/")).status_code == 405
    assert Trial.objects.get(position=1).focus_losses is None


def test_answer_in_a_pause_is_to_be_sent_again_later(client, at, participation):
    rounds.pause_round(round=participation.round)

    response = client.post(at("1/A/"), {"A": 3}, headers=HTMX)

    assert response.status_code == 409
    assert int(response.headers["Retry-After"]) > 0
    assert "Everything you answered" not in response.text  # this one is not


def test_page_knows_by_a_signature_what_has_become_of_an_answer(client, at, shown, participation):
    newer, older = {"A": 5, "given": shown + 2000}, {"A": 2, "given": shown + 1000}
    signs = [
        client.post(at("1/A/"), sent, headers=HTMX).headers["Survey-Answer"]
        for sent in (newer, older, {"A": 99})
    ]
    rounds.pause_round(round=participation.round)
    signs.append(client.post(at("1/A/"), {"A": 3}, headers=HTMX).headers["Survey-Answer"])

    assert signs == ["taken", "late", "refused", "refused"]
    assert client.get("/p/unknown/1/").headers["Survey-Answer"] == "refused"


def test_rank_that_another_set_took_later_is_shown_as_open(client, catalogue):
    draft = make_round(catalogue, ["ssim", "random"], slug="ranked", answer_format="set_ranking")
    participation = take_part(rounds.open_round(round=draft))
    for letter in "AB":
        client.post(f"/p/{participation.token}/1/{letter}/", {letter: 1}, headers=HTMX)

    page = client.get(f"/p/{participation.token}/1/").text

    assert re.findall(r'name="([AB])" value="1" required checked', page) == ["B"]


def test_page_that_takes_an_answer_away_in_a_paused_round_gets_the_reason(
    client, at, participation
):
    client.post(at("1/A/"), {"A": 3}, headers=HTMX)
    rounds.pause_round(round=participation.round)

    response = client.post(at("1/"), {"was-A": "3"}, headers=HTMX)

    assert (response.status_code, "Retry-After" in response.headers) == (409, True)


def test_answer_that_comes_after_the_withdrawal_is_refused(client, at, participation):
    participating.withdraw(participation=participation)

    response = client.post(at("1/A/"), {"A": 3}, headers=HTMX)

    assert response.status_code == 410
    assert response.text.strip().startswith("You have withdrawn")


@pytest.mark.parametrize("rest", ["1/", "thanks/", "withdraw/"])
def test_every_page_of_a_participation_sends_what_its_browser_kept(client, at, participation, rest):
    if rest == "thanks/":
        for position in (1, 2, 3):
            client.post(at(f"{position}/"), ALL)

    page = client.get(at(rest)).text

    assert f'data-outbox="{at()}"' in page
    assert "js/sending" in page


@pytest.fixture
def final(catalogue):
    """Own address of somebody in a round where answers are final once one has gone on."""
    draft = make_round(
        catalogue, ["ssim", "efficientnet", "random"], slug="final", changes_until="trial"
    )
    participation = take_part(rounds.open_round(round=draft))
    return lambda rest: f"/p/{participation.token}/{rest}"


def test_final_answers_are_shown_and_shut(client, final):
    client.post(final("1/"), ALL)

    page = client.get(final("1/")).text

    assert "these answers stay as you gave them" in page
    assert len(re.findall(r"<fieldset[^>]* disabled", page)) == 3
    assert len(re.findall(r'name="[ABC]" value="\d" required checked', page)) == 3
    assert "was-" not in page


def test_final_answers_cannot_be_changed(client, final):
    client.post(final("1/"), ALL)

    one = client.post(final("1/A/"), {"A": 1}, headers=HTMX)
    whole = client.post(final("1/"), {**ALL, "A": 1})

    assert (one.status_code, whole.status_code) == (409, 409)
    sentence = "In this survey an answer stays as it was once you have gone on."
    assert one.text.strip() == sentence
    assert sentence in whole.text
    assert list(Rating.objects.order_by("slot").values_list("value", flat=True)) == [3, 4, 5]


def test_page_of_final_answers_leads_on(client, final):
    client.post(final("1/"), ALL)

    assert client.post(final("1/"), {}).headers["Location"] == final("2/")
