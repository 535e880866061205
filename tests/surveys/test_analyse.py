"""`analyse RATINGS.csv`: no test here may touch a database, and none can."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

HEADER = "participant,reference,method,rating"
ROOT = Path(__file__).parents[2]


def file_of(tmp_path, *lines, header=HEADER):
    path = tmp_path / "ratings.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def survey(methods=("clip", "clip+segmented", "ssim")):
    return [
        f"P{p},R{i},{method},{1 + (3 * p + 5 * i + 2 * place + p * i * place) % 7}"
        for p in range(6)
        for i in range(5)
        for place, method in enumerate(methods)
    ]


def run(*arguments):
    out, told = StringIO(), StringIO()
    call_command("analyse", *map(str, arguments), stdout=out, stderr=told)
    return out.getvalue()


def test_prints_tables_that_people_can_read(tmp_path):
    said = run(file_of(tmp_path, *survey()), "--lowest", 1, "--highest", 7, "--bootstrap", 50)

    assert said.startswith(
        "90 ratings, 6 participants, 5 references, 3 methods. The scale is from 1"
    )
    for words in ("clip − clip+segmented", "score 0–100", "Friedman", "Pigeonhole", "by arrival"):
        assert words in said
    assert all(len(line) < 160 for line in said.splitlines())


def test_one_of_a_kind_is_one(tmp_path):
    said = run(file_of(tmp_path, "a,x,m,3"), "--lowest", 1, "--highest", 7)

    assert said.startswith("1 rating, 1 participant, 1 reference, 1 method. ")


def test_a_scale_that_is_a_guess_is_called_so(tmp_path):
    said = run(file_of(tmp_path, *survey()), "--bootstrap", 20)

    assert "The scale is taken as 1 to 7, from the ratings." in said.splitlines()[0]


@pytest.mark.parametrize("asked", [[], ["--lowest", 3], ["--highest", 4]])
def test_of_equal_ratings_no_scale_is_invented(tmp_path, asked):
    path = file_of(tmp_path, *(f"{p},{i},{m},4" for p in "abc" for i in "xyz" for m in "mn"))

    said = run(path, "--bootstrap", 20, *asked)
    found = json.loads(run(path, "--json", "--bootstrap", 20, *asked))

    assert "The scale is unknown." in said.splitlines()[0]
    assert not any(word in said.lower() for word in ("top box  ", "0–100", "how often each answer"))
    for one in found["methods"]:
        assert (one["distribution"], one["score"], one["score_ci"]) == (None, None, [None, None])


def test_choices_and_ranks_say_what_they_count(tmp_path):
    def first(kind):
        path = file_of(tmp_path, *compared(kind), header=HEADER.replace("rating", kind))
        return run(path, "--bootstrap", 20).splitlines()[0]

    assert "162 answers" in first("choice")
    assert "What was chosen counts 1" in first("choice")
    assert "The best rank counts 1, the last 0" in first("rank")


def test_what_is_undefined_is_told_in_words(tmp_path):
    said = run(file_of(tmp_path, *survey()[:-1]), "--bootstrap", 20)

    assert "“–” stands for what is undefined" in said.splitlines()[2]
    assert "Without F, p (Holm)" in said
    assert "test of all methods, crossed F: not every method" in said
    assert "omnibus" not in said


def test_intervals_that_reach_beyond_the_scale_are_explained(tmp_path):
    wide = [f"{p},{i},{m},{v}" for p in "ab" for i in "xy" for m, v in (("m", 1), ("n", 5))]
    wide[0], wide[-1] = "a,x,m,5", "b,y,n,2"

    few = run(file_of(tmp_path, *wide), "--bootstrap", 20)
    enough = run(file_of(tmp_path, *survey()), "--lowest", -50, "--highest", 50, "--bootstrap", 20)

    assert "not cut at the ends" in few
    assert "not cut at the ends" not in enough


def test_the_text_comes_in_the_language_that_is_asked_for(tmp_path):
    path = file_of(tmp_path, *survey())

    said = run(path, "--language", "de", "--bootstrap", 20)

    assert "Verfahren, der beste Mittelwert zuerst" in said
    assert "Methods, the best mean first" in run(path, "--bootstrap", 20)


def test_json_is_what_the_analysis_says(tmp_path):
    path = file_of(tmp_path, *survey())

    found = json.loads(run(path, "--json", "--bootstrap", 50, "--seed", 9, "--level", 0.9))

    assert found["n"] == {"ratings": 90, "participants": 6, "references": 5, "methods": 3}
    assert (found["bootstrap"]["b"], found["bootstrap"]["seed"]) == (50, 9)
    assert "1 to 7" in found["warnings"][0]
    wider = json.loads(run(path, "--json", "--bootstrap", 50))
    assert wider["methods"][0]["ci"][0] < found["methods"][0]["ci"][0]


COMPARED = {
    "pages": 0,
    "methods": [
        {"method": "", "worth": 0, "ci": [0, 0], "bootstrap_ci": [0, 0], "share": 0,
         "share_ci": [0, 0]}
    ],
    "slots": [],
    "ties": [],
    "always_won": [],
    "always_lost": [],
    "log_likelihood": 0,
    "b": 0,
    "seed": 0,
}  # fmt: skip
PLAIN = {
    "n", "methods", "contrasts", "segmentation", "omnibus", "bootstrap", "friedman", "wilcoxon",
    "skillings_mack", "ordinal", "reliability", "slots", "warnings",
}  # fmt: skip


def compared(kind):
    """Three methods on each page, ranked by worth and chance; m0 is the best on the whole."""
    lines = []
    for p in range(9):
        for i in range(6):
            order = sorted(range(3), key=lambda m: 2 * m + (5 * p + 3 * i + 4 * m + p * i * m) % 7)
            for m in range(3):
                rank = order.index(m) + 1
                lines.append(f"P{p},R{i},m{m},{rank if kind == 'rank' else int(rank == 1)}")
    return lines


@pytest.mark.parametrize("kind", ["choice", "rank"])
def test_choices_and_rankings_give_worths_besides(tmp_path, kind):
    header = HEADER.replace("rating", kind)
    path = file_of(tmp_path, *compared(kind), header=header)

    found = json.loads(run(path, "--json", "--bootstrap", 50, "--seed", 3))

    assert found.keys() == PLAIN | {"bradley_terry"}
    worths = found["bradley_terry"]
    assert shape(worths) == COMPARED
    assert [one["method"] for one in worths["methods"]] == ["m0", "m1", "m2"]
    assert sum(one["share"] for one in worths["methods"]) == pytest.approx(1)
    assert sum(one["worth"] for one in worths["methods"]) == pytest.approx(0, abs=1e-9)
    assert (worths["pages"], worths["b"], worths["seed"]) == (54, 50, 3)
    assert all(one["score"] is not None for one in found["methods"])


def test_slots_and_ties_are_among_the_worths(tmp_path):
    lines = [f"{line},{'ABC'[(n + n // 3) % 3]}" for n, line in enumerate(compared("rank"))]
    lines[0:3] = [f"P0,R0,m{m},1,{'ABC'[m]}" for m in range(3)]
    lines[3:6] = [f"P0,R1,m{m},{1 + m // 2},{'BCA'[m]}" for m in range(3)]
    path = file_of(tmp_path, *lines, header="participant,reference,method,rank,slot")

    worths = json.loads(run(path, "--json", "--bootstrap", 50))["bradley_terry"]

    assert [one["slot"] for one in worths["slots"]] == ["A", "B", "C"]
    assert [one["order"] for one in worths["ties"]] == [2, 3]
    assert all(one["delta"] > 0 for one in worths["ties"])


def test_worths_that_do_not_exist_are_a_reason_instead_of_a_table(tmp_path):
    lines = [f"P{p},R{i},{m},{int(m == 'm')}" for p in range(4) for i in range(4) for m in "mn"]

    said = run(
        file_of(tmp_path, *lines, header=HEADER.replace("rating", "choice")), "--bootstrap", 20
    )

    _before, title, after = said.partition("Bradley–Terry: ")
    assert title
    assert "There are none: some methods were always" in after.splitlines()[1]
    assert "method or slot" not in said


def test_whoever_always_won_has_no_worth_and_is_named(tmp_path):
    lines = [f"{p},{i},{m},{int(m == 'm')}" for p in "ab" for i in "xy" for m in "mn"]
    path = file_of(tmp_path, *lines, header=HEADER.replace("rating", "choice"))

    found = json.loads(run(path, "--json", "--bootstrap", 50))

    worths = found["bradley_terry"]
    assert (worths["always_won"], worths["always_lost"]) == (["m"], ["n"])
    assert {one["worth"] for one in worths["methods"]} == {None}
    assert "bradley_terry of m, n: separated" in found["warnings"]


def test_rated_products_tell_how_well_lists_are_ordered(tmp_path):
    lines = [
        f"P{p},R{i},{method},{method}{k},{1 + (p + 2 * i + 3 * k + p * k) % 7},{1 - k / 10}"
        for p in range(5)
        for i in range(4)
        for method in ("clip", "ssim")
        for k in range(5)
    ]
    path = file_of(
        tmp_path, *lines, header="participant,reference,method,product,rating,similarity"
    )

    found = json.loads(run(path, "--json", "--bootstrap", 50, "--lowest", 1, "--highest", 7))

    assert found.keys() == PLAIN | {"ranking_quality"}
    assert shape(found["ranking_quality"]) == [
        {
            "method": "", "n": 0, "ndcg": 0, "ndcg_ci": [0, 0], "unrated": 0, "without_gain": 0,
            "references": 0, "tau_b": 0, "tau_b_ci": [0, 0],
        }
    ]  # fmt: skip
    assert found["n"]["ratings"] == 40
    assert "NDCG@5" in run(path, "--bootstrap", 50)


def shape(value):
    """Texts as "", numbers as 0, and of records the first."""
    if isinstance(value, dict):
        return {key: shape(one) for key, one in value.items()}
    if isinstance(value, list):
        return [shape(one) for one in value[: 1 if value and isinstance(value[0], dict) else None]]
    return "" if isinstance(value, str) else None if value is None else 0


def test_numbers_are_not_rounded(tmp_path):
    found = json.loads(run(file_of(tmp_path, "a,x,m,1", "a,y,m,2", "b,x,m,2"), "--json"))

    assert found["methods"][0]["mean"] == pytest.approx(5 / 3, rel=1e-15)


def test_order_of_lines_and_names_change_no_estimate(tmp_path):
    """The order decides what is drawn at random and who is in which half, and nothing else."""
    lines = survey()
    turned = [line.replace("P", "Q9").replace("R", "S") for line in reversed(lines)]

    ours, theirs = (
        json.loads(run(file_of(tmp_path, *some), "--json", "--bootstrap", 50))
        for some in (lines, turned)
    )

    for part in PLAIN - {"bootstrap", "warnings"}:
        assert flat(theirs[part]) == pytest.approx(flat(ours[part]), rel=1e-8, abs=1e-10), part


def test_a_constant_and_a_reversed_scale_change_no_test(tmp_path):
    def rerated(value):
        lines = [line.rsplit(",", 1) for line in survey()]
        path = file_of(tmp_path, *(f"{head},{value(int(last))}" for head, last in lines))
        return json.loads(run(path, "--json", "--bootstrap", 50))

    there, moved, back = (rerated(v) for v in (lambda r: r, lambda r: r + 10, lambda r: 8 - r))

    for one, higher, turned in zip(
        there["contrasts"], moved["contrasts"], back["contrasts"], strict=True
    ):
        assert flat(higher) == pytest.approx(flat(one), rel=1e-9, abs=1e-12)
        assert turned["difference"] == pytest.approx(-one["difference"])
        assert turned["dominance"] == pytest.approx(-one["dominance"])
        assert turned["p_holm"] == pytest.approx(one["p_holm"])
        assert turned["ci"] == pytest.approx([-one["ci"][1], -one["ci"][0]])
    for part in ("omnibus", "friedman", "skillings_mack", "reliability"):
        kept = set(there[part]) - {"mean_ranks"}
        for other in (moved, back):
            ours, theirs = ({key: some[part][key] for key in kept} for some in (there, other))
            assert flat(theirs) == pytest.approx(flat(ours), rel=1e-7), part
    for one, other in zip(there["methods"], moved["methods"], strict=True):
        assert other["score"] == pytest.approx(one["score"])
    for one, other in zip(there["methods"], back["methods"], strict=True):
        assert other["score"] == pytest.approx(100 - one["score"])


def flat(value):
    """All numbers in it, in the order of their keys."""
    if isinstance(value, dict):
        return [number for key in sorted(value) for number in flat(value[key])]
    if isinstance(value, list):
        return [number for one in value for number in flat(one)]
    return [] if value is None or isinstance(value, str) else [value]


@pytest.mark.parametrize(
    "lines",
    [
        ["a,x,m,3"],
        ["a,x,m,3", "a,y,m,3"],
        ["a,x,m,3", "b,x,m,4"],
        ["a,x,m,3", "b,x,n,4"],
        ["a,x,m,3", "b,y,n,3", "c,z,o,NA"],
        [f"{p},{i},{m},4" for p in "abc" for i in "xyz" for m in ("m", "m+segmented")],
        [f"{p},{i},{m},{2 + (p == 'a')}" for p in "abc" for i in "xyz" for m in "mn"],
        [*survey()[:-7], "P9,R9,random,NA"],
    ],
)
@pytest.mark.parametrize("asked", [[], ["--json"]])
def test_whatever_little_there_is_both_forms_are_whole(tmp_path, lines, asked):
    said = run(file_of(tmp_path, *lines), *asked)

    if asked:
        assert json.loads(said)["warnings"]
    else:
        assert "To be known" in said


def test_categories_have_a_table_and_one_test(tmp_path):
    lines = [f"{line},{'mug' if 'R0' in line or 'R1' in line else 'shoe'}" for line in survey()]

    said = run(file_of(tmp_path, *lines, header=f"{HEADER},category"), "--bootstrap", 50)

    assert "too few" in said
    assert "Category × method" in said


def test_faults_are_named_line_by_line(tmp_path, capsys):
    path = file_of(tmp_path, "a,x,m,3", "a,x,m,4", "a,y,m,many")

    told = StringIO()
    with pytest.raises(CommandError, match="2 lines cannot be taken"):
        call_command("analyse", str(path), stderr=told)

    assert "line 3: " in told.getvalue()
    assert "line 4: “many” is no number" in told.getvalue()


@pytest.mark.parametrize(
    ("count", "words"), [(3, "lines 2, 3, 4: "), (288, "lines 2, 3, 4, 5, 6 and 283 more: ")]
)
def test_the_same_fault_of_many_lines_is_one_line_of_output(tmp_path, count, words):
    told = StringIO()

    with pytest.raises(CommandError, match=f"{count} lines cannot be taken"):
        call_command("analyse", str(file_of(tmp_path, *["a,x,m,4,5"] * count)), stderr=told)

    assert told.getvalue().startswith(words)
    assert len(told.getvalue().splitlines()) == 1


def test_json_warns_of_a_method_written_in_two_ways_and_keeps_its_shape(tmp_path):
    lines = [line.replace("ssim", "SSIM") if "P1" in line else line for line in survey()]

    found = json.loads(run(file_of(tmp_path, *lines), "--json", "--bootstrap", 20))

    assert found.keys() == PLAIN
    assert "“SSIM” and “ssim” differ only in how they are written" in found["warnings"][0]


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        (["--lowest", "7", "--highest", "1"], "below"),
        (["--level", "95"], "between 0 and 1"),
        (["--bootstrap", "1"], "at least 2"),
        (["--column", "participant"], "OURS=YOURS"),
        (["--column", "participant=who"], "who"),
        (["--column", "score=rating"], "no “score”"),
    ],
)
def test_options_that_make_no_sense_are_refused(tmp_path, asked, word):
    with pytest.raises(CommandError, match=word):
        run(file_of(tmp_path, *survey()), *asked)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"none\.csv cannot be read"):
        run(tmp_path / "none.csv")


def test_needs_no_database_in_a_process_of_its_own(tmp_path):
    """Neither one of its own nor a server that is named and not there."""
    path = file_of(tmp_path, *survey())
    environment = os.environ | {
        "SIMSURVEY_DATA_DIR": str(tmp_path / "data"),
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
        "SECRET_KEY": "unused",
        "ALLOWED_HOSTS": "localhost",
    }

    done = subprocess.run(
        [sys.executable, "manage.py", "analyse", path, "--json", "--bootstrap", "20"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(done.stdout)["n"]["ratings"] == 90
    assert not (tmp_path / "data" / "simsurvey.sqlite3").exists()


@pytest.mark.parametrize("mistyped", ["12345678", "1e9", "1e15"])
def test_one_large_rating_leaves_the_distribution_out_and_nothing_breaks(tmp_path, mistyped):
    path = file_of(tmp_path, *survey(), f"P6,R0,clip,{mistyped}")

    said = run(path, "--json", "--bootstrap", 20)

    assert [one["distribution"] for one in json.loads(said)["methods"]] == [None] * 3
    assert len(said) < 100_000


@pytest.mark.parametrize("mistyped", ["1e308", "-1e16"])
def test_a_rating_too_large_to_be_calculated_with_is_refused_with_its_line(tmp_path, mistyped):
    told = StringIO()

    with pytest.raises(CommandError, match="1 line cannot be taken"):
        call_command("analyse", str(file_of(tmp_path, f"a,x,m,{mistyped}")), stderr=told)

    assert "line 2" in told.getvalue()
    assert "too large" in told.getvalue()
