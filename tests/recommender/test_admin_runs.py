"""The page of a run."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from recommender import lookup
from recommender.admin import runs
from recommender.catalogue import pictures
from recommender.external.importing import import_lists
from recommender.methods import registry
from recommender.models import Catalogue, Chunk, Problem, Run
from recommender.precompute import plan_run, work
from tests import people
from tests.queries import queries_of
from tests.recommender.external.files import circle, file
from tests.recommender.precompute.shop import add_product

PAGE = "admin:recommender_run_change"


@pytest.fixture
def client(db: None) -> Client:
    return people.researcher()


@pytest.fixture
def hats(db: None) -> Catalogue:
    catalogue = Catalogue.objects.create(name="hats")
    for number in range(8):
        add_product(catalogue, f"hat-{number}", look=number)
    return catalogue


def planned(catalogue: Catalogue) -> Run:
    return plan_run(catalogue=catalogue, method=registry.method("ssim", settings.METHODS))


def work_all() -> None:
    while ready := Chunk.objects.ready().first():
        work(ready.pk, worker="test")


def text(client: Client, run: Run, **headers: str) -> str:
    address = reverse("admin:recommender_run_change", args=[run.pk])
    return client.get(address, headers=headers).text


def test_progress_asks_again_until_the_run_has_finished(client: Client, hats: Catalogue) -> None:
    run = planned(hats)

    waiting = text(client, run, HX_Request="true")
    work_all()
    finished = text(client, run, HX_Request="true")

    assert 'hx-trigger="every 1s"' in waiting
    assert "0 of 16 steps" in waiting
    assert "Waiting for a worker" in waiting
    assert "hx-trigger" not in finished
    assert "finished" in finished


def test_what_the_run_was_made_with_is_shown(client: Client, hats: Catalogue) -> None:
    run = planned(hats)

    page = text(client, run)

    assert run.fingerprint in page
    assert run.contents in page
    assert "&quot;algorithm&quot;: &quot;ssim&quot;" in page


def test_a_picture_that_cannot_be_read_is_listed_with_its_reason(
    client: Client, hats: Catalogue, media: Path
) -> None:
    lost = hats.products.get(identifier="hat-3")
    for name in pictures.FILES:
        (media / pictures.name(lost.picture.sha256, name)).unlink()
    run = planned(hats)
    work_all()

    page = text(client, run)

    problem = Problem.objects.get()
    assert problem.kind == Problem.Kind.LEFT_OUT
    assert "Left out" in page
    assert "hat-3" in page
    assert lookup.thumbnail_url(lost.picture.sha256) in page


def test_a_failed_run_is_continued_from_its_page(client: Client, hats: Catalogue) -> None:
    run = planned(hats)
    Run.objects.filter(pk=run.pk).update(state=Run.State.FAILED, error="The disk is full.")

    page = text(client, run)
    address = reverse("admin:recommender_catalogue_compute", args=[hats.pk])
    client.post(address, {"methods": "ssim"})

    run.refresh_from_db()
    assert "The disk is full." in page
    assert address in page
    assert run.state == Run.State.PLANNED


def steps(client: Client, run: Run) -> set[str]:
    """What the page of the run offers to do."""
    return set(re.findall(r'name="step" value="(\w+)"', text(client, run)))


def steer(client: Client, run: Run, step: str) -> str:
    address = reverse("admin:recommender_run_steer", args=[run.pk])
    response = client.post(address, {"step": step}, follow=True)
    assert response.redirect_chain == [(reverse(PAGE, args=[run.pk]), 302)]
    run.refresh_from_db()
    return response.text


def test_a_run_is_paused_and_resumed_from_its_page(client: Client, hats: Catalogue) -> None:
    run = planned(hats)

    assert steps(client, run) == {"pause", "cancel"}
    paused = steer(client, run, "pause")
    assert run.state == Run.State.PAUSED
    assert "Paused: ssim." in paused
    assert "hx-trigger" not in paused
    assert "0 of 16 steps" in paused
    assert not Chunk.objects.ready().exists()

    assert steps(client, run) == {"resume", "cancel"}
    assert "Going on: ssim." in steer(client, run, "resume")
    work_all()
    run.refresh_from_db()

    assert run.state == Run.State.FINISHED
    assert steps(client, run) == set()


def test_a_cancelled_run_says_so_and_can_be_continued(client: Client, hats: Catalogue) -> None:
    run = planned(hats)

    page = steer(client, run, "cancel")

    assert run.state == Run.State.CANCELLED
    assert "Cancelled: ssim." in page
    assert '<span class="state halted">cancelled</span>' in page
    assert steps(client, run) == set()
    assert reverse("admin:recommender_catalogue_compute", args=[hats.pk]) in page


def test_what_cannot_be_done_is_said_in_a_sentence(client: Client, hats: Catalogue) -> None:
    run = planned(hats)
    work_all()

    page = steer(client, run, "pause")

    assert run.state == Run.State.FINISHED
    assert "Only a run that is under way can be paused." in page


def test_failed_products_are_tried_again(client: Client, hats: Catalogue, media: Path) -> None:
    lost = hats.products.get(identifier="hat-3")
    paths = [media / pictures.name(lost.picture.sha256, name) for name in pictures.FILES]
    kept = {path: path.read_bytes() for path in paths}
    for path in paths:
        path.unlink()
    run = planned(hats)
    work_all()
    assert steps(client, run) == {"retry"}
    for path, content in kept.items():
        path.write_bytes(content)

    page = steer(client, run, "retry")
    work_all()
    run.refresh_from_db()

    assert "Trying the failed products again: ssim." in page
    assert (run.state, run.lists, run.problems.count()) == (Run.State.FINISHED, 8, 0)


def test_products_of_a_small_category_are_not_offered_again(
    client: Client, hats: Catalogue
) -> None:
    add_product(hats, "mug-1", category="mug", look=20)
    run = planned(hats)
    work_all()

    assert run.problems.exists()
    assert steps(client, run) == set()


def test_features_computed_and_lists_changed_are_counted(client: Client, hats: Catalogue) -> None:
    planned(hats)
    work_all()
    add_product(hats, "hat-8", look=8)
    run = planned(hats)
    work_all()
    run.refresh_from_db()

    page = text(client, run)

    assert run.computed == 1
    assert "<dd>1 of 9</dd>" in page
    assert f"<dt>Lists changed</dt><dd>{run.changed}</dd>" in page


def test_problems_are_narrowed_to_one_kind(client: Client, hats: Catalogue) -> None:
    run = planned(hats)
    products = hats.products.all()
    kinds = [Problem.Kind.LEFT_OUT] * 3 + [Problem.Kind.ORIGINAL_USED] * 5
    for product, kind in zip(products, kinds, strict=True):
        Problem.objects.create(run=run, product=product, kind=kind, reason=f"Why {kind}.")
    address = reverse(PAGE, args=[run.pk])

    everything = client.get(address).text
    left_out = client.get(address, {"kind": "left_out"}).text
    unknown = client.get(address, {"kind": "magic"}).text

    assert everything.count("Why ") == unknown.count("Why ") == 8
    assert left_out.count("Why left_out.") == 3
    assert "Why original_used." not in left_out
    assert left_out.count('aria-current="true"') == 1
    assert "<dt>Problems</dt><dd>8</dd>" in left_out


def test_pages_of_one_kind_stay_with_it(
    client: Client, hats: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "PROBLEMS_ON_A_PAGE", 3)
    run = planned(hats)
    for product in hats.products.all():
        kind = Problem.Kind.LEFT_OUT
        Problem.objects.create(run=run, product=product, kind=kind, reason="Torn.")

    page = client.get(reverse(PAGE, args=[run.pk]), {"kind": "left_out", "page": 2}).text

    assert page.count("Torn.") == 3
    assert 'href="?kind=left_out&amp;page=1#problems"' in page
    assert 'href="?kind=left_out&amp;page=3#problems"' in page


def test_an_imported_run_says_where_its_lists_come_from(client: Client, hats: Catalogue) -> None:
    ids = [product.identifier for product in hats.products.all()]
    data = file(circle(ids))
    run = import_lists(catalogue=hats, key="external:rival", data=data).run

    page = text(client, run)

    assert "external:rival" in page
    assert "&quot;scores&quot;: &quot;reciprocal rank&quot;" in page
    assert "Features computed" not in page
    assert "s of work" not in page
    assert steps(client, run) == set()


def test_an_import_that_did_not_end_asks_for_the_file(client: Client, hats: Catalogue) -> None:
    run = Run.objects.create(
        catalogue=hats,
        method="external:rival",
        parameters={},
        state=Run.State.FAILED,
        error="Import the file again.",
    )

    page = text(client, run)

    assert "Import the file again." in page
    assert reverse("admin:recommender_catalogue_compute", args=[hats.pk]) not in page


def test_runs_are_not_typed(client: Client, hats: Catalogue) -> None:
    run = planned(hats)

    added = client.get(reverse("admin:recommender_run_add"))
    changed = client.post(reverse("admin:recommender_run_change", args=[run.pk]), {"method": "x"})

    assert (added.status_code, changed.status_code) == (403, 403)


def test_deleting_a_run_counts_what_goes_with_it(client: Client, hats: Catalogue) -> None:
    run = planned(hats)
    work_all()
    address = reverse("admin:recommender_run_delete", args=[run.pk])

    asked = client.get(address).text
    client.post(address, {"post": "yes"})

    assert "Places in lists: 40" in asked
    assert "hat-3" not in asked
    assert not Run.objects.exists()


def test_more_problems_cost_no_more_queries(client: Client, hats: Catalogue) -> None:
    run = planned(hats)
    address = reverse("admin:recommender_run_change", args=[run.pk])
    first, *others = hats.products.all()
    kind, reason = Problem.Kind.ORIGINAL_USED, "Nothing stood out."
    Problem.objects.create(run=run, product=first, kind=kind, reason=reason)
    few = queries_of(client, address)

    for product in others:
        Problem.objects.create(run=run, product=product, kind=kind, reason=reason)

    assert queries_of(client, address) == few
    assert text(client, run).count(reason) == 8
