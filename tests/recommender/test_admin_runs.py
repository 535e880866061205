"""The page of a run."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from recommender.catalogue import pictures
from recommender.methods import registry
from recommender.models import Catalogue, Chunk, Problem, Run
from recommender.precompute import plan_run, work
from tests import people
from tests.queries import queries_of
from tests.recommender.precompute.shop import add_product


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
    for width in pictures.FILES:
        (media / pictures.name(lost.picture.sha256, width)).unlink()
    run = planned(hats)
    work_all()

    page = text(client, run)

    problem = Problem.objects.get()
    assert problem.kind == Problem.Kind.LEFT_OUT
    assert "Left out" in page
    assert "hat-3" in page
    assert pictures.url(lost.picture.sha256, 320) in page


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


def test_runs_are_not_typed(client: Client, hats: Catalogue) -> None:
    run = planned(hats)

    added = client.get(reverse("admin:recommender_run_add"))
    changed = client.post(reverse("admin:recommender_run_change", args=[run.pk]), {"method": "x"})

    assert (added.status_code, changed.status_code) == (403, 403)


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
