"""Everybody tries every researcher's page about catalogues."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from recommender.models import Catalogue, Import, Run
from tests import people
from tests.recommender.precompute.shop import add_product

pytestmark = pytest.mark.embedded

PAGES = [
    ("catalogue_changelist", None),
    ("catalogue_change", "catalogue"),
    ("catalogue_delete", "catalogue"),
    ("catalogue_lists", "catalogue"),
    ("import_changelist", None),
    ("import_add", None),
    ("import_change", "import"),
    ("product_changelist", None),
    ("product_change", "product"),
    ("run_changelist", None),
    ("run_change", "run"),
]
ACTIONS = [
    ("catalogue_compute", "catalogue"),
    ("catalogue_steer", "catalogue"),
    ("import_continue", "import"),
    ("run_steer", "run"),
]


@pytest.fixture
def rows(db: None) -> dict[str | None, list[int]]:
    catalogue = Catalogue.objects.create(name="hats")
    failed = Import.objects.create(name="hats", catalogue=catalogue, state=Import.State.FAILED)
    run = Run.objects.create(catalogue=catalogue, method="ssim", parameters={})
    return {
        None: [],
        "catalogue": [catalogue.pk],
        "import": [failed.pk],
        "product": [add_product(catalogue, "hat-1", look=1).pk],
        "run": [run.pk],
    }


def address(name: str, pks: list[int]) -> str:
    return reverse(f"admin:recommender_{name}", args=pks)


@pytest.mark.parametrize(("name", "row"), PAGES)
def test_a_researcher_sees_the_page(rows: dict[str | None, list[int]], name: str, row: str) -> None:
    assert people.researcher().get(address(name, rows[row])).status_code == 200


@pytest.mark.parametrize(("name", "row"), PAGES + ACTIONS)
def test_staff_without_the_right_is_refused(
    rows: dict[str | None, list[int]], name: str, row: str
) -> None:
    client = people.clerk()

    assert client.post(address(name, rows[row])).status_code == 403
    if (name, row) in PAGES:
        assert client.get(address(name, rows[row])).status_code == 403


@pytest.mark.parametrize(("name", "row"), PAGES + ACTIONS)
@pytest.mark.parametrize("who", [Client, people.visitor])
def test_who_is_no_staff_is_asked_to_sign_in(
    rows: dict[str | None, list[int]], name: str, row: str, who: type[Client]
) -> None:
    client = who()

    for response in client.get(address(name, rows[row])), client.post(address(name, rows[row])):
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("admin:login"))


@pytest.mark.parametrize(("name", "row"), ACTIONS)
def test_actions_are_not_done_by_a_link(
    rows: dict[str | None, list[int]], name: str, row: str
) -> None:
    assert people.researcher().get(address(name, rows[row])).status_code == 405


def test_looking_is_not_computing(rows: dict[str | None, list[int]]) -> None:
    client = people.clerk("view_catalogue", "view_run")

    page = client.get(address("catalogue_change", rows["catalogue"]))
    refused = client.post(address("catalogue_compute", rows["catalogue"]), {"methods": "random"})

    assert 'name="methods"' not in page.text
    assert refused.status_code == 403
    assert Run.objects.count() == 1


def test_looking_is_neither_steering_nor_importing(rows: dict[str | None, list[int]]) -> None:
    client = people.clerk("view_catalogue", "view_run")

    pages = [client.get(address(f"{name}_change", rows[name])) for name in ("catalogue", "run")]
    refused = [
        client.post(address("run_steer", rows["run"]), {"step": "pause"}),
        client.post(address("catalogue_steer", rows["catalogue"]), {"step": "pause"}),
        client.post(address("catalogue_lists", rows["catalogue"]), {"lists-name": "rival"}),
    ]

    for page in pages:
        assert page.status_code == 200
        assert 'name="step"' not in page.text
        assert "lists-file" not in page.text
    assert {response.status_code for response in refused} == {403}
    assert Run.objects.get().state == Run.State.PLANNED


@pytest.mark.parametrize("name", ["run", "catalogue"])
def test_steering_needs_a_step_that_there_is(rows: dict[str | None, list[int]], name: str) -> None:
    client = people.researcher()

    for step in ({}, {"step": "delete"}):
        assert client.post(address(f"{name}_steer", rows[name]), step).status_code == 400


@pytest.mark.parametrize("name", ["run_steer", "catalogue_steer", "catalogue_lists"])
def test_nothing_is_done_without_a_token(rows: dict[str | None, list[int]], name: str) -> None:
    user = User.objects.create_superuser("ada")
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)

    response = client.post(address(name, rows[name.split("_")[0]]), {"step": "cancel"})

    assert response.status_code == 403
    assert Run.objects.get().state == Run.State.PLANNED


@pytest.mark.parametrize(("name", "row"), ACTIONS)
def test_what_is_not_there_is_not_found(
    rows: dict[str | None, list[int]], name: str, row: str
) -> None:
    assert people.researcher().post(address(name, [999])).status_code == 404
