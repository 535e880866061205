"""The page of a catalogue."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from recommender.methods import registry
from recommender.models import Catalogue, Chunk, Problem, Run
from recommender.precompute import plan_run, work
from tests import people
from tests.queries import queries_of
from tests.recommender.precompute.shop import add_product

FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def hats(db: None) -> Catalogue:
    catalogue = Catalogue.objects.create(name="hats", source="hats.zip")
    for number in range(8):
        add_product(catalogue, f"hat-{number}", look=number)
    return catalogue


@pytest.fixture
def client(db: None) -> Client:
    return people.researcher()


def page(catalogue: Catalogue) -> str:
    return reverse("admin:recommender_catalogue_change", args=[catalogue.pk])


def compute(client: Client, catalogue: Catalogue, *methods: str) -> Any:
    address = reverse("admin:recommender_catalogue_compute", args=[catalogue.pk])
    return client.post(address, {"methods": methods}, follow=True)


def planned(catalogue: Catalogue, key: str = "random") -> Run:
    return plan_run(catalogue=catalogue, method=registry.method(key, settings.METHODS))


def work_all() -> None:
    while ready := Chunk.objects.ready().first():
        work(ready.pk, worker="test")


def row(text: str, key: str) -> str:
    """The method's line of the table."""
    found = re.search(rf'<tr id="method-{key}">.*?</tr>', text, re.DOTALL)
    assert found
    return found[0]


def test_categories_are_counted_and_small_ones_explained(client: Client, hats: Catalogue) -> None:
    add_product(hats, "mug-1", category="mug", look=9)

    text = client.get(page(hats)).text

    assert "9 products" in text
    assert "in 2 categories" in text
    assert "1 product</span>" in text
    assert text.count("Fewer than 6 products") == 1


def test_compute_starts_the_chosen_methods_alone(client: Client, hats: Catalogue) -> None:
    response = compute(client, hats, "random", "ssim")

    assert set(Run.objects.values_list("method", flat=True)) == {"random", "ssim"}
    assert "Random choice is on its way." in response.text


def test_compute_twice_makes_one_run(client: Client, hats: Catalogue) -> None:
    compute(client, hats, "random")
    compute(client, hats, "random")

    assert Run.objects.count() == 1


def test_compute_of_nothing_asks_for_a_choice(client: Client, hats: Catalogue) -> None:
    response = compute(client, hats)

    assert "Choose at least one method" in response.text
    assert not Run.objects.exists()


def test_one_unknown_method_does_not_keep_the_others_back(client: Client, hats: Catalogue) -> None:
    response = compute(client, hats, "magic", "random")

    assert "There is no method &#x27;magic&#x27;" in response.text
    assert Run.objects.get().method == "random"


def test_unavailable_methods_say_why_and_cannot_be_chosen(
    client: Client, hats: Catalogue, settings: Any, tmp_path: Any
) -> None:
    settings.METHODS = type(settings.METHODS)(weights_dir=tmp_path, clip_pretrained="nowhere")

    line = row(client.get(page(hats)).text, "clip")
    response = compute(client, hats, "clip")

    assert "unavailable here" in line
    assert "fetch_weights" in line
    assert "checkbox" not in line
    assert "The method clip is unavailable" in response.text
    assert not Run.objects.exists()


def test_the_fragment_asks_again_only_while_something_is_going_on(
    client: Client, hats: Catalogue
) -> None:
    planned(hats)

    going = client.get(page(hats), headers=FRAGMENT).text
    work_all()
    finished = client.get(page(hats), headers=FRAGMENT).text

    assert 'hx-trigger="every 2s"' in going
    assert "<progress" in going
    assert "hx-trigger" not in finished
    assert "<progress" not in finished
    assert "<html" not in finished


def test_a_failed_run_says_why_and_goes_on(client: Client, hats: Catalogue) -> None:
    run = planned(hats)
    Run.objects.filter(pk=run.pk).update(state=Run.State.FAILED, error="The disk is full.")

    line = row(client.get(page(hats)).text, "random")
    compute(client, hats, "random")
    work_all()

    assert "The disk is full." in line
    assert "Continue" in line
    assert Run.objects.get().state == Run.State.FINISHED


def test_a_changed_catalogue_can_be_computed_again(client: Client, hats: Catalogue) -> None:
    planned(hats)
    work_all()

    before = row(client.get(page(hats)).text, "random")
    add_product(hats, "hat-new", look=77)
    after = row(client.get(page(hats)).text, "random")
    compute(client, hats, "random")

    assert "checkbox" not in before
    assert "The catalogue has changed since" in after
    assert "checkbox" in after
    assert Run.objects.count() == 2


def test_problems_are_counted_and_linked(client: Client, hats: Catalogue) -> None:
    run = planned(hats)
    kinds = [Problem.Kind.LEFT_OUT, Problem.Kind.ORIGINAL_USED, Problem.Kind.ORIGINAL_USED]
    for product, kind in zip(hats.products.all(), kinds, strict=False):
        Problem.objects.create(run=run, product=product, kind=kind, reason="Too dark.")

    line = row(client.get(page(hats)).text, "random")

    assert "1 left out" in line
    assert "2 with their background" in line
    assert reverse("admin:recommender_run_change", args=[run.pk]) + "#problems" in line


def test_more_products_cost_no_more_queries(client: Client, hats: Catalogue) -> None:
    planned(hats)
    few = queries_of(client, page(hats))

    for number in range(20):
        add_product(hats, f"more-{number}", category=f"category-{number % 4}", look=number)

    assert queries_of(client, page(hats)) == few


def test_more_catalogues_cost_no_more_queries(client: Client, hats: Catalogue) -> None:
    address = reverse("admin:recommender_catalogue_changelist")
    few = queries_of(client, address)

    for number in range(10):
        Catalogue.objects.create(name=f"shop {number}")

    assert queries_of(client, address) == few
    assert "Import a catalogue" in client.get(address).text


def test_renaming_keeps_everything_else(client: Client, hats: Catalogue) -> None:
    client.post(page(hats), {"name": "caps"})

    hats.refresh_from_db()
    assert (hats.name, hats.source, hats.products.count()) == ("caps", "hats.zip", 8)


def test_deleting_counts_what_goes_and_takes_all_of_it(client: Client, hats: Catalogue) -> None:
    planned(hats)
    work_all()
    address = reverse("admin:recommender_catalogue_delete", args=[hats.pk])

    asked = client.get(address).text
    client.post(address, {"post": "yes"})

    assert "Products: 8" in asked
    assert "Places in lists: 40" in asked
    assert not Catalogue.objects.exists()
    assert not Run.objects.exists()


def test_a_catalogue_is_made_by_importing_alone(client: Client) -> None:
    assert client.get(reverse("admin:recommender_catalogue_add")).status_code == 403
