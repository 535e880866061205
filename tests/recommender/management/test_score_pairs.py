import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from recommender.methods.random import draws
from recommender.models import Catalogue
from tests.recommender.precompute.conftest import hats as hats

Run = Callable[..., tuple[str, str]]

HATS = [f"hat-{number}" for number in range(8)]
HEAD = "reference,product,rating\n"
# Everybody rates as the baseline draws, but for hat-7, which is rated the other way round.
DRAWN = HEAD + "".join(
    f"{reference},{product},{draw if reference != 'hat-7' else -draw}\n"
    for reference, row in zip(HATS, draws(HATS, HATS), strict=True)
    for product, draw in zip(HATS, row, strict=True)
    if product != reference
)


@pytest.fixture
def run(hats: Catalogue, tmp_path: Path) -> Run:
    """Writes the file, runs the command, and gives what it printed and what it remarked."""

    def score(text: str, *options: str) -> tuple[str, str]:
        path = tmp_path / "pairs.csv"
        path.write_text(text)
        out, remarks = StringIO(), StringIO()
        call_command("score_pairs", "hats", str(path), *options, stdout=out, stderr=remarks)
        return out.getvalue(), remarks.getvalue()

    return score


def test_the_correlations_are_means_over_references(run: Run):
    printed, _remarks = run(DRAWN, "--methods", "random", "--json")

    found = json.loads(printed)
    random = found["methods"]["random"]
    assert random["spearman"]["estimate"] == pytest.approx(6 / 8)
    assert random["kendall"]["estimate"] == pytest.approx(6 / 8)
    assert random["spearman"]["n"] == random["spearman"]["resampled"] == 8
    assert (found["ratings"], found["pairs"], random["pairs"]) == (56, 56, 56)


def test_every_method_gets_a_row(run: Run):
    printed, remarks = run(DRAWN, "--methods", "ssim", "random")

    _head, ssim, random = printed.splitlines()
    assert ssim.split()[-3:] == ["8", "56", "0"]
    assert random.split()[:2] == ["random", "0.750"]
    assert remarks == ""


def test_references_without_an_order_are_named_and_left_out(run: Run):
    few = HEAD + (
        "hat-0,hat-1,1\nhat-0,hat-2,2\nhat-0,hat-3,3\nhat-1,hat-2,4\nhat-1,hat-3,5\n"
        "hat-2,hat-1,3\nhat-2,hat-4,3\nhat-2,hat-5,3\n"
    )

    printed, remarks = run(few, "--methods", "random", "--json")

    assert remarks.splitlines() == [
        "“hat-1” is left out: fewer than 3 rated products, or all rated alike.",
        "“hat-2” is left out: fewer than 3 rated products, or all rated alike.",
    ]
    assert json.loads(printed)["references_left_out"] == ["hat-1", "hat-2"]
    assert json.loads(printed)["methods"]["random"]["spearman"]["n"] == 1


def test_when_no_reference_has_an_order_it_says_what_to_do(run: Run):
    with pytest.raises(CommandError, match="rate more products of the same reference"):
        run(HEAD + "hat-0,hat-1,1\nhat-1,hat-2,2\n")


def test_bad_lines_are_named_and_nothing_is_computed(run: Run):
    with pytest.raises(CommandError, match="1 of 2 lines are bad"):
        run(HEAD + "hat-0,hat-1,1\nhat-0,hat-2,good\n")


def test_a_file_of_triplets_is_refused(run: Run):
    with pytest.raises(CommandError, match="needs the columns reference, product, rating"):
        run("head,closer,farther\nhat-0,hat-1,hat-2\n")
