import re

import pytest
from django.test import Client

from surveys import participation as participating
from surveys import rounds
from surveys.models import Rating, Revision
from tests.surveys.factories import answer_all, make_round, take_part

pytestmark = pytest.mark.django_db
ALL = {"A": 3, "B": 4, "C": 5}
HTMX = {"HX-Request": "true"}


def saved(position=1):
    rows = Rating.objects.filter(slot__trial__position=position)
    return {rating.slot.letter: rating.value for rating in rows.select_related("slot")}


def test_personal_link_leads_to_the_current_trial(client, at, participation):
    participating.submit_trial(participation=participation, position=1, values={0: 1, 1: 1, 2: 1})

    assert client.get(at()).headers["Location"] == at("2/")


def test_trial_shows_reference_sets_scale_and_progress(client, at, opened):
    page = client.get(at("1/"))

    assert page.status_code == 200
    assert "<strong>1</strong> of 3" in page.text
    assert re.search(r'<progress value="0" max="3"', page.text)
    assert page.text.count('type="radio"') == 3 * 5
    assert page.text.count("<img") == 1 + 3 * 5
    assert page.text.count("<fieldset") == 3
    for label in opened.scale_labels:
        assert page.text.count(f">{label}</span>") == 3


def test_pictures_have_neutral_names_and_their_size(client, at):
    pictures = re.findall(r"<img[^>]*>", client.get(at("1/")).text)

    names = [re.search(r'alt="([^"]*)"', picture).group(1) for picture in pictures]
    assert names[:3] == ["Reference product", "Set A, picture 1", "Set A, picture 2"]
    assert all('width="600" height="800"' in picture for picture in pictures)
    assert all("srcset=" in picture and "sizes=" in picture for picture in pictures)


def test_titles_and_ids_of_products_are_not_shown(client, at):
    page = client.get(at("1/")).text

    assert "Title of" not in page
    assert not re.search(r"(dress|shoe)-\d\d", page)


def test_trial_page_takes_the_same_few_queries_whatever_it_shows(
    client, at, participation, django_assert_num_queries
):
    client.get(at("1/"))

    with django_assert_num_queries(4):
        client.get(at("1/"))


def test_answers_given_before_are_chosen_again(client, at, participation):
    participating.save_rating(participation=participation, position=1, slot=1, value=4)

    page = client.get(at("1/")).text

    assert re.findall(r'name="(.)" value="(.)" required checked', page) == [("B", "4")]
    assert page.count('class="saved"') == 1


def test_one_answer_is_saved_and_the_server_says_so(client, at):
    response = client.post(at("1/B/"), {"B": 4}, headers=HTMX)

    assert response.status_code == 200
    assert response.text.strip() == '<span class="saved">Saved</span>'
    assert saved() == {"B": 4}


def test_one_answer_without_htmx_leads_back_to_its_page(client, at):
    response = client.post(at("1/B/"), {"B": 4})

    assert response.headers["Location"] == at("1/")
    assert saved() == {"B": 4}


@pytest.mark.parametrize("value", ["0", "6", "", "x", "3.5"])
def test_answer_off_the_scale_is_refused(client, at, value):
    response = client.post(at("1/B/"), {"B": value}, headers=HTMX)

    assert response.status_code == 422
    assert response.text.strip() == "Please choose one of the points of the scale."
    assert saved() == {}


@pytest.mark.parametrize("rest", ["1/D/", "1/a/", "1/AB/", "4/A/", "0/A/"])
def test_slot_that_does_not_exist_is_not_found(client, at, rest):
    response = client.post(at(rest), {"A": 3, "D": 3, "a": 3}, headers=HTMX)

    assert response.status_code == 404
    assert response.text.strip() == "This survey has no such page."


def test_whole_form_leads_to_the_next_trial(client, at):
    response = client.post(at("1/"), ALL)

    assert response.headers["Location"] == at("2/")
    assert saved() == ALL


def test_last_form_leads_to_thanks(client, at, participation):
    for position in (1, 2, 3):
        response = client.post(at(f"{position}/"), ALL)

    assert response.headers["Location"] == at("thanks/")
    assert "All 3 comparisons are saved" in client.get(at("thanks/")).text
    participation.refresh_from_db()
    assert participation.completed_at is not None


def test_missing_answers_are_marked_and_the_given_ones_saved(client, at):
    response = client.post(at("1/"), {"B": 2})

    assert response.status_code == 422
    assert saved() == {"B": 2}
    assert "2 sets have no answer yet" in response.text
    assert re.findall(r'href="#set-(.)"', response.text) == ["A", "C"]
    assert re.findall(r'id="error-(.)"', response.text) == ["A", "C"]
    assert re.findall(r'name="(.)" value="(.)" required checked', response.text) == [("B", "2")]


def test_form_with_a_value_off_the_scale_saves_the_others_and_marks_it(client, at):
    response = client.post(at("1/"), {**ALL, "B": 9})

    assert response.status_code == 422
    assert saved() == {"A": 3, "C": 5}
    assert re.findall(r'id="error-(.)"', response.text) == ["B"]
    assert "not on the scale" in response.text


def test_form_sent_twice_keeps_one_and_leads_on(client, at):
    client.post(at("1/"), ALL)

    response = client.post(at("1/"), ALL)

    assert response.headers["Location"] == at("2/")
    assert Rating.objects.count() == 3
    assert not Revision.objects.exists()


def test_second_tab_that_is_behind_leads_on_to_the_current_trial(client, at):
    for position in (1, 2):
        client.post(at(f"{position}/"), ALL)

    response = client.post(at("1/"), ALL)

    assert response.headers["Location"] == at("3/")


def test_going_back_shows_and_changes_earlier_answers(client, at):
    client.post(at("1/"), ALL)

    page = client.get(at("1/")).text
    client.post(at("1/"), {**ALL, "A": 1})

    assert len(re.findall("required checked", page)) == 3
    assert re.search(r'<progress value="1" max="3"', page)
    assert saved()["A"] == 1
    assert Revision.objects.get().value == 3


def test_skipping_ahead_leads_back_to_the_current_trial(client, at):
    assert client.get(at("3/")).headers["Location"] == at("1/")


def test_answer_to_a_trial_that_is_not_reached_is_refused(client, at):
    response = client.post(at("3/"), ALL)

    assert response.status_code == 409
    assert "before this one first" in response.text
    assert saved(3) == {}


@pytest.mark.parametrize("rest", ["0/", "4/", "99999999999999999999/"])
def test_page_beyond_the_survey_is_not_found(client, at, rest):
    assert client.get(at(rest)).status_code == 404


def test_thanks_before_the_end_leads_back(client, at):
    assert client.get(at("thanks/")).headers["Location"] == at()


def test_after_the_end_every_page_leads_to_thanks(client, at, participation):
    answer_all(participation)

    for rest in ("", "1/", "3/"):
        assert client.get(at(rest)).headers["Location"] == at("thanks/")


def test_same_answers_after_the_end_are_harmless(client, at, participation):
    answer_all(participation, 3)

    response = client.post(at("3/"), {"A": 3, "B": 3, "C": 3})

    assert response.headers["Location"] == at("thanks/")


def test_changed_answer_after_the_end_is_refused_kindly(client, at, participation):
    answer_all(participation, 3)

    page = client.post(at("3/"), ALL)
    fragment = client.post(at("3/A/"), {"A": 5}, headers=HTMX)

    assert page.status_code == fragment.status_code == 409
    assert "this change was not saved" in page.text
    assert fragment.text.strip().startswith("You had already finished")
    assert saved(3) == {"A": 3, "B": 3, "C": 3}


def test_round_closed_in_between_says_so_and_keeps_what_was_saved(client, at, opened):
    client.post(at("1/A/"), {"A": 3}, headers=HTMX)
    rounds.close_round(round=opened)

    responses = [client.get(at("1/")), client.post(at("1/"), ALL)]
    fragment = client.post(at("1/B/"), {"B": 3}, headers=HTMX)

    assert [response.status_code for response in [*responses, fragment]] == [410] * 3
    assert all("This survey has closed" in response.text for response in responses)
    assert saved() == {"A": 3}


def test_thanks_stay_when_the_round_has_closed(client, at, participation, opened):
    answer_all(participation)
    rounds.close_round(round=opened)

    assert client.get(at("thanks/")).status_code == 200


@pytest.mark.parametrize("rest", ["", "1/", "thanks/"])
def test_unknown_token_says_what_to_do(client, opened, rest):
    response = client.get(f"/p/{'x' * 32}/{rest}")

    assert response.status_code == 404
    assert "This link does not work" in response.text
    assert "link of the invitation" in response.text


@pytest.mark.parametrize("token", ["%00", "a.b", "ä", "x" * 5000])
def test_token_that_cannot_be_one_is_not_found(client, opened, token):
    assert client.get(f"/p/{token}/1/").status_code == 404


@pytest.mark.parametrize("rest", ["0/", "4/", "99999999999999999999/", "99999999999999999999/A/"])
def test_answer_to_a_page_beyond_the_survey_is_not_found(client, at, rest):
    assert client.post(at(rest), ALL).status_code == 404


def test_tampered_token_saves_nothing(client, at, participation):
    tampered = participation.token[:-1] + ("a" if participation.token[-1] != "a" else "b")

    response = client.post(f"/p/{tampered}/1/", ALL)

    assert response.status_code == 404
    assert saved() == {}


def test_pages_behind_a_token_are_kept_by_nobody(client, at):
    for rest in ("", "1/", "thanks/"):
        response = client.get(at(rest))
        assert "no-store" in response.headers["Cache-Control"]
        assert response.headers["Referrer-Policy"] == "same-origin"


def test_trial_page_sets_no_session(client, at):
    client.get(at("1/"))

    assert not client.cookies


def test_answers_count_by_the_link_alone_where_a_frame_s_cookies_are_blocked(at):
    client = Client(enforce_csrf_checks=True)

    response = client.post(at("1/"), ALL)

    assert response.headers["Location"] == at("2/")
    assert saved() == ALL


def test_trial_page_obeys_its_content_security_policy(client, at):
    page = client.get(at("1/")).text

    for forbidden in ("<style", " style=", " onclick=", "javascript:", "hx-on"):
        assert forbidden not in page
    scripts = re.findall(r"<script[^>]*>", page)
    assert all("src=" in script for script in scripts)


def test_time_of_showing_is_kept(client, at, participation):
    client.get(at("1/"))

    assert participation.trials.get(position=1).shown_at is not None
    assert participation.trials.get(position=2).shown_at is None


@pytest.mark.parametrize("rest", ["", "thanks/"])
def test_wrong_method_is_refused(client, at, rest):
    assert client.post(at(rest)).status_code == 405


def test_the_language_switch_below_a_refused_answer_leads_to_the_trial(client, at):
    refused = client.post(at("1/A/"), {"A": 99})

    switched = client.post(
        "/language/", {"language": "de", "next": at("1/A/")}, follow=True, headers={"referer": ""}
    )

    assert refused.status_code == 422
    assert switched.redirect_chain[-1][0] == at("1/")
    assert switched.status_code == 200


def test_rest_is_offered_half_way(client, opened, catalogue):
    longer = make_round(catalogue, ["ssim"], slug="longer", trials_per_participant=4)
    participation = take_part(rounds.open_round(round=longer))
    offered = []
    for position in range(1, 5):
        page = client.get(f"/p/{participation.token}/{position}/")
        offered.append("Half of the way" in page.text)
        client.post(f"/p/{participation.token}/{position}/", {"A": 3})

    assert offered == [False, False, True, False]


def test_a_stale_tab_does_not_overwrite_a_newer_answer(client, at, participation):
    participating.save_rating(participation=participation, position=1, slot=0, value=5)
    stale = {"A": 2, "was-A": 2, "B": 3, "was-B": "", "C": 3, "was-C": ""}

    client.post(at("1/"), stale)

    assert saved() == {"A": 5, "B": 3, "C": 3}


@pytest.mark.parametrize(("then", "leads_to"), [("back", "1/"), ("de", "2/")])
def test_leaving_without_a_script_saves_what_was_chosen_so_far(client, at, then, leads_to):
    client.post(at("1/"), {"A": 3, "B": 3, "C": 3})

    response = client.post(at("2/"), {"B": 4, "then": then})

    assert response.headers["Location"] == at(leads_to)
    assert saved(2) == {"B": 4}


def test_switch_without_a_script_keeps_the_language(client, at, participation):
    client.post(at("1/"), {"then": "de"})

    participation.refresh_from_db()
    assert participation.language == "de"
    assert '<html lang="de"' in client.get(at("1/")).text


def test_leaving_without_a_script_stops_at_what_could_not_be_taken(client, at):
    response = client.post(at("1/"), {"A": 99, "B": 4, "then": "de"})

    assert response.status_code == 422
    assert '<html lang="de"' in response.text
    assert saved() == {"B": 4}


def test_leaving_changes_no_answer_that_is_left_out(client, at):
    client.post(at("1/A/"), {"A": 5})

    client.post(at("1/"), {"was-A": 5, "then": "back"})

    assert saved() == {"A": 5}


def test_tiny_pictures_alone_are_shown_pixel_by_pixel(client, at, participation):
    reference = participation.trials.get(position=1).reference
    assert "tiny" not in client.get(at("1/")).text

    type(reference).objects.filter(pk=reference.pk).update(picture_width=8, picture_height=8)

    assert client.get(at("1/")).text.count('class="frame tiny"') == 1
