import subprocess

import pytest

from benchmarks.side_by_side import Table, machine, measure, peak_memory

MEGABYTE = 10**6


def test_contestants_take_turns_after_one_warm_up_each() -> None:
    turns: list[str] = []

    measure(
        {"loop": lambda: turns.append("loop"), "kernel": lambda: turns.append("kernel")},
        amount=1,
        unit="pairs",
        repeats=2,
    )

    assert turns == ["loop", "kernel"] * 3


def test_the_warm_up_is_not_counted() -> None:
    table = measure({"loop": lambda: None}, amount=3, unit="pairs", repeats=4)

    assert len(table.seconds["loop"]) == 4
    assert table.amounts == {"loop": 3}


def test_the_ratio_is_of_the_same_round() -> None:
    table = Table({"loop": [8, 4, 6], "kernel": [2, 2, 1]}, {"loop": 10, "kernel": 10}, "pairs")

    assert table.ratios("kernel") == [4, 2, 6]
    assert table.ratios("loop") == [1, 1, 1]
    assert table.rate("kernel") == 5


def test_a_contestant_that_does_more_in_a_round_is_credited_with_it() -> None:
    table = Table({"loop": [4, 4], "kernel": [2, 4]}, {"loop": 10, "kernel": 1000}, "pairs")

    assert table.ratios("kernel") == [200, 100]


def test_a_table_says_medians_and_the_range_of_the_ratios() -> None:
    table = Table({"loop": [8, 4, 6], "kernel": [2, 2, 1]}, {"loop": 10, "kernel": 10_000}, "pairs")

    assert table.markdown().splitlines() == [
        "| | seconds | pairs per second | times the first |",
        "|---|--:|--:|--:|",
        "| loop | 6 | 1.67 | 1 (1–1) |",
        "| kernel | 2 | 5,000 | 4,000 (2,000–6,000) |",
    ]


def test_a_printed_table_stands_under_the_machine(capsys: pytest.CaptureFixture[str]) -> None:
    table = Table({"loop": [1.0]}, {"loop": 1}, "pairs")

    table.print()

    printed = capsys.readouterr().out
    assert "cores visible" in printed.splitlines()[0]
    assert table.markdown() in printed


def test_the_machine_is_one_line() -> None:
    assert len(machine().splitlines()) == 1


def test_the_peak_of_a_process_is_its_own_and_not_that_of_who_measures() -> None:
    ballast = bytearray(b"1" * 300 * MEGABYTE)

    small = peak_memory(["-c", "pass"])
    large = peak_memory(["-c", f"bytearray({150 * MEGABYTE})"])

    assert len(ballast) > small.peak
    assert 150 * MEGABYTE < large.peak < 300 * MEGABYTE
    assert small.peak < 100 * MEGABYTE


def test_a_process_that_fails_is_no_measurement() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        peak_memory(["-c", "raise SystemExit(3)"])
