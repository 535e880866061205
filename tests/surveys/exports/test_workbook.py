"""The workbook, read back with another library than the one that wrote it."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from surveys.exports import workbook
from surveys.exports.contents import Contents
from surveys.exports.participants import PARTICIPANTS
from surveys.exports.table import Kind
from surveys.exports.tables import TABLES
from surveys.exports.workbook import LONGEST_TEXT, write_workbook
from surveys.models import Reference, RoundMethod
from tests.surveys.answered import MONDAY, answer, open_round
from tests.surveys.exports.reading import rows_of

pytestmark = pytest.mark.django_db
VALUES = {"ssim": 2, "ssim+segmented": 4, "random": 1}


def read(chunks):
    return load_workbook(io.BytesIO(b"".join(chunks)))


def as_in_csv(value, kind):
    if value is None:
        return ""
    if kind is Kind.TRUTH:
        return "yes" if value else "no"
    if kind is Kind.TIME:
        # Spreadsheets count days: a time comes back to the millisecond and not further.
        exact = (value + timedelta(microseconds=500)).replace(tzinfo=UTC)
        return exact.isoformat(timespec="milliseconds")
    return in_digits(value, kind)


def in_digits(value, kind):
    """A workbook keeps sixteen digits of a number."""
    return f"{float(value):.12g}" if kind is Kind.NUMBER and value != "" else str(value)


def test_every_sheet_holds_the_rows_of_its_csv(simulated):
    round = simulated()

    book = read(workbook(round))

    assert book.sheetnames == ["columns", *(table.name for table in TABLES)]
    for table in TABLES:
        header, *rows = book[table.name].iter_rows(values_only=True)
        assert header == table.names
        kinds = [column.kind for column in table.columns]
        told = [[as_in_csv(*cell) for cell in zip(row, kinds, strict=True)] for row in rows]
        assert told == [
            [in_digits(*cell) for cell in zip(line.values(), kinds, strict=True)]
            for line in rows_of(round, table.name)
        ]


def test_the_first_sheet_says_what_every_column_means():
    rows = list(read(workbook(open_round()))["columns"].iter_rows(values_only=True, min_row=2))

    told = {(table, column) for table, column, *_ in rows if column}
    assert told == {(table.name, column.name) for table in TABLES for column in table.columns}
    assert all(meaning for *_, meaning in rows)


def test_no_cell_is_a_formula_and_what_looks_like_one_stays_text():
    round = open_round()
    Reference.objects.filter(round=round).update(category="=cmd()", title="http://example.org")
    answer(round, VALUES, number=1)

    book = read(workbook(round))

    cell = book["ratings"]["I2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=cmd()", "s", True)
    everything = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in everything} <= {"s", "n", "b", "d"}
    assert not [cell for cell in everything if cell.hyperlink]


def test_a_table_that_is_longer_than_a_sheet_goes_on_in_the_next():
    round = open_round(references=1)
    for number in range(1, 6):
        answer(round, VALUES, number=number)
    file = io.BytesIO()

    write_workbook(file, Contents.of(round), tables=(PARTICIPANTS,), most=3)

    book = load_workbook(file)
    names = [name for name in book.sheetnames if name.startswith("participants")]
    assert names == ["participants", "participants 2", "participants 3"]
    sheets = [list(book[name].values) for name in names]
    assert {sheet[0] for sheet in sheets} == {PARTICIPANTS.names}
    assert [row[0] for sheet in sheets for row in sheet[1:]] == [f"P000{n}" for n in range(1, 6)]


def test_a_text_that_is_longer_than_a_cell_is_cut_and_says_so():
    round = open_round()
    RoundMethod.objects.filter(key="ssim").update(parameters={"long": "x" * 40_000})

    text = read(workbook(round))["methods"]["D2"].value

    assert len(text) == LONGEST_TEXT
    assert text.endswith("x…")


def test_times_are_utc_and_control_characters_survive():
    round = open_round()
    Reference.objects.filter(round=round).update(title="a\x0bb")
    answer(round, VALUES, number=1)

    book = read(workbook(round))

    column = {cell.value: cell.column for cell in book["ratings"][1]}["shown_at"]
    assert book["ratings"].cell(2, column).value == MONDAY.replace(tzinfo=None)
    assert isinstance(book["ratings"].cell(2, column).value, datetime)
    titles = {cell.value: cell.column for cell in book["lists"][1]}
    # openpyxl leaves it to its caller to read what the format writes for such a character.
    assert unescape(book["lists"].cell(2, titles["reference_title"]).value) == "a\x0bb"


def test_the_same_answers_give_the_same_bytes(simulated):
    round = simulated()

    assert b"".join(workbook(round)) == b"".join(workbook(round))
