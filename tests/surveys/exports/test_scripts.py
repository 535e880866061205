"""The shipped scripts make the main table again, from the ratings of an archive alone."""

import csv
import io
import math
import shutil
import subprocess
import sys

import pytest

from surveys.exports import csv_package
from surveys.models import Round
from surveys.results import Answering, round_results
from surveys.statistics import summarise
from tests.surveys.answered import (
    answer,
    closed_round,
    lists_of,
    open_round,
    participant,
    trial,
)
from tests.surveys.exports.reading import unpacked

pytestmark = pytest.mark.django_db
Format = Round.AnswerFormat
R = pytest.param(
    ["Rscript", "--vanilla", "analysis/primary.R"],
    id="R",
    marks=pytest.mark.skipif(not shutil.which("Rscript"), reason="R is not installed"),
)
PYTHON = pytest.param([sys.executable, "analysis/primary.py"], id="Python")
both = pytest.mark.parametrize("script", [PYTHON, R])


def run(script, round, folder, *options):
    """In a folder that holds nothing but the ratings and the script."""
    files = unpacked(csv_package(round))
    for path in ("data/ratings_data.csv", script[-1]):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(files.get(path, b""))
    return subprocess.run(
        [*script, *options], cwd=folder, capture_output=True, text=True, check=False
    )


def table_of(script, round, folder, *options):
    """What the script prints, by method."""
    done = run(script, round, folder, *options)
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


def expected(round, answering, screened=False):
    found = summarise(round_results(round=round, answering=answering, screened=screened).ratings)
    return [
        {
            "method": one.method,
            "n": one.n,
            "participants": one.participants,
            "references": one.references,
            "mean": one.mean.estimate,
            "sd": one.sd,
            "se": one.mean.se,
            "df": one.mean.df,
            "low": one.mean.low,
            "high": one.mean.high,
            "score": one.score.value,
            "score_low": one.score.low,
            "score_high": one.score.high,
        }
        for one in found.methods
        if one.n
    ]


def assert_same(printed, wanted):
    assert {row["method"] for row in printed} == {row["method"] for row in wanted}
    means = [float(row["mean"]) for row in printed]
    assert means == sorted(means, reverse=True)
    by_method = {row["method"]: row for row in printed}
    for row in wanted:
        for name, value in row.items():
            if name == "method":
                continue
            text = by_method[row["method"]][name]
            told = math.nan if text == "" else float(text)
            assert told == pytest.approx(value, rel=1e-9, abs=1e-12, nan_ok=True), (row, name)


@both
@pytest.mark.parametrize(
    "changes",
    [
        {"answer_format": "set_rating"},
        {"answer_format": "set_rating", "scale_kind": "slider", "scale_labels": ["far", "near"]},
        {"answer_format": "product_rating", "product_order": "shuffled"},
        {"answer_format": "best_set", "sets_per_trial": 2},
        {"answer_format": "set_ranking"},
    ],
    ids=["ratings", "slider", "products", "best set", "ranking"],
)
def test_the_main_table_of_every_format_comes_out_the_same(simulated, script, changes, tmp_path):
    round = simulated(participants=12, **changes)

    printed = table_of(script, round, tmp_path)

    wanted = expected(round, Answering.SIMULATED)
    assert len(wanted) == 4
    assert all(row["low"] < row["high"] for row in wanted)
    assert_same(printed, wanted)


@both
def test_without_the_flagged_and_those_sent_away(script, tmp_path):
    round = closed_round()
    values = {"ssim": 2, "ssim+segmented": 4, "random": 1}
    for number in (1, 2, 3):
        answer(round, values | {"random": number}, number=number)
    answer(round, dict.fromkeys(values, 3), number=4)
    away = participant(round, 5, completed_at=None, screened_out_at=round.created_at)
    reference = round.references.first()
    trial(away, reference, lists_of(reference), [5, 5, 4])

    printed = table_of(script, round, tmp_path, "--without-flagged")

    wanted = expected(round, Answering.PEOPLE, screened=True)
    assert {row["n"] for row in wanted} == {9}
    assert_same(printed, wanted)


@both
def test_people_are_analysed_and_not_the_simulation_unless_asked_for(script, tmp_path):
    round = closed_round()
    for number, people in ((1, True), (2, True), (3, False), (4, False)):
        values = {"ssim": number, "ssim+segmented": 5, "random": 1}
        answer(round, values, number=number, simulated=not people)

    assert_same(table_of(script, round, tmp_path), expected(round, Answering.PEOPLE))
    simulated = table_of(script, round, tmp_path, "--simulated")
    assert_same(simulated, expected(round, Answering.SIMULATED))


@both
def test_equal_answers_a_single_person_and_nobody_have_no_interval(script, tmp_path):
    equal, single = closed_round(slug="equal"), closed_round(slug="single")
    for number in (1, 2, 3):
        answer(equal, {"ssim": 2, "ssim+segmented": 4, "random": number}, number=number)
    answer(single, {"ssim": 2, "ssim+segmented": 4, "random": 1}, number=1)

    printed = table_of(script, equal, tmp_path)

    assert {row["method"]: row["low"] == "" for row in printed} == {
        "ssim": True,
        "ssim+segmented": True,
        "random": False,
    }
    assert_same(printed, expected(equal, Answering.PEOPLE))
    for row in table_of(script, single, tmp_path):
        assert row["low"] == row["se"] == ""
        assert row["df"] == "0"
    assert table_of(script, open_round(slug="nobody"), tmp_path) == []


@both
def test_half_a_ranking_and_half_a_set_have_no_value(script, tmp_path):
    ranked = closed_round(slug="ranked", answer_format=Format.SET_RANKING)
    rated = closed_round(slug="rated", answer_format=Format.PRODUCT_RATING)
    for number, ranks in ((1, [2, 1, 3]), (2, [1, 2])):
        reference = ranked.references.first()
        trial(participant(ranked, number), reference, lists_of(reference), ranks)
    reference = rated.references.first()
    products = [one for shown in lists_of(reference) for one in shown.products.all()]
    trial(participant(rated, 1), reference, products, [1, 2, 3, 4, 5, 2, 2, None, 2, 2, 5, 5])

    assert_same(table_of(script, ranked, tmp_path), expected(ranked, Answering.PEOPLE))
    found = table_of(script, rated, tmp_path)
    assert_same(found, expected(rated, Answering.PEOPLE))
    assert [(row["method"], float(row["mean"])) for row in found] == [("ssim", 3.0)]


@both
def test_names_that_other_programs_would_misread_stay_as_they_are(script, tmp_path):
    round = closed_round()
    odd = round.references.first()
    type(odd).objects.filter(pk=odd.pk).update(identifier='NA "é", 1', category="=1+1")
    for number in (1, 2):
        answer(round, {"ssim": number, "ssim+segmented": 4, "random": 1}, number=number)

    assert_same(table_of(script, round, tmp_path), expected(round, Answering.PEOPLE))


@both
def test_help_tells_the_options_and_prints_no_table(script, tmp_path):
    done = run(script, open_round(), tmp_path, "--help")

    assert (done.returncode, done.stderr) == (0, "")
    assert all(word in done.stdout for word in ("--simulated", "--without-flagged", "95 %"))
    assert "score_low" not in done.stdout


@both
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--simulatd"], "unrecognized arguments: --simulatd"),
        (["--simulated", "-x"], "unrecognized arguments: -x"),
        (["data/ratings_data.csv", "other.csv"], "unrecognized arguments: other.csv"),
        (["other.csv"], "there is no file other.csv"),
        (["data"], "there is no file data"),
    ],
)
def test_what_a_script_does_not_know_is_an_error_and_no_table(script, options, words, tmp_path):
    done = run(script, open_round(), tmp_path, *options)

    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


def test_the_archive_says_how_simulated_answers_are_analysed():
    said = unpacked(csv_package(open_round()))["README.md"].decode()

    english, _line, german = said.partition("\n---\n")
    assert "with `--simulated`" in english
    assert "mit `--simulated`" in german
