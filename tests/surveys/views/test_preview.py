"""A staff page that shows a round as participants see it, and stores nothing."""

import re

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from surveys import rounds
from surveys.models import Round
from tests import people
from tests.surveys.factories import make_round

pytestmark = pytest.mark.embedded

METHODS = ["ssim", "efficientnet", "clip", "random"]
FORMATS = ["set_rating", "product_rating", "best_set", "set_ranking"]
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)


@pytest.fixture
def checked(catalogue):
    return make_round(
        catalogue, METHODS, practice=True, identical_checks=1, instructed_checks=1, slug="checked"
    )


def start(round):
    return reverse("surveys:preview", args=[round.slug])


def address(round, kind="main", reference=1, order=1):
    return reverse("surveys:preview_trial", args=[round.slug, kind, reference, order])


def everything():
    """All rows of all tables of this project."""
    return {
        model: sorted(model.objects.values_list(), key=str)
        for name in ("surveys", "recommender")
        for model in apps.get_app_config(name).get_models()
    }


def answers_to(page, answer_format):
    """A complete answer to the trial on this page."""
    letters = [card.letter for card in page.context["page"].cards]
    if answer_format == "best_set":
        return {"best": letters[0]}
    if answer_format == "set_ranking":
        return {letter: rank for rank, letter in enumerate(letters, start=1)}
    return dict.fromkeys(letters, 2)


def walk(client, round):
    """From the welcome through every page to the end, answering everything; the addresses."""
    seen = [start(round)]
    response = client.post(seen[0], {"decision": "agree"})
    while response.status_code == 302 and len(seen) < 50:
        seen.append(response["Location"])
        page = client.get(seen[-1])
        assert page.status_code == 200
        if seen[-1].endswith("/end/"):
            return seen
        letter = page.context["page"].cards[0].letter
        client.post(f"{seen[-1]}{letter}/", {letter: 2}, headers={"HX-Request": "true"})
        response = client.post(seen[-1], answers_to(page, round.answer_format))
        if "/practice/" in seen[-1]:
            assert response.status_code == 200
            response = client.get(response.context["onward"])
            seen.append(response.request["PATH_INFO"])
            page = response
            response = client.post(seen[-1], answers_to(page, round.answer_format))
    raise AssertionError(f"{response.status_code} at {seen[-1]}")


@pytest.mark.parametrize("state", ["draft", "open", "closed"])
@pytest.mark.parametrize("answer_format", FORMATS)
def test_the_whole_way_can_be_walked_and_nothing_is_stored(checked, answer_format, state):
    Round.objects.filter(pk=checked.pk).update(answer_format=answer_format)
    checked.refresh_from_db()
    if state != "draft":
        rounds.open_round(round=checked)
    if state == "closed":
        rounds.close_round(round=checked)
    client = people.researcher()
    client.get(start(checked))
    before = everything()

    with CaptureQueriesContext(connection) as asked:
        seen = walk(client, checked)

    assert everything() == before
    assert [one["sql"] for one in asked if WRITES.match(one["sql"])] == []
    kinds = [one.split("/")[4] for one in seen[1:-1]]
    assert kinds == ["practice", *["main"] * 6, "identical", "instructed"]


@pytest.mark.parametrize("page", ["start", "trial", "end"])
def test_every_page_says_that_nothing_is_stored_and_leads_back(checked, page):
    where = {
        "start": start(checked),
        "trial": address(checked),
        "end": reverse("surveys:preview_end", args=[checked.slug]),
    }[page]

    found = people.researcher().get(where)

    assert "Preview: nothing is stored." in found.text
    assert reverse("admin:surveys_round_change", args=[checked.pk]) in found.text
    assert "no-store" in found["Cache-Control"]


def test_welcome_is_the_participants_with_its_consent(checked):
    page = people.researcher().get(start(checked))

    assert "I take part of my own free will." in page.text
    assert "I agree" in page.text


def test_trial_is_the_participants_page(checked):
    client = people.researcher()

    page = client.get(address(checked))

    assert "surveys/trial.html" in [template.name for template in page.templates]
    assert page.context["page"].question == checked.question
    assert len(page.context["page"].cards) == 3


def test_instructed_check_says_what_to_answer(checked):
    page = people.researcher().get(address(checked, "instructed", 1, 2))

    question = page.context["page"].question
    assert question.startswith(checked.question)
    assert "Slightly” everywhere here" in question


def test_links_lead_to_the_neighbours_and_stop_at_the_ends(checked):
    client = people.researcher()

    first = client.get(address(checked)).text
    last = client.get(address(checked, "main", 6, 6)).text

    assert address(checked, "main", 2, 1) in first
    assert address(checked, "main", 1, 2) in first
    assert "Previous reference" not in first
    assert "Previous order" not in first
    assert address(checked, "main", 5, 6) in last
    assert address(checked, "main", 6, 5) in last
    assert "Next reference" not in last
    assert "Next order" not in last


def test_choices_of_sets_that_do_not_all_fit_are_walked_through(checked):
    checked.sets_per_trial = 2
    checked.save()
    client = people.researcher()

    first = client.get(address(checked))  # 2 of 3 different sets, each 2 in 2 orders

    assert "Choice and order of the sets 1 of 6" in first.text
    assert "Order of the sets 1 of 2" in client.get(address(checked, "practice")).text


def test_banner_says_that_repeats_are_not_shown_where_there_are_some(checked):
    client = people.researcher()
    without = client.get(address(checked)).text
    Round.objects.update(repeated_trials=1)

    assert "Repeats are not shown" not in without
    assert "Repeats are not shown" in client.get(address(checked)).text


def test_another_order_shows_the_same_sets_elsewhere(checked):
    client = people.researcher()

    one, other = (client.get(address(checked, "main", 1, order)) for order in (1, 2))

    pictures = [
        [card.frames[0].sources.src for card in page.context["page"].cards] for page in (one, other)
    ]
    assert sorted(pictures[0]) == sorted(pictures[1])
    assert pictures[0] != pictures[1]


def test_answer_that_is_sent_at_once_is_told_that_it_is_not_stored(checked):
    response = people.researcher().post(
        address(checked) + "A/", {"A": 3}, headers={"HX-Request": "true"}
    )

    assert response.status_code == 200
    assert "Not stored" in response.text
    assert "Saved" not in response.text


def test_answer_that_the_page_took_for_saved_counts_as_given(checked):
    """The page's script notes in `was-A` what it was told about; nobody else remembers it."""
    sent = {"A": 3, "was-A": 3, "B": 2, "was-B": 2, "C": 1, "was-C": ""}

    response = people.researcher().post(address(checked), sent)

    assert response.status_code == 302
    assert response["Location"] == address(checked, "main", 2, 1)


def test_missing_answers_are_marked_as_a_participant_sees_it(checked):
    response = people.researcher().post(address(checked), {"A": 3})

    assert response.status_code == 422
    assert [card.letter for card in response.context["page"].missing] == ["B", "C"]
    assert response.context["page"].cards[0].value == 3


def test_answer_off_the_scale_is_marked(checked):
    response = people.researcher().post(address(checked), {"A": 9, "B": 1, "C": 1})

    assert response.status_code == 422
    assert [card.letter for card in response.context["page"].missing] == ["A"]


def test_practice_is_followed_by_what_most_people_say(checked):
    client = people.researcher()
    page = client.get(address(checked, "practice"))

    answered = client.post(address(checked, "practice"), answers_to(page, checked.answer_format))

    assert "surveys/practice.html" in [template.name for template in answered.templates]
    assert len(answered.context["page"].remarks) == 2
    assert answered.context["onward"] == address(checked)


def test_draft_that_is_not_ready_says_why_and_where_to_mend_it(catalogue):
    draft = make_round(catalogue, ["ssim", "clip+segmented"])
    client = people.researcher()

    for where in (start(draft), address(draft)):
        page = client.get(where)
        assert page.status_code == 409
        assert "clip+segmented" in page.text
        assert reverse("admin:surveys_round_change", args=[draft.pk]) in page.text


def test_draft_whose_catalogue_is_gone_says_so(draft):
    draft.catalogue.delete()

    page = people.researcher().get(start(draft))

    assert page.status_code == 409
    assert "catalogue of this round was deleted" in page.text


def test_frozen_round_is_shown_from_its_own_rows(opened):
    client = people.researcher()
    before = client.get(address(opened)).context["page"]
    opened.catalogue.delete()

    assert client.get(address(opened)).context["page"] == before


@pytest.mark.parametrize(
    "where",
    [
        "/s/alike/preview/",
        "/s/alike/preview/end/",
        "/s/alike/preview/main/1/1/",
        "/s/alike/preview/main/1/1/A/",
    ],
)
def test_researchers_alone_see_the_preview(draft, where):
    for client in (Client(), people.visitor()):
        for response in (client.get(where), client.post(where)):
            assert response.status_code == 302
            assert response["Location"].startswith(reverse("admin:login"))
    assert people.clerk().get(where).status_code == 403
    looking = people.researcher()
    assert looking.get(where, follow=True).status_code == 200


def test_who_may_look_at_rounds_may_preview_them(draft):
    assert people.clerk("view_round").get(address(draft)).status_code == 200


def test_participants_link_opens_no_preview(participation, client):
    client.get(f"/p/{participation.token}/")

    assert client.get("/s/alike/preview/").status_code == 302


@pytest.mark.parametrize(
    "where",
    [
        "/s/other/preview/",
        "/s/alike/preview/main/7/1/",
        "/s/alike/preview/main/0/1/",
        "/s/alike/preview/main/1/0/",
        "/s/alike/preview/practice/1/1/",
        "/s/alike/preview/repeat/1/1/",
    ],
)
def test_what_is_not_there_is_not_found(draft, where):
    assert people.researcher().get(where).status_code == 404


def test_preview_names_no_method(checked):
    """Shown to colleagues too: what participants must not see is not in it either."""
    client = people.researcher()

    for kind in ("practice", "main", "identical", "instructed"):
        text = client.get(address(checked, kind)).text.lower()
        assert not [key for key in METHODS if re.search(rf"\b{key}\b", text)]


def test_language_of_the_link_stays_on_the_way(checked):
    client = people.researcher()

    switched = client.get(address(checked), {"lang": "de"})
    answered = client.post(address(checked) + "A/", {"A": 3}, headers={"HX-Request": "true"})

    assert switched["Location"] == address(checked)
    assert '<html lang="de"' in client.get(address(checked)).text
    assert "Nicht gespeichert" in answered.text


def test_end_claims_nothing_to_be_saved(checked):
    page = people.researcher().get(reverse("surveys:preview_end", args=[checked.slug]))

    assert not re.search(r"\d comparisons? (is|are) saved", page.text)
    assert "Participants read here" in page.text
