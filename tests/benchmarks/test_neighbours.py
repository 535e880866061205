import numpy as np

from benchmarks.neighbours import LOOPED, compare, drawn, loop, this_software, whole_matrix


def test_the_contestants_find_the_same_neighbours() -> None:
    features = drawn(LOOPED + 100, 48)

    found = this_software(features)

    assert np.array_equal(whole_matrix(features), found)
    assert np.array_equal(loop(features), found[:LOOPED])


def test_the_table_says_the_share_of_the_matrix_product(capsys) -> None:
    compare(300, 16, repeats=1)

    printed = capsys.readouterr().out
    assert "| this software |" in printed
    assert "Share of the matrix product's rate: " in printed
    assert "Lists equal to those of the loop: 100.0%" in printed
