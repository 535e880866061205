"""The page that says how large a round must be."""

from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from surveys.models import Round
from tests import people
from tests.queries import queries_of

ASKED = {
    "difference": "10",
    "participants": "10, 20",
    "references": "6, 12",
    "per_reference": "8",
    "source": "assumed",
}


@pytest.fixture(autouse=True)
def few_surveys(monkeypatch):
    monkeypatch.setattr("surveys.planning.table.MOST_SURVEYS", 40)
    monkeypatch.setattr("surveys.planning.table.FEWEST_SURVEYS", 40)


def address(round, name="surveys_round_planning"):
    return reverse(f"admin:{name}", args=[round.pk])


def test_page_asks_first_and_simulates_nothing(draft):
    page = people.researcher().get(address(draft))

    assert page.status_code == 200
    assert "How large must the round be?" in page.text
    assert page.context["plan"] is None


def test_page_answers_in_plain_words(draft):
    page = people.researcher().get(address(draft), ASKED | {"difference": "50"})

    words = " ".join(page.text.split())
    assert page.status_code == 200
    assert (
        "With 10 participants and 6 references you would find a difference of 50 points in nearly "
        "every study." in words
    )
    assert "One participant needs about 2 minutes." in words
    assert "12 references, each seen by 8 participants, need 32 participants." in words


def test_page_says_when_no_size_is_enough_and_what_helps(draft):
    page = people.researcher().get(address(draft), ASKED | {"difference": "4"})

    words = " ".join(page.text.split())
    best = page.context["plan"].best
    assert "None of these sizes finds the difference in 80 of 100 studies." in words
    assert f"in {best.in_ten} of 10 studies" in words
    assert "Ask for more references first" in words


def test_table_shows_every_size_and_marks_what_is_enough(draft):
    page = people.researcher().get(address(draft), ASKED | {"difference": "20"})

    plan = page.context["plan"]
    for cell in plan.cells:
        shown = f"{cell.percent} %"
        assert (f"<strong>{shown}</strong>" if cell.is_enough else shown) in page.text
        assert f"± {cell.precision.contrast_half_width.value:.1f}" in page.text
    assert any(cell.is_enough for cell in plan.cells)


def test_chart_is_of_the_same_numbers(draft):
    client = people.researcher()
    plan = client.get(address(draft), ASKED).context["plan"]

    response = client.get(address(draft, "surveys_round_planning_chart"), ASKED)

    root = ElementTree.fromstring(response.content)  # noqa: S314  our own
    spoken = root.findtext("{http://www.w3.org/2000/svg}desc")
    assert response["Content-Type"] == "image/svg+xml"
    assert spoken.startswith(f"6 references: 10: {plan.cells[0].percent} %")


def test_chart_is_narrow_for_a_phone(draft):
    query = ASKED | {"width": "310"}

    response = people.researcher().get(address(draft, "surveys_round_planning_chart"), query)

    assert b'width="310"' in response.content


def test_chart_without_numbers_is_not_found(draft):
    client = people.researcher()

    for query in ({}, ASKED | {"difference": "no"}):
        response = client.get(address(draft, "surveys_round_planning_chart"), query)
        assert response.status_code == 404


def test_wrong_number_is_said_at_its_field_and_kept(draft):
    page = people.researcher().get(address(draft), ASKED | {"participants": "ten"})

    assert page.status_code == 422
    assert "Write whole numbers with commas between them." in page.text
    assert 'value="ten"' in page.text
    assert page.context["plan"] is None


def test_difference_is_kept_in_the_draft_when_asked(draft):
    client = people.researcher()
    query = "?" + "&".join(f"{name}={value}" for name, value in ASKED.items())

    page = client.get(address(draft) + query)
    response = client.post(address(draft) + query)

    draft.refresh_from_db()
    assert "Keep 10 points" in page.text
    assert draft.smallest_difference == 10
    assert response.status_code == 302
    assert "Keep 10 points" not in client.get(response["Location"]).text


def test_difference_of_an_opened_round_stays(opened):
    client = people.researcher()

    page = client.get(address(opened), ASKED)
    response = client.post(address(opened) + "?difference=10")

    opened.refresh_from_db()
    assert page.status_code == 200
    assert "as the draft" not in page.text
    assert response.status_code == 403
    assert opened.smallest_difference is None


def test_nothing_wrong_is_kept(draft):
    people.researcher().post(address(draft) + "?difference=no")

    draft.refresh_from_db()
    assert draft.smallest_difference is None


def test_who_may_look_may_plan_and_keeps_nothing(draft):
    client = people.clerk("view_round")

    page = client.get(address(draft), ASKED)
    refused = client.post(address(draft) + "?difference=10&" + "source=assumed")

    assert page.status_code == 200
    assert "as the draft" not in page.text
    assert refused.status_code == 403
    assert Round.objects.get(pk=draft.pk).smallest_difference is None


@pytest.mark.parametrize("name", ["surveys_round_planning", "surveys_round_planning_chart"])
def test_others_see_no_planning(draft, name):
    assert people.clerk().get(address(draft, name), ASKED).status_code == 403
    for client in (Client(), people.visitor()):
        response = client.get(address(draft, name), ASKED)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("admin:login"))


def test_planning_of_a_round_that_is_not_there_is_not_found(db):
    response = people.researcher().get(reverse("admin:surveys_round_planning", args=[999]))

    assert response.status_code == 404


def test_page_asks_the_database_little(draft):
    client = people.researcher()
    query = "?" + "&".join(f"{name}={value}" for name, value in ASKED.items())

    assert queries_of(client, address(draft) + query) <= 8


def test_round_that_asks_for_choices_says_that_the_planning_is_rough(draft):
    Round.objects.filter(pk=draft.pk).update(answer_format="best_set")

    page = people.researcher().get(address(draft), ASKED)

    assert "which is rough" in page.text
