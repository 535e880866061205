import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from recommender.models import Catalogue
from tests.recommender.precompute.conftest import Mean
from tests.recommender.precompute.conftest import hats as hats
from tests.recommender.precompute.conftest import mean as mean
from tests.recommender.precompute.shop import add_product

pytestmark = pytest.mark.embedded

Run = Callable[..., tuple[str, str]]

TRIPLETS = "head,closer,farther\n" + "".join(
    f"hat-{a},hat-{b},hat-{c}\n"
    for a in range(8)
    for b in range(8)
    for c in range(b)
    if len({a, b, c}) == 3
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "triplets.csv"


@pytest.fixture
def run(hats: Catalogue, file: Path) -> Run:
    """Writes the file, runs the command, and gives what it printed and what it remarked."""

    def score(text: str, *options: str) -> tuple[str, str]:
        file.write_text(text)
        out, remarks = StringIO(), StringIO()
        call_command("score_triplets", "hats", str(file), *options, stdout=out, stderr=remarks)
        return out.getvalue(), remarks.getvalue()

    return score


def test_every_method_gets_a_row_with_its_share_and_interval(run: Run):
    printed, remarks = run(TRIPLETS, "--methods", "ssim", "random")

    head, ssim, random = printed.splitlines()
    assert " ".join(head.split()) == ("method agreement interval triplets products ties left out")
    share, low, _to, high, *counts = ssim.split()[1:]
    assert float(low) < float(share) < float(high)
    assert counts == ["168", "8", "0", "0"]
    assert random.startswith("random ")
    assert remarks == ""


def test_the_json_holds_the_same_and_the_seed_decides_the_interval(run: Run):
    options = ("--methods", "ssim", "--json", "--seed")
    first, again, other = (json.loads(run(TRIPLETS, *options, seed)[0]) for seed in "115")

    assert first == again
    assert first["methods"]["ssim"]["agreement"]["n"] == first["triplets"] == 168
    assert (first["catalogue"], first["products"], first["skipped"]) == ("hats", 8, 0)
    assert first["failed"] == {}
    ours, theirs = (found["methods"]["ssim"]["agreement"] for found in (first, other))
    assert ours["estimate"] == theirs["estimate"]
    assert ours["low"] != theirs["low"]


def test_the_closer_product_is_the_second_column(run: Run, hats: Catalogue):
    add_product(hats, "copy", look=0)

    printed, _remarks = run(
        "head,closer,farther\nhat-0,copy,hat-1\ncopy,hat-0,hat-2\nhat-0,hat-3,copy\n",
        "--methods",
        "ssim",
        "--json",
    )

    assert json.loads(printed)["methods"]["ssim"]["agreement"]["estimate"] == pytest.approx(2 / 3)


def test_products_with_the_same_picture_tie(run: Run, hats: Catalogue):
    add_product(hats, "twin", category="shoe", group="pair", look=1)

    printed, _remarks = run("head,closer,farther\nhat-0,hat-1,twin\n", "--methods", "ssim")

    row, sentence = printed.splitlines()[1:]
    assert row.split() == ["ssim", "0.500", "–", "1", "3", "1", "0"]
    assert sentence == ("ssim: no interval, since that takes at least 6 products or references.")


def test_bad_lines_are_named_and_nothing_is_computed(
    hats: Catalogue, file: Path, mean: Any, capsys: pytest.CaptureFixture[str]
):
    file.write_text("head,closer,farther\nhat-0,hat-1,hat-2\nhat-0,sock,hat-2\nhat-0,hat-0,hat-2\n")

    with pytest.raises(CommandError, match="2 of 3 lines are bad, and nothing was computed"):
        call_command("score_triplets", "hats", str(file), "--methods", "mean")

    assert mean.algorithm.seen == []
    shown = capsys.readouterr()
    assert shown.out == ""
    assert [line.partition(":")[0] for line in shown.err.splitlines()] == ["Line 3", "Line 4"]


def test_skip_bad_leaves_bad_lines_out_and_says_how_many(run: Run):
    printed, remarks = run(
        "head,closer,farther\nhat-0,hat-1,hat-2\nhat-0,sock,hat-2\n",
        "--skip-bad",
        "--json",
        "--methods",
        "ssim",
    )

    assert remarks.splitlines() == [
        "Line 3: The catalogue has no product “sock”: correct the id, or import the product.",
        "1 of 2 lines are left out.",
    ]
    assert json.loads(printed)["skipped"] == 1
    assert json.loads(printed)["methods"]["ssim"]["agreement"]["n"] == 1


def test_a_file_of_bad_lines_alone_is_refused_with_skip_bad_too(run: Run):
    with pytest.raises(CommandError, match="All lines are bad"):
        run("head,closer,farther\na,b,c\n", "--skip-bad")


@pytest.mark.parametrize(
    ("text", "options", "sentence"),
    [
        ("a,b\n", [], "needs the columns head, closer, farther"),
        (TRIPLETS, ["--methods", "magic"], "There is no method 'magic'"),
        (TRIPLETS, ["--seed", "-1"], "--seed -1: use a whole number of 0 or more"),
    ],
)
def test_bad_input_gets_one_sentence(run: Run, text: str, options: list[str], sentence: str):
    with pytest.raises(CommandError, match=sentence):
        run(text, *options)


def test_an_unknown_catalogue_is_refused(db: None):
    with pytest.raises(CommandError, match=r"There is no catalogue “cats”"):
        call_command("score_triplets", "cats", "none.csv")


def test_a_method_that_fails_is_named_after_the_scores_of_the_others(
    run: Run, mean: Any, monkeypatch: pytest.MonkeyPatch, file: Path
):
    def broken(*_: Any) -> None:
        raise ZeroDivisionError("by colour")

    monkeypatch.setattr(Mean, "similarities", broken)
    file.write_text(TRIPLETS)
    out = StringIO()

    with pytest.raises(CommandError, match=r"^mean: .*ZeroDivisionError: by colour$"):
        call_command("score_triplets", "hats", str(file), "--methods", "mean", "random", stdout=out)

    assert [line.split()[0] for line in out.getvalue().splitlines()] == ["method", "random"]
