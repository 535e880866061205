"""The page of a catalogue."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from recommender.admin import lists_form
from recommender.methods import registry
from recommender.models import Catalogue, Chunk, Problem, Run
from recommender.precompute import plan_run, work
from tests import people
from tests.queries import queries_of
from tests.recommender.external.files import circle, file
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
    assert (
        reverse("admin:recommender_run_change", args=[run.pk]) + "?kind=left_out#problems" in line
    )


def steps(text: str) -> set[str]:
    return set(re.findall(r'name="step" value="(\w+)"', text))


def steer(client: Client, catalogue: Catalogue, step: str) -> str:
    address = reverse("admin:recommender_catalogue_steer", args=[catalogue.pk])
    return client.post(address, {"step": step}, follow=True).text


def test_all_runs_are_paused_resumed_and_cancelled_together(
    client: Client, hats: Catalogue
) -> None:
    planned(hats, "random")
    work_all()
    planned(hats, "ssim")
    Run.objects.create(catalogue=hats, method="ssim+segmented", parameters={}, fingerprint="5" * 64)

    assert steps(client.get(page(hats)).text) == {"pause", "cancel"}
    paused = steer(client, hats, "pause")
    assert states() == {"random": "finished", "ssim": "paused", "ssim+segmented": "paused"}
    assert steps(paused) == {"resume", "cancel"}
    assert "Paused: ssim." in paused
    assert "Paused: random." not in paused

    steer(client, hats, "resume")
    assert states() == {"random": "finished", "ssim": "planned", "ssim+segmented": "planned"}

    cancelled = steer(client, hats, "cancel")
    assert states() == {"random": "finished", "ssim": "cancelled", "ssim+segmented": "cancelled"}
    assert steps(cancelled) == set()


def states() -> dict[str, str]:
    return dict(Run.objects.values_list("method", "state"))


def test_with_nothing_under_way_steering_says_so(client: Client, hats: Catalogue) -> None:
    assert "There was no run with which that could be done." in steer(client, hats, "pause")


@pytest.mark.parametrize("step", ["pause", "cancel"])
def test_a_halted_method_is_continued_alone(client: Client, hats: Catalogue, step: str) -> None:
    planned(hats)
    planned(hats, "ssim")
    steer(client, hats, step)

    line = row(client.get(page(hats)).text, "ssim")
    compute(client, hats, "ssim")

    assert "Continue" in line
    assert states()["ssim"] == "planned"
    assert states()["random"] != "planned"


def upload(client: Client, catalogue: Catalogue, content: bytes, **fields: str) -> Any:
    address = reverse("admin:recommender_catalogue_lists", args=[catalogue.pk])
    sent = {"lists-name": "rival", "lists-file": SimpleUploadedFile("rival.csv", content)}
    return client.post(address, sent | {f"lists-{name}": fields[name] for name in fields})


def rivals(catalogue: Catalogue) -> list[tuple[object, ...]]:
    ids = catalogue.products.order_by("identifier").values_list("identifier", flat=True)
    return circle(list(ids))


def test_lists_are_uploaded_on_the_page(client: Client, hats: Catalogue) -> None:
    before = client.get(page(hats)).text
    response = upload(client, hats, file(rivals(hats)))
    after = client.get(page(hats)).text

    assert reverse("admin:recommender_catalogue_lists", args=[hats.pk]) in before
    assert response["Location"] == page(hats) + "#methods"
    assert "External lists: rival: 8 of 8 products have a list." in after
    assert "The file has no scores" in after
    line = row(after, "externalrival")
    assert "finished" in line
    assert "checkbox" not in line
    assert LogEntry.objects.get().object_repr == "external:rival · hats"


def test_the_name_may_be_typed_as_a_key(client: Client, hats: Catalogue) -> None:
    upload(client, hats, file(rivals(hats)), name="external:rival")

    assert Run.objects.get().method == "external:rival"


def test_what_is_wrong_with_a_file_is_listed_on_the_page(client: Client, hats: Catalogue) -> None:
    wrong = file([*rivals(hats), ("hat-0", 0, "hat-1"), ("hat-0", 1, "<b>cap</b>")])

    response = upload(client, hats, wrong)

    assert response.status_code == 422
    assert "Nothing was imported: 2 faults were found." in response.text
    assert '<th scope="row">42</th>' in response.text
    assert "“0” is no rank" in response.text
    assert "“&lt;b&gt;cap&lt;/b&gt;”" in response.text
    assert 'value="rival"' in response.text
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "My Rival"}, "cannot be a method of another system"),
        ({"name": ""}, "This field is required."),
        ({"rows": "ssim"}, "has no column “method”"),
    ],
)
def test_a_form_that_cannot_be_right_is_refused(
    client: Client, hats: Catalogue, fields: dict[str, str], sentence: str
) -> None:
    response = upload(client, hats, file(rivals(hats)), **fields)

    assert response.status_code == 422
    assert sentence in response.text
    assert not Run.objects.exists()


def test_a_form_without_a_file_asks_for_one(client: Client, hats: Catalogue) -> None:
    address = reverse("admin:recommender_catalogue_lists", args=[hats.pk])

    response = client.post(address, {"lists-name": "rival"})

    assert response.status_code == 422
    assert "This field is required." in response.text


def test_a_huge_file_is_sent_to_the_command(
    client: Client, hats: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists_form, "LARGEST", 100)

    response = upload(client, hats, file(rivals(hats)))

    assert response.status_code == 422
    assert "manage.py import_recommendations" in response.text


def test_lists_of_a_changed_catalogue_ask_to_be_imported_again(
    client: Client, hats: Catalogue
) -> None:
    upload(client, hats, file(rivals(hats)))
    before = row(client.get(page(hats)).text, "externalrival")
    add_product(hats, "hat-new", look=77)
    after = row(client.get(page(hats)).text, "externalrival")
    upload(client, hats, file(rivals(hats)))
    again = row(client.get(page(hats)).text, "externalrival")

    sentence = "The catalogue has changed since; import the lists again."
    assert sentence not in before
    assert sentence in after
    assert sentence not in again


def test_more_imported_lists_cost_no_more_queries(client: Client, hats: Catalogue) -> None:
    upload(client, hats, file(rivals(hats)))
    few = queries_of(client, page(hats))

    for name in ("second", "third"):
        upload(client, hats, file(rivals(hats)), name=name)

    assert queries_of(client, page(hats)) == few


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
