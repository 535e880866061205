import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from recommender.catalogue import pictures
from recommender.methods import registry
from recommender.methods.contract import Unavailable
from recommender.methods.method import Method
from recommender.models import Catalogue, Chunk, Run
from recommender.precompute.claim import claim_chunk
from tests.recommender.precompute.conftest import hats as hats
from tests.recommender.precompute.conftest import mean as mean
from tests.recommender.precompute.shop import add_product

Execute = Callable[..., str]


@pytest.fixture
def precompute() -> Execute:
    """The command; what it wrote."""

    def execute(*arguments: str) -> str:
        output = StringIO()
        call_command("precompute", *arguments, stdout=output)
        return output.getvalue()

    return execute


def test_it_computes_and_ends_with_a_table(hats: Catalogue, precompute: Execute) -> None:
    add_product(hats, "shoe-1", category="shoe", look=20)

    output = precompute("hats", "--methods", "ssim", "random")

    head, ssim, random, *work = output.splitlines()
    assert head.split() == ["method", "products", "lists", "problems", "seconds", "products/s"]
    assert re.fullmatch(r"ssim +9 +8 +1 +\d+ +[\d.]+", ssim)
    assert re.fullmatch(r"random +9 +8 +1 +\d+ +[\d.]+", random)
    assert work == ["ssim: 9 of 9 features computed, 8 lists changed", "random: 8 lists changed"]
    assert {run.state for run in Run.objects.all()} == {Run.State.FINISHED}


def test_a_second_time_there_is_nothing_to_compute(hats: Catalogue, precompute: Execute) -> None:
    precompute("hats", "--methods", "ssim", "random")
    before = list(Run.objects.values())

    output = precompute("hats", "--methods", "ssim", "random")

    assert output.startswith("Nothing to compute: the catalogue and the methods are unchanged.\n")
    assert list(Run.objects.values()) == before


def test_by_default_it_takes_all_available_methods_and_says_why_others_are_not(
    hats: Catalogue, precompute: Execute, settings: Any, tmp_path: object
) -> None:
    settings.METHODS = replace(settings.METHODS, weights_dir=tmp_path, clip_pretrained="no.pt")

    output = precompute("hats", "--no-wait")

    unavailable = {m.key: m.unavailable() for m in registry.methods(settings.METHODS)}
    ready = {key for key, reason in unavailable.items() if not reason}
    assert set(Run.objects.values_list("method", flat=True)) == ready >= {"ssim", "random"}
    assert "clip" not in ready
    for key, reason in unavailable.items():
        assert not reason or f"{key}: {reason}\n" in output


def test_no_wait_only_queues(hats: Catalogue, precompute: Execute) -> None:
    output = precompute("hats", "--methods", "random", "--no-wait")

    assert output == "Queued: random. Workers compute them; “manage.py up” starts one.\n"
    assert Chunk.objects.ready().count() == 1


def test_an_unknown_catalogue_is_refused_with_the_known_ones(
    hats: Catalogue, precompute: Execute
) -> None:
    with pytest.raises(CommandError) as refused:
        precompute("cats")

    assert str(refused.value) == "There is no catalogue “cats”. Known: “hats”."


def test_where_there_is_no_catalogue_it_says_so(db: None, precompute: Execute) -> None:
    with pytest.raises(CommandError, match=r"There is no catalogue “cats”. Known: none yet."):
        precompute("cats")


def test_an_unknown_method_is_refused_with_the_known_ones(
    hats: Catalogue, precompute: Execute
) -> None:
    with pytest.raises(CommandError, match=r"ssim, ssim\+segmented, efficientnet"):
        precompute("hats", "--methods", "ssim", "sift")

    assert not Run.objects.exists()


def test_an_unavailable_method_that_was_asked_for_is_refused_with_its_reason(
    hats: Catalogue, precompute: Execute, settings: Any, tmp_path: object
) -> None:
    settings.METHODS = replace(settings.METHODS, weights_dir=tmp_path, clip_pretrained="no.pt")

    with pytest.raises(CommandError) as refused:
        precompute("hats", "--methods", "ssim", "clip")

    assert "The method clip is unavailable: " in str(refused.value)
    assert not Run.objects.exists()


def test_an_empty_catalogue_is_refused(db: None, precompute: Execute) -> None:
    Catalogue.objects.create(name="empty")

    with pytest.raises(CommandError, match=r"The catalogue “empty” has no products."):
        precompute("empty", "--methods", "random")


def test_a_failed_run_ends_with_its_reason(
    hats: Catalogue, mean: Method, precompute: Execute, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mean.algorithm, "error", Unavailable("The weights are gone."))

    with pytest.raises(CommandError, match=r"^mean: The weights are gone.$"):
        precompute("hats", "--methods", "mean", "random")

    assert Run.objects.get(method="random").state == Run.State.FINISHED


def test_ctrl_c_says_that_it_can_go_on_and_it_does(
    hats: Catalogue, mean: Method, precompute: Execute, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_batch: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(mean.algorithm, "features", interrupted)
        with pytest.raises(CommandError, match=r"the same command goes on from here") as stopped:
            precompute("hats", "--methods", "mean")

    assert stopped.value.returncode == 130
    assert "mean" in precompute("hats", "--methods", "mean")
    assert Run.objects.get().state == Run.State.FINISHED


def test_what_a_dead_worker_holds_is_taken_over_when_its_lease_ends(
    hats: Catalogue, precompute: Execute
) -> None:
    precompute("hats", "--methods", "random", "--no-wait")
    claim_chunk(Chunk.objects.ready().get().pk, worker="dead")
    Chunk.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    precompute("hats", "--methods", "random")

    assert Run.objects.get().state == Run.State.FINISHED
    assert Chunk.objects.get().attempts == 2


def test_an_increment_says_how_little_was_computed_and_changed(
    hats: Catalogue, mean: Method, precompute: Execute
) -> None:
    precompute("hats", "--methods", "mean")
    add_product(hats, "hat-8", look=8)
    add_product(hats, "hat-9", look=9)

    output = precompute("hats", "--methods", "mean")

    run = Run.objects.get(previous__isnull=False)
    assert output.splitlines()[-1] == (
        f"mean: 2 of 10 features computed, {run.changed} lists changed"
    )
    assert 2 <= run.changed <= 10


def test_pause_and_resume(hats: Catalogue, mean: Method, precompute: Execute) -> None:
    precompute("hats", "--methods", "mean", "random", "--no-wait")

    paused = precompute("hats", "--methods", "mean", "--pause")

    assert paused == "Paused: mean. Workers let go within seconds; --resume goes on.\n"
    assert states() == {"mean": Run.State.PAUSED, "random": Run.State.PLANNED}
    resumed = precompute("hats", "--resume")
    assert resumed.splitlines()[0] == "Resumed: mean."
    assert resumed.splitlines()[-1] == "mean: 8 of 8 features computed, 8 lists changed"
    assert states() == {"mean": Run.State.FINISHED, "random": Run.State.PLANNED}


def test_resume_without_waiting_only_queues(
    hats: Catalogue, mean: Method, precompute: Execute
) -> None:
    precompute("hats", "--methods", "mean", "--no-wait")
    precompute("hats", "--pause")

    output = precompute("hats", "--resume", "--no-wait")

    assert output == (
        "Resumed: mean.\nQueued: mean. Workers compute them; “manage.py up” starts one.\n"
    )
    assert states() == {"mean": Run.State.PLANNED}


def test_cancel_takes_all_that_is_under_way_and_it_can_be_started_again(
    hats: Catalogue, mean: Method, precompute: Execute
) -> None:
    precompute("hats", "--methods", "mean", "random", "--no-wait")

    output = precompute("hats", "--cancel")

    assert output == (
        "Cancelled: mean, random. What was computed is kept; started again, they go on there.\n"
    )
    assert set(states().values()) == {Run.State.CANCELLED}
    precompute("hats", "--methods", "mean", "random")
    assert set(states().values()) == {Run.State.FINISHED}


def test_retry_reads_the_failed_pictures_again(
    hats: Catalogue, mean: Method, precompute: Execute
) -> None:
    picture = hats.products.get(identifier="hat-3").picture
    path = Path(default_storage.path(pictures.name(picture.sha256, pictures.MASTER)))
    content = path.read_bytes()
    path.unlink()
    precompute("hats", "--methods", "mean")
    assert Run.objects.get().lists == 7
    path.write_bytes(content)

    output = precompute("hats", "--retry")

    assert output.startswith("Products that failed are tried again: mean.\n")
    assert Run.objects.get().lists == 8
    assert precompute("hats", "--retry") == (
        "mean · hats: no product was left out because of its picture, so none is tried again.\n"
    )


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ("--pause", "Nothing to pause: no run of “hats” is under way."),
        ("--resume", "Nothing to resume: no run of “hats” is paused."),
        ("--cancel", "Nothing to cancel: no run of “hats” is under way or paused."),
        ("--retry", "Nothing to try again: no run of “hats” has ended."),
    ],
)
def test_a_step_without_a_run_that_it_applies_to_is_refused(
    step: str, sentence: str, hats: Catalogue, precompute: Execute
) -> None:
    with pytest.raises(CommandError) as refused:
        precompute("hats", "--methods", "random", step)

    assert str(refused.value) == sentence


def test_a_step_with_an_unknown_method_is_refused_with_the_known_ones(
    hats: Catalogue, precompute: Execute
) -> None:
    with pytest.raises(CommandError, match=r"ssim, ssim\+segmented, efficientnet"):
        precompute("hats", "--methods", "sift", "--pause")


def test_only_one_step_is_taken_at_a_time(hats: Catalogue, precompute: Execute) -> None:
    with pytest.raises(CommandError, match=r"argument --resume: not allowed with argument --pause"):
        precompute("hats", "--pause", "--resume")


def test_a_run_that_somebody_else_halts_ends_the_command_with_its_state(
    hats: Catalogue, mean: Method, precompute: Execute, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = mean.algorithm.features

    def cancel_and_read(batch: Any) -> Any:
        Run.objects.update(state=Run.State.CANCELLED)
        return read(batch)

    monkeypatch.setattr(mean.algorithm, "features", cancel_and_read)
    with pytest.raises(CommandError, match=r"^mean: cancelled$"):
        precompute("hats", "--methods", "mean")


def states() -> dict[str, str]:
    return dict(Run.objects.values_list("method", "state"))
