"""No file that leaves this project runs in a spreadsheet, whichever room wrote it."""

import csv
from io import StringIO

import pytest

from recommender.robustness import exports as robustness
from surveys import spreadsheets

ROOMS = [spreadsheets.harmless, robustness.harmless]
FORMULAE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\nA1",
    " =1+1",
    "\u00a0 \u3000=1+1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20SUM",
]


@pytest.mark.parametrize("harmless", ROOMS)
@pytest.mark.parametrize("text", FORMULAE)
def test_what_would_run_is_marked_as_text(harmless, text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("harmless", ROOMS)
@pytest.mark.parametrize("text", ["", " ", "P0001", "dress-01", "a = b", "1+1", " red", "\u4e00"])
def test_everything_else_stays_as_it_is(harmless, text):
    assert harmless(text) == text


def test_lines_mark_texts_and_leave_numbers_alone():
    lines = spreadsheets.csv_lines([("a", "b"), ("=1", -1), (None, "x\ny")])

    assert list(csv.reader(StringIO("".join(lines)))) == [["a", "b"], ["'=1", "-1"], ["", "x\ny"]]
