import pytest

from simsurvey.demo import progress


@pytest.mark.parametrize(
    ("done", "total", "since", "took", "left"),
    [
        (1, 5000, 1, 0, None),
        (400, 5000, 1, 60, None),
        (4000, 5000, 1, 5, None),
        (3100, 5000, 3000, 60, None),  # nearly all of it was done at an earlier start
        (501, 5000, 1, 10, pytest.approx(90, rel=0.01)),
        (4000, 5000, 3000, 20, 20),
    ],
)
def test_an_estimate_waits_for_a_tenth_and_ten_seconds_of_steady_work(
    done: int, total: int, since: int, took: float, left: float | None
) -> None:
    assert progress.seconds_left(done, total, since=since, took=took) == left


def test_the_first_steps_are_shown_without_an_estimate(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.bar("Computing", "steps") as show:
        show(0, 0)
        show(1, 4000, "ssim")

    said = capsys.readouterr().err
    assert "Computing ssim:   0%|" in said
    assert "1/4000 steps [00:" in said
    assert "<" not in said


def test_later_steps_tell_how_long_it_takes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "SECONDS_BEFORE_AN_ESTIMATE", 0)

    with progress.bar("Computing", "steps") as show:
        show(10, 100)
        show(40, 100)

    assert "40/100 steps [00:00<00:00]" in capsys.readouterr().err
