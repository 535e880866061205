import math
import textwrap

import pytest

from surveys.long_table.answers import Kind
from surveys.long_table.faults import TableRefused
from surveys.long_table.reading import read_long_table
from surveys.long_table.table import Asked

SIMPLE = """\
participant,reference,method,rating
ann,mug,clip,4
ann,mug,ssim,2
bob,mug,clip,5
bob,tee,ssim,1
"""


def read(text, **asked):
    return read_long_table(textwrap.dedent(text).encode(), Asked(**asked))


def rows(table):
    ratings = table.ratings
    return [
        (ratings.participants[p], ratings.references[i], ratings.methods[m], value)
        for p, i, m, value in zip(
            ratings.participant_codes,
            ratings.reference_codes,
            ratings.method_codes,
            ratings.values,
            strict=True,
        )
    ]


def refusal(text, **asked):
    with pytest.raises(TableRefused) as refused:
        read(text, **asked)
    return refused.value


def test_a_long_table_is_taken_row_by_row():
    table = read(SIMPLE, scale=(1, 7))

    assert rows(table) == [
        ("ann", "mug", "clip", 4),
        ("ann", "mug", "ssim", 2),
        ("bob", "mug", "clip", 5),
        ("bob", "tee", "ssim", 1),
    ]
    assert (table.kind, table.ratings.scale.highest) == (Kind.RATING, 7)
    assert (table.slots, table.categories, table.notices) == (None, None, ())


@pytest.mark.parametrize("delimiter", [";", "\t", ","])
@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_whichever_program_wrote_it(delimiter, start, newline):
    text = start + SIMPLE.replace(",", delimiter).replace("\n", newline)

    assert rows(read(text)) == rows(read(SIMPLE))


def test_decimals_come_with_a_point_or_a_comma():
    comma = read("participant;reference;method;rating\na;x;m;4,5\nb;x;m;3\n")
    point = read("participant,reference,method,rating\na,x,m,4.5\nb,x,m,3\n")

    assert rows(comma) == rows(point) == [("a", "x", "m", 4.5), ("b", "x", "m", 3)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_excels_first_line_says_what_separates(delimiter):
    table = read(f"\ufeffsep={delimiter}\r\n" + SIMPLE.replace(",", delimiter))

    assert rows(table) == rows(read(SIMPLE))


def test_lines_are_counted_from_excels_first():
    refused = refusal("sep=,\n" + SIMPLE + "cem,mug,clip,x\n")

    assert [fault.line for fault in refused.faults] == [7]


@pytest.mark.parametrize(("kind", "value"), [("rating", "1,234"), ("rank", "1,0")])
def test_a_comma_where_commas_separate_might_be_one_of_thousands(kind, value):
    refused = refusal(f'participant,reference,method,{kind}\na,x,m,"{value}"\nb,x,m,3\n')

    assert [fault.line for fault in refused.faults] == [2]
    assert "thousands" in refused.faults[0].reason


def test_columns_stand_in_any_order_and_further_ones_are_ignored():
    table = read(
        """\
        Slot, Note, RATING, method, Reference, participant, category
        A, "well, well", 3, clip, mug, ann, kitchen
        B, , 5, ssim, mug, ann, kitchen
        """
    )

    assert rows(table) == [("ann", "mug", "clip", 3), ("ann", "mug", "ssim", 5)]
    assert (table.slots, table.categories) == (("A", "B"), ("kitchen",))


def test_columns_may_be_called_otherwise():
    text = SIMPLE.replace("participant", "Subject").replace("rating", "score")

    table = read(text, renamed={"participant": "subject", "rating": "Score"})

    assert rows(table) == rows(read(SIMPLE))


def test_a_missing_answer_is_left_out_and_its_method_stays():
    table = read(SIMPLE + "cem,mug,random,NA\ncem,tee,random,\n")

    assert rows(table) == rows(read(SIMPLE))
    assert table.ratings.methods == ("clip", "random", "ssim")
    assert "2 lines without an answer" in table.notices[0]


def test_the_scale_is_guessed_from_the_ratings_and_told():
    table = read(SIMPLE)
    half_known = read(SIMPLE, scale=(0, math.inf))

    assert (table.ratings.scale.lowest, table.ratings.scale.highest) == (1, 5)
    assert "1 to 5" in table.notices[0]
    assert (half_known.ratings.scale.lowest, half_known.ratings.scale.highest) == (0, 5)


def test_equal_ratings_say_nothing_of_the_scale():
    table = read("participant,reference,method,rating\na,x,m,4\nb,x,m,4\n")

    assert not table.knows_scale
    assert "All ratings are 4" in table.notices[0]


def test_ranks_become_shares_of_what_they_stand_before_and_ties_share():
    table = read(
        """\
        participant,reference,method,rank
        a,x,m1,1
        a,x,m2,2
        a,x,m3,2
        a,y,m1,3
        a,y,m2,
        a,y,m3,1
        """
    )

    assert rows(table) == [("a", "x", "m1", 1), ("a", "x", "m2", 0.25), ("a", "x", "m3", 0.25)]
    assert (table.kind, table.answers) == (Kind.RANK, (1, 2, 2))
    assert "3 lines" in table.notices[0]


def test_choices_are_one_or_nothing():
    table = read(
        """\
        participant,reference,method,choice
        a,x,m1,yes
        a,x,m2,0
        b,x,m1,FALSE
        b,x,m2,1
        """
    )

    assert [value for *_, value in rows(table)] == [1, 0, 0, 1]
    assert (table.kind, table.ratings.scale.highest) == (Kind.CHOICE, 1)


def test_of_several_answer_columns_the_rating_is_analysed():
    table = read("participant,reference,method,rank,rating\na,x,m,1,5\nb,x,m,1,3\n")

    assert table.kind is Kind.RATING
    assert "rank" in table.notices[0]


def test_every_faulty_line_is_told_with_its_number():
    refused = refusal(
        """\
        participant,reference,method,rating,category
        ann,mug,clip,four,kitchen

        ,mug,ssim,3,kitchen
        bob,mug,clip,9,kitchen
        bob,mug,ssim
        bob,tee,clip,inf,garment
        cem,mug,clip,3,tools
        cem,mug,clip,4,kitchen
        """,
        scale=(1, 7),
    )

    assert [fault.line for fault in refused.faults] == [2, 4, 5, 6, 7, 8, 9]
    said = [fault.reason for fault in refused.faults]
    expected = [
        "“four”",
        "no participant",
        "9 is outside",
        "3 values",
        "“inf”",
        "“tools”",
        "line 8",
    ]
    assert all(word in sentence for word, sentence in zip(expected, said, strict=True))
    assert "7 lines" in str(refused)


@pytest.mark.parametrize(
    ("kind", "value"), [("choice", "2"), ("choice", "x"), ("rank", "0"), ("rank", "1.5")]
)
def test_what_is_no_choice_or_rank_is_refused(kind, value):
    refused = refusal(f"participant,reference,method,{kind}\na,x,m,{value}\n")

    assert [fault.line for fault in refused.faults] == [2]


def test_a_line_is_where_it_begins():
    refused = refusal('participant,reference,method,rating\na,"x\ny",m,3\nb,x,m,?\n')

    assert [fault.line for fault in refused.faults] == [4]


def test_a_million_faults_are_counted_and_a_hundred_told():
    refused = refusal("participant,reference,method,rating\n" + "a,x,m,?\n" * 3000)

    assert (refused.count, len(refused.faults)) == (3000, 100)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["participant", "rating / choice / rank", "found: –"]),
        ("participant,item,method,rating\na,x,m,3\n", ["missing: reference", "item"]),
        ("participant,reference,method\na,x,m\n", ["missing: rating / choice / rank"]),
        ("participant,reference,method,rating,Rating\na,x,m,3,3\n", ["More than one", "rating"]),
        ("participant,reference,method,rating\n", ["no answers"]),
        ("participant,reference,method,rating\na,x,m,NA\n", ["no answers"]),
        ('participant,reference,method,rating\na,"x,m,3\n', ["From line 2", "quotation"]),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(text, words):
    refused = str(refusal(text))

    assert all(word in refused for word in words)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (SIMPLE.encode("utf-16"), "UTF-16"),
        (SIMPLE.replace("mug", "Schüssel").encode("latin-1"), "Line 2"),
        (b"PK\x03\x04\0\0", "workbook"),
        ((SIMPLE + "cem,mug,clip,3\n" * 100 + "d\0,mug,clip,3\n").encode(), "Line 106 .*NUL"),
    ],
)
def test_other_encodings_are_named(data, word):
    with pytest.raises(TableRefused, match=word):
        read_long_table(data, Asked())


def test_renaming_a_column_that_is_not_there_says_what_is():
    refused = refusal(SIMPLE, renamed={"participant": "subject"})

    assert "no column “subject”" in str(refused)
    assert "participant, reference, method, rating" in str(refused)
