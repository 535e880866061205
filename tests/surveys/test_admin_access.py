"""Everybody tries every researcher's page about rounds and answers."""

import pytest
from django.test import Client
from django.urls import reverse

from surveys.models import Rating, Round
from tests import people
from tests.surveys.factories import answer_all

PAGES = [
    ("round_changelist", None),
    ("round_add", None),
    ("round_change", "round"),
    ("round_delete", "round"),
    ("round_open", "round"),
    ("round_close", "round"),
    ("participation_changelist", None),
    ("participation_change", "participation"),
    ("rating_changelist", None),
    ("rating_change", "rating"),
]


@pytest.fixture
def rows(participation):
    answer_all(participation)
    return {
        None: [],
        "round": [participation.round.pk],
        "participation": [participation.pk],
        "rating": [Rating.objects.first().pk],
    }


def address(name, pks):
    return reverse(f"admin:surveys_{name}", args=pks)


@pytest.mark.parametrize(("name", "row"), PAGES)
def test_a_researcher_sees_the_page(rows, name, row):
    assert people.researcher().get(address(name, rows[row])).status_code == 200


@pytest.mark.parametrize(("name", "row"), PAGES)
def test_staff_without_the_right_is_refused(rows, name, row):
    client = people.clerk()

    for response in client.get(address(name, rows[row])), client.post(address(name, rows[row])):
        assert response.status_code == 403
    assert Round.objects.get().is_open


@pytest.mark.parametrize(("name", "row"), PAGES)
@pytest.mark.parametrize("who", [Client, people.visitor])
def test_who_is_no_staff_is_asked_to_sign_in(rows, name, row, who):
    client = who()

    for response in client.get(address(name, rows[row])), client.post(address(name, rows[row])):
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("admin:login"))
    assert Round.objects.get().is_open


def test_a_participants_link_opens_no_researchers_page(rows, participation, client):
    client.get(f"/p/{participation.token}/thanks/")

    for name, row in PAGES:
        assert client.get(address(name, rows[row])).status_code == 302


def test_looking_is_not_opening(draft):
    client = people.clerk("view_round")

    page = client.get(address("round_change", [draft.pk]))
    refused = client.post(address("round_open", [draft.pk]))

    draft.refresh_from_db()
    assert page.status_code == 200
    assert "Open the round" not in page.text
    assert refused.status_code == 403
    assert not draft.is_frozen


@pytest.mark.parametrize("name", ["round_open", "round_close"])
def test_a_round_that_is_not_there_is_not_found(db, name):
    assert people.researcher().post(address(name, [999])).status_code == 404
