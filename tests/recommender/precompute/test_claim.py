import time
from datetime import timedelta

import pytest
from django.utils import timezone

from recommender.methods.method import Method
from recommender.models import Catalogue, Chunk, Run
from recommender.precompute import claim as claims
from recommender.precompute import plan_run
from recommender.precompute.claim import claim_chunk, renewed


@pytest.fixture
def chunk(hats: Catalogue, ssim: Method) -> Chunk:
    """The only chunk that is ready; the chunk of lists comes after it."""
    plan_run(catalogue=hats, method=ssim)
    return Chunk.objects.ready().get()


def test_a_claim_starts_the_run_and_counts_an_attempt(chunk: Chunk) -> None:
    claim = claim_chunk(chunk.pk, worker="a")

    chunk.refresh_from_db()
    assert claim is not None
    assert (chunk.state, chunk.worker, chunk.attempts) == (Chunk.State.CLAIMED, "a", 1)
    assert chunk.run.state == Run.State.COMPUTING
    assert chunk.run.started_at is not None


def test_a_claimed_chunk_is_not_to_be_had(chunk: Chunk) -> None:
    claim_chunk(chunk.pk, worker="a")

    assert claim_chunk(chunk.pk, worker="b") is None
    assert claim_chunk(chunk.pk, worker="a") is None


def test_a_later_stage_is_not_to_be_had_before_the_earlier_is_finished(chunk: Chunk) -> None:
    later = Chunk.objects.get(stage=Chunk.Stage.NEIGHBOURS)

    assert claim_chunk(later.pk, worker="a") is None

    Chunk.objects.filter(pk=chunk.pk).update(state=Chunk.State.FINISHED)
    assert claim_chunk(later.pk, worker="a") is not None


@pytest.mark.parametrize("state", [Run.State.FAILED, Run.State.FINISHED])
def test_chunks_of_a_run_that_ended_are_not_to_be_had(state: Run.State, chunk: Chunk) -> None:
    Run.objects.update(state=state)

    assert claim_chunk(chunk.pk, worker="a") is None


def test_a_chunk_that_is_gone_is_not_to_be_had(chunk: Chunk) -> None:
    Run.objects.all().delete()

    assert claim_chunk(chunk.pk, worker="a") is None


def test_giving_back_costs_no_attempt(chunk: Chunk) -> None:
    claim = claim_chunk(chunk.pk, worker="a")
    assert claim is not None

    claim.give_back()

    chunk.refresh_from_db()
    assert (chunk.state, chunk.attempts, chunk.claim) == (Chunk.State.WAITING, 0, None)


def test_a_lost_claim_changes_nothing_even_for_a_worker_of_the_same_name(chunk: Chunk) -> None:
    lost = claim_chunk(chunk.pk, worker="a")
    Chunk.objects.filter(pk=chunk.pk).update(state=Chunk.State.WAITING, claim=None)
    held = claim_chunk(chunk.pk, worker="a")
    assert lost is not None
    assert held is not None

    lost.give_back()
    lost.renew()

    chunk.refresh_from_db()
    assert lost.lost.is_set()
    assert (chunk.state, chunk.claim) == (Chunk.State.CLAIMED, held.number)


@pytest.mark.django_db(transaction=True)
def test_a_claim_is_renewed_while_the_work_goes_on(
    chunk: Chunk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "SECONDS_BETWEEN_RENEWALS", 0.01)
    claim = claim_chunk(chunk.pk, worker="a")
    assert claim is not None
    ending = timezone.now() + timedelta(seconds=1)
    Chunk.objects.filter(pk=chunk.pk).update(lease_until=ending)

    with renewed([claim]):
        given_up = time.monotonic() + 30
        while not (renewed_once := claim.row().filter(lease_until__gt=ending).exists()):
            assert time.monotonic() < given_up

    assert renewed_once


@pytest.mark.django_db(transaction=True)
def test_work_is_told_when_its_claim_was_lost(
    chunk: Chunk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "SECONDS_BETWEEN_RENEWALS", 0.01)
    claim = claim_chunk(chunk.pk, worker="a")
    assert claim is not None
    Chunk.objects.filter(pk=chunk.pk).update(state=Chunk.State.WAITING, claim=None)

    with renewed([claim]):
        assert claim.lost.wait(timeout=30)
