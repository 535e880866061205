"""The archive holds what it says it holds, whatever the round is."""

import csv
import io
import json
import re
from hashlib import sha256

import frictionless
import pytest

from surveys.exports import contents, csv_package
from surveys.exports.contents import Contents
from surveys.exports.tables import TABLES
from surveys.models import Channel, Identity, Reference, Round
from surveys.participation import withdraw
from tests.surveys.answered import answer, open_round
from tests.surveys.exports.reading import unpacked
from tests.surveys.factories import take_part

pytestmark = pytest.mark.django_db
VALUES = {"ssim": 2, "ssim+segmented": 4, "random": 1}
DATA = {f"data/{table.name}_data.csv" for table in TABLES}
REST = {
    "README.md",
    "analysis/primary.R",
    "analysis/primary.py",
    "datapackage.json",
    "dataset_description.json",
    "manifest.json",
}
# https://psychds-docs.readthedocs.io/en/latest/reference/rules_and_conventions/
PSYCH_DS_NAME = re.compile(r"([a-z]+-[a-zA-Z0-9]+)(_[a-z]+-[a-zA-Z0-9]+)*_data\.csv")


def columns_of(files):
    return {path: next(csv.reader(io.StringIO(files[path].decode(), newline=""))) for path in DATA}


def write(files, folder):
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def faults_of(folder):
    """What frictionless finds when it reads every cell of every table."""
    with frictionless.system.use_context(trusted=True):
        report = frictionless.Package(str(folder / "datapackage.json")).validate()
    return report.flatten(["type", "title", "note"])


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("answer_format", Round.AnswerFormat.values)
def test_every_cell_of_every_format_is_what_the_datapackage_says(
    simulated, answer_format, tmp_path
):
    round = simulated(answer_format)

    files = unpacked(csv_package(round))

    assert set(files) == DATA | REST
    assert len(files["data/ratings_data.csv"].splitlines()) > 100
    write(files, tmp_path)
    assert faults_of(tmp_path) == []


@pytest.mark.filterwarnings("default")
def test_a_round_that_nobody_answered_and_a_draft_are_complete_too(simulated, draft, tmp_path):
    for round, rest in ((simulated(participants=0, slug="nobody"), REST), (draft, None)):
        files = unpacked(csv_package(round))

        assert set(files) == DATA | (rest or REST - {"manifest.json"})
        assert len(files["data/ratings_data.csv"].splitlines()) == 1
        write(files, tmp_path / round.slug)
        assert faults_of(tmp_path / round.slug) == []


@pytest.mark.filterwarnings("default")
def test_the_validation_finds_what_is_wrong(simulated, tmp_path):
    files = unpacked(csv_package(simulated()))
    ratings = files["data/ratings_data.csv"].decode()
    files["data/ratings_data.csv"] = ratings.replace("P0002,yes", "P9999,maybe", 1).encode()

    write(files, tmp_path)

    assert {kind for kind, *_ in faults_of(tmp_path)} == {"type-error", "foreign-key"}


def test_every_column_is_described_and_every_described_column_is_there(simulated):
    files = unpacked(csv_package(simulated()))
    columns = columns_of(files)
    described = json.loads(files["dataset_description.json"])["variableMeasured"]
    package = json.loads(files["datapackage.json"])

    assert {one["name"] for one in described} == {
        name for found in columns.values() for name in found
    }
    assert len({one["name"] for one in described}) == len(described)
    assert columns == {
        resource["path"]: [field["name"] for field in resource["schema"]["fields"]]
        for resource in package["resources"]
    }
    fields = [field for one in package["resources"] for field in one["schema"]["fields"]]
    assert all(one["description"] for one in [*described, *fields])


def test_a_column_means_the_same_wherever_it_is():
    columns = {}
    for table in TABLES:
        for column in table.columns:
            assert columns.setdefault(column.name, column) == column


def test_the_description_has_what_psych_ds_demands(simulated):
    files = unpacked(csv_package(simulated()))
    found = json.loads(files["dataset_description.json"])

    assert {"name", "description", "variableMeasured", "schemaVersion"} <= found.keys()
    assert found["@type"] == "Dataset"
    assert found["@context"].startswith("https://schema.org")
    assert {one["@type"] for one in found["variableMeasured"]} == {"PropertyValue"}
    for path in DATA:
        assert path.startswith("data/")
        # docs/exports.md says how to rename the files to the pairs of Psych-DS.
        assert PSYCH_DS_NAME.fullmatch(f"table-{path.removeprefix('data/')}")


def test_the_manifest_is_in_there_byte_for_byte(simulated):
    round = simulated(participants=1)

    files = unpacked(csv_package(round))

    assert sha256(files["manifest.json"]).hexdigest() == round.manifest_sha256
    assert round.manifest_sha256 in files["README.md"].decode()


def test_the_same_answers_give_the_same_bytes(simulated):
    round = simulated()

    assert b"".join(csv_package(round)) == b"".join(csv_package(round))


def test_lists_methods_and_scores_are_those_that_were_frozen(simulated):
    round = simulated(participants=0)
    files = unpacked(csv_package(round))
    lists = list(csv.DictReader(io.StringIO(files["data/lists_data.csv"].decode())))
    methods = list(csv.DictReader(io.StringIO(files["data/methods_data.csv"].decode())))
    manifest = json.loads(round.manifest)

    assert {one["method_key"]: one["fingerprint"] for one in methods} == {
        method["key"]: method["fingerprint"] for method in manifest["methods"]
    }
    reference = manifest["references"][0]["identifier"]
    mine = [one for one in lists if one["reference"] == reference and one["method_key"] == "clip"]
    assert [float(one["score"]) for one in mine] == manifest["provenance"]["scores"][reference][
        "clip"
    ]
    assert [one["rank"] for one in mine] == ["1", "2", "3", "4", "5"]
    both = {one["set_id"] for one in lists if one["method_key"] in ("clip", "ssim")}
    assert len(both) == 6


def test_allocation_names_the_seed(simulated):
    files = unpacked(csv_package(simulated(participants=0)))
    plan = csv.DictReader(io.StringIO(files["data/allocation_data.csv"].decode()))

    assert {one["seed"] for one in plan} == {"7"}


def test_who_withdrew_is_in_no_file_and_who_takes_part_has_no_name(opened):
    channel = Channel.objects.create(round=opened, slug="panel", name="Panel")
    stays, leaves = take_part(opened), take_part(opened)
    Identity.objects.create(
        channel=channel, person="panel-id-5f0c", address="ann@example.org", participation=stays
    )
    withdraw(participation=leaves)

    everything = b"".join(unpacked(csv_package(opened)).values()).decode()

    assert "P0001" in everything
    for secret in ("P0002", "panel-id-5f0c", "ann@example.org", stays.token, str(stays.arrival)):
        assert secret not in everything


def test_who_arrives_or_withdraws_meanwhile_breaks_no_link(opened):
    first, second = take_part(opened), take_part(opened)
    chunks = csv_package(opened)
    begun = [next(chunks)]
    take_part(opened)
    withdraw(participation=second)

    files = unpacked([*begun, *chunks])

    people = list(csv.DictReader(io.StringIO(files["data/participants_data.csv"].decode())))
    plan = list(csv.DictReader(io.StringIO(files["data/allocation_data.csv"].decode())))
    assert [one["participant"] for one in people] == [str(first)]
    assert {one["held_by"] for one in plan} == {"", str(first)}


def test_text_that_a_spreadsheet_would_run_is_defused():
    round = open_round(title="=1+1")
    Reference.objects.filter(round=round).update(category="=cmd()", title="@SUM(A1)")
    answer(round, VALUES, number=1)

    files = unpacked(csv_package(round))

    lists = files["data/lists_data.csv"].decode()
    assert "'=cmd()" in lists
    assert "'@SUM(A1)" in lists
    assert ",=cmd()" not in lists
    assert ",'=cmd()," in files["data/ratings_data.csv"].decode()


def test_a_round_of_more_people_than_are_read_at_once_is_whole(django_assert_max_num_queries):
    round = open_round(references=1)
    for number in range(1, 121):
        answer(round, VALUES, number=number)

    with django_assert_max_num_queries(70):
        files = unpacked(csv_package(round))

    for table, rows in (("participants", 120), ("ratings", 360)):
        assert len(files[f"data/{table}_data.csv"].splitlines()) == rows + 1


def test_a_round_whose_tables_may_pass_two_gigabytes_is_read_as_well(simulated, monkeypatch):
    round = simulated()
    small = unpacked(csv_package(round))
    monkeypatch.setattr(contents, "MANY", 100)

    assert Contents.of(round).is_large
    assert unpacked(csv_package(round)) == small
