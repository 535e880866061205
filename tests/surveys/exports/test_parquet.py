"""The Parquet archive holds the rows of the CSV, with their types."""

import io
import json
import sys

import pytest

from surveys.exports import ParquetMissing, parquet, parquet_package
from surveys.exports.table import Kind
from surveys.exports.tables import TABLES
from tests.surveys.answered import answer, open_round
from tests.surveys.exports.reading import rows_of, unpacked

pq = pytest.importorskip("pyarrow.parquet")
pytestmark = pytest.mark.django_db


def as_in_csv(value, kind):
    if value is None:
        return ""
    if kind is Kind.TRUTH:
        return "yes" if value else "no"
    return value.isoformat(timespec="milliseconds") if kind is Kind.TIME else str(value)


def same_number(text, kind):
    return str(float(text)) if kind is Kind.NUMBER and text else text


@pytest.mark.parametrize("rows", [parquet.ROWS, 7])
def test_every_file_holds_the_rows_of_its_csv(simulated, monkeypatch, rows):
    monkeypatch.setattr(parquet, "ROWS", rows)
    round = simulated()

    files = unpacked(parquet_package(round))

    for table in TABLES:
        found = pq.read_table(io.BytesIO(files[f"data/{table.name}_data.parquet"]))
        assert tuple(found.column_names) == table.names
        kinds = {column.name: column.kind for column in table.columns}
        assert [
            {name: as_in_csv(value, kinds[name]) for name, value in row.items()}
            for row in found.to_pylist()
        ] == [
            {name: same_number(text, kinds[name]) for name, text in line.items()}
            for line in rows_of(round, table.name)
        ]


def test_every_column_says_what_it_means_and_a_round_without_answers_is_whole():
    files = unpacked(parquet_package(open_round()))

    for table in TABLES:
        schema = pq.read_schema(io.BytesIO(files[f"data/{table.name}_data.parquet"]))
        told = {field.name: field.metadata[b"description"].decode() for field in schema}
        assert told == {column.name: column.meaning for column in table.columns}
    package = json.loads(files["datapackage.json"])
    assert {one["path"] for one in package["resources"]} < files.keys()
    assert "analysis/primary.py" not in files
    assert "primary" not in files["README.md"].decode()


def test_text_is_as_it_was_for_nothing_runs_it():
    round = open_round()
    round.references.update(category="=cmd()")
    answer(round, {"ssim": 2, "ssim+segmented": 4, "random": 1}, number=1)

    files = unpacked(parquet_package(round))

    found = pq.read_table(io.BytesIO(files["data/ratings_data.parquet"]))
    assert found["category"].to_pylist() == ["=cmd()"] * 9


def test_the_same_answers_give_the_same_bytes(simulated):
    round = simulated()

    assert b"".join(parquet_package(round)) == b"".join(parquet_package(round))


def test_where_pyarrow_is_missing_the_reason_is_one_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(ParquetMissing, match=r"Parquet needs pyarrow: run “pip install"):
        parquet_package(open_round())
