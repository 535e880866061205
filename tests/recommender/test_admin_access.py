"""Everybody tries every researcher's page about catalogues."""

import pytest
from django.test import Client
from django.urls import reverse

from recommender.models import Catalogue, Import, Run
from tests import people
from tests.recommender.precompute.shop import add_product

PAGES = [
    ("catalogue_changelist", None),
    ("catalogue_change", "catalogue"),
    ("catalogue_delete", "catalogue"),
    ("import_changelist", None),
    ("import_add", None),
    ("import_change", "import"),
    ("product_changelist", None),
    ("product_change", "product"),
    ("run_changelist", None),
    ("run_change", "run"),
]
ACTIONS = [("catalogue_compute", "catalogue"), ("import_continue", "import")]


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


@pytest.mark.parametrize(("name", "row"), ACTIONS)
def test_what_is_not_there_is_not_found(
    rows: dict[str | None, list[int]], name: str, row: str
) -> None:
    assert people.researcher().post(address(name, [999])).status_code == 404
