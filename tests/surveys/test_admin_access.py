"""Everybody tries every researcher's page about rounds and answers."""

import pytest
from django.test import Client
from django.urls import reverse

from surveys import rounds
from surveys.models import Rating, Round
from tests import people
from tests.surveys.factories import answer_all

pytestmark = pytest.mark.embedded

PAGES = [
    ("round_changelist", None),
    ("round_add", None),
    ("round_change", "round"),
    ("round_delete", "round"),
    ("round_open", "round"),
    ("round_pause", "round"),
    ("round_resume", "round"),
    ("round_close", "round"),
    ("round_archive", "round"),
    ("round_copy", "round"),
    ("round_erase_ids", "draft"),
    ("round_balance", "round"),
    ("round_balance_csv", "round"),
    ("round_channel", "channel"),
    ("round_invitations", "channel"),
    ("round_links", "channel"),
    ("round_references", "draft"),
    ("participation_changelist", None),
    ("participation_change", "participation"),
    ("rating_changelist", None),
    ("rating_change", "rating"),
]


READ_ONLY = {"round_balance", "round_balance_csv", "round_links"}
# Pages that only take what is sent to them.
BUTTONS = [("round_add_channel", "round"), ("round_switch", "channel")]


@pytest.fixture
def rows(participation):
    answer_all(participation)
    round = participation.round
    draft = rounds.copy_round(round=round)
    return {
        None: [],
        "round": [round.pk],
        "draft": [draft.pk],
        "channel": [round.pk, round.channels.get().pk],
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
        # A page that is only read says so to whoever writes, before it asks who that is.
        assert response.status_code in (403, 405)
        assert response.status_code == 403 or name in READ_ONLY
    assert Round.objects.get(pk=rows["round"][0]).is_open


@pytest.mark.parametrize(("name", "row"), BUTTONS)
def test_staff_without_the_right_presses_nothing(rows, name, row):
    address_of_button = address(name, rows[row])

    assert people.clerk("view_round").post(address_of_button).status_code == 403
    assert Client().post(address_of_button).status_code == 302
    assert Round.objects.get(pk=rows["round"][0]).channels.get().is_active


@pytest.mark.parametrize(("name", "row"), PAGES + BUTTONS)
@pytest.mark.parametrize("who", [Client, people.visitor])
def test_who_is_no_staff_is_asked_to_sign_in(rows, name, row, who):
    client = who()

    for response in client.get(address(name, rows[row])), client.post(address(name, rows[row])):
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("admin:login"))
    assert Round.objects.get(pk=rows["round"][0]).is_open


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


LOOKING = ["view_round", "view_channel"]


@pytest.mark.parametrize(
    ("rights", "name", "row"),
    [
        (LOOKING, "round_pause", "round"),
        (LOOKING, "round_copy", "round"),
        (LOOKING, "round_references", "draft"),
        (LOOKING, "round_channel", "channel"),
        ([*LOOKING, "change_round"], "round_copy", "round"),
        ([*LOOKING, "change_round"], "round_erase_ids", "round"),
        ([*LOOKING, "change_round"], "round_invitations", "channel"),
        ([*LOOKING, "change_round"], "round_links", "channel"),
        ([*LOOKING, "change_round", "view_identity"], "round_erase_ids", "round"),
    ],
)
def test_each_page_asks_for_its_own_right(rows, rights, name, row):
    assert people.clerk(*rights).get(address(name, rows[row])).status_code == 403


def test_who_may_see_invitations_may_not_therefore_add_some(rows):
    client = people.clerk("change_round", "view_identity")
    page = address("round_invitations", rows["channel"])

    assert client.get(page).status_code == 200
    assert client.post(page, {"count": 3}).status_code == 403


def test_the_balance_is_read_with_the_right_to_look(rows):
    client = people.clerk("view_round")

    assert client.get(address("round_balance", rows["round"])).status_code == 200
    assert client.get(address("round_balance_csv", rows["round"])).status_code == 200


STEPS = ["open", "pause", "resume", "close", "archive", "copy", "erase_ids"]


@pytest.mark.parametrize("name", [f"round_{step}" for step in STEPS])
def test_a_round_that_is_not_there_is_not_found(db, name):
    assert people.researcher().post(address(name, [999])).status_code == 404
