"""Reading the CSV, whatever wrote it."""

import pytest

from recommender.external.faults import ListsRefused
from recommender.external.table import read_table

TEXT = 'reference,rank,product,score\nhat-1,1,"hat, 2",0.5\n\nhät-3,2,hat-4,\n'
PLACES = [("hat-1", "1", "hat, 2", "0.5"), ("hät-3", "2", "hat-4", "")]


def places(data: bytes) -> list[tuple[str, ...]]:
    return [line[2:6] for line in read_table(data).lines()]


def refusal(data: bytes) -> str:
    with pytest.raises(ListsRefused) as refused:
        list(read_table(data).lines())
    return str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_utf_8_is_read_with_and_without_a_mark_and_with_any_newline(
    encoding: str, newline: str
) -> None:
    assert places(TEXT.replace("\n", newline).encode(encoding)) == PLACES


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_semicolons_and_tabs_separate_too(delimiter: str) -> None:
    text = TEXT.replace('"hat, 2"', "hat 2").replace(",", delimiter)

    assert places(text.encode()) == [("hat-1", "1", "hat 2", "0.5"), PLACES[1]]


def test_columns_come_in_any_order_and_case_among_others() -> None:
    data = b' Product ,note,"RANK",Reference\nhat-2,x,1,hat-1\n'

    assert places(data) == [("hat-1", "1", "hat-2", "")]


def test_lines_are_numbered_as_an_editor_numbers_them() -> None:
    table = read_table(b'reference,rank,product\n\n"a\nb",1,c\nd,1,e\n')

    assert [(line.number, line.reference) for line in table.lines()] == [(3, "a\nb"), (5, "d")]


def test_short_lines_lack_values_and_long_ones_are_told_apart() -> None:
    table = read_table(b"reference,rank,product,score\na,1\na,1,b,2,c\n")

    assert [(line.values, line.product, line.score) for line in table.lines()] == [
        (2, "", ""),
        (5, "b", "2"),
    ]


def test_methods_are_those_of_the_column_in_the_order_of_the_file() -> None:
    table = read_table(b"reference,method,rank,product\na,ssim,1,b\na,clip,1,b\nb,ssim,1,a\n")

    assert table.methods() == ["ssim", "clip"]
    assert read_table(TEXT.encode()).methods() == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_named_or_called_no_text(encoding: str) -> None:
    said = refusal(TEXT.encode(encoding))

    assert ("UTF-16" in said) == (encoding == "utf-16")
    assert "save it as “CSV UTF-8”" in said


def test_latin_1_is_named_with_its_line() -> None:
    assert refusal(TEXT.encode("latin-1")).startswith("Line 4 is not UTF-8; the file looks like")


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_an_empty_file_says_what_belongs_into_it(data: bytes) -> None:
    assert refusal(data) == (
        "The file is empty: its first line names the columns reference, rank, product."
    )


def test_missing_columns_are_named_with_those_that_are_there() -> None:
    assert refusal(b"reference;place;product\n") == (
        "The first line has to name the columns reference, rank, product; missing: rank; "
        "found: reference, place, product."
    )


def test_a_column_that_is_there_twice_is_refused() -> None:
    assert "named rank" in refusal(b"reference,rank,product,Rank\n")


def test_a_quote_that_is_never_closed_is_found_where_it_begins() -> None:
    assert refusal(b'reference,rank,product\na,1,b\na,2,"c\na,3,d\n').startswith("From line 3 on")
