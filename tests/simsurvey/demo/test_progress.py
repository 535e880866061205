import pytest

from simsurvey.demo.progress import bar, can_estimate


@pytest.mark.parametrize(
    ("done", "total", "seconds", "told"),
    [
        (0, 0, 60, False),
        (1, 5000, 2, False),
        (400, 5000, 60, False),
        (4000, 5000, 5, False),
        (500, 5000, 10, True),
    ],
)
def test_an_estimate_waits_for_a_tenth_and_ten_seconds(
    done: int, total: int, seconds: float, told: bool
) -> None:
    assert can_estimate(done, total, seconds) is told


def test_the_first_steps_are_shown_without_an_estimate(capsys: pytest.CaptureFixture[str]) -> None:
    with bar("Computing", "steps") as show:
        show(0, 0)
        show(1, 4000, "ssim")

    said = capsys.readouterr().err
    assert "Computing ssim:   0%|" in said
    assert "1/4000 steps [00:" in said
    assert "<" not in said
