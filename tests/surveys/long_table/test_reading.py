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

    assert [fault.lines for fault in refused.faults] == [(7,)]


@pytest.mark.parametrize(("kind", "value"), [("rating", "1,234"), ("rank", "1,0")])
def test_a_comma_where_commas_separate_might_be_one_of_thousands(kind, value):
    refused = refusal(f'participant,reference,method,{kind}\na,x,m,"{value}"\nb,x,m,3\n')

    assert [fault.lines for fault in refused.faults] == [(2,)]
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


@pytest.mark.parametrize("empty", ["", "NA", "n/a", "NaN", "null", "-", "–", "—", "."])
def test_whatever_stands_for_no_answer_is_a_missing_one(empty):
    table = read(SIMPLE + f"cem,mug,clip,{empty}\n")

    assert rows(table) == rows(read(SIMPLE))
    assert "1 line without an answer" in table.notices[0]


def test_a_missing_answer_is_left_out_and_its_method_stays():
    table = read(SIMPLE + "cem,mug,random,NA\ncem,tee,random,\n")

    assert rows(table) == rows(read(SIMPLE))
    assert table.ratings.methods == ("clip", "random", "ssim")
    assert "2 lines without an answer" in table.notices[0]


def test_the_scale_is_guessed_from_the_ratings_and_told():
    table = read(SIMPLE)
    half_known = read(SIMPLE, scale=(0, math.inf))

    assert (table.ratings.scale.lowest, table.ratings.scale.highest) == (1, 5)
    assert table.guesses_scale
    assert "1 to 5" in table.notices[0]
    assert (half_known.ratings.scale.lowest, half_known.ratings.scale.highest) == (0, 5)
    assert not read(SIMPLE, scale=(1, 7)).guesses_scale


@pytest.mark.parametrize(
    ("scale", "told", "silent"),
    [((0, math.inf), "end at 5", "--lowest"), ((-math.inf, 7), "begin at 1", "--highest")],
)
def test_of_a_scale_with_one_known_end_the_other_is_asked_for(scale, told, silent):
    table = read(SIMPLE, scale=scale)

    assert table.guesses_scale
    assert told in table.notices[0]
    assert silent not in table.notices[0]


@pytest.mark.parametrize("scale", [(-math.inf, math.inf), (3, math.inf), (-math.inf, 7)])
def test_equal_ratings_say_nothing_of_the_scale(scale):
    table = read("participant,reference,method,rating\na,x,m,4\nb,x,m,4\n", scale=scale)

    assert not table.knows_scale
    assert "All ratings are 4" in table.notices[0]


@pytest.mark.parametrize(
    ("scale", "words"), [((3, math.inf), "1 is below 3,"), ((-math.inf, 4), "5 is above 4,")]
)
def test_a_rating_off_the_scale_is_told_from_the_end_that_is_known(scale, words):
    refused = refusal(SIMPLE, scale=scale)

    assert any(words in fault.reason for fault in refused.faults)


@pytest.mark.parametrize("other", ["CLIP", "Clip", "c l i p", "cl-ip", "cl_ip", "ｃｌｉｐ"])
def test_a_method_that_is_written_in_two_ways_is_told(other):
    table = read(SIMPLE + f"cem,mug,{other},3\n", scale=(1, 7))

    first, last = sorted(["clip", other])
    assert table.notices[0].startswith(f"“{first}” and “{last}” differ only in how")
    assert other in table.ratings.methods


@pytest.mark.parametrize("other", ["clip+segmented", "clip2", "klip"])
def test_another_method_is_no_other_spelling(other):
    assert read(SIMPLE + f"cem,mug,{other},3\n", scale=(1, 7)).notices == ()


def test_digits_that_stand_apart_are_no_other_spelling():
    table = read(SIMPLE + "cem,mug,m-1-1,3\ncem,mug,m-11,3\n", scale=(1, 7))

    assert table.notices == ()


def test_people_references_and_categories_written_in_two_ways_are_told_and_of_many_a_few():
    people = "".join(f"p{n},mug,clip,3,A\nP{n},mug,clip,3,A\n" for n in range(5))

    table = read(
        "participant,reference,method,rating,category\n" + people + "x,Mug,clip,3,a\n",
        scale=(1, 7),
    )

    assert [notice.split(" ")[0] for notice in table.notices] == [
        "“Mug”", "“P0”", "“P1”", "“P2”", "So", "“A”",
    ]  # fmt: skip
    assert "2 more names in the column participant" in table.notices[4]


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

    words = {
        2: "“four”",
        4: "no participant",
        5: "9 is above 7",
        6: "only 3 values",
        7: "“inf”",
        8: "“tools”",
        9: "line 8",
    }
    said = {fault.lines[0]: fault.reason for fault in refused.faults}
    assert said.keys() == words.keys()
    assert all(word in said[line] for line, word in words.items())
    assert "7 lines" in str(refused)


@pytest.mark.parametrize(
    ("kind", "value"), [("choice", "2"), ("choice", "x"), ("rank", "0"), ("rank", "1.5")]
)
def test_what_is_no_choice_or_rank_is_refused(kind, value):
    refused = refusal(f"participant,reference,method,{kind}\na,x,m,{value}\n")

    assert [fault.lines for fault in refused.faults] == [(2,)]


def test_a_line_is_where_it_begins():
    refused = refusal('participant,reference,method,rating\na,"x\ny",m,3\nb,x,m,?\n')

    assert [fault.lines for fault in refused.faults] == [(4,)]


def test_the_same_fault_of_many_lines_is_told_once_with_the_first_of_them():
    refused = refusal("participant,reference,method,rating\n" + "a,x,m,?\n" * 3000)

    (fault,) = refused.faults
    assert (refused.count, fault.count, fault.lines) == (3000, 3000, (2, 3, 4, 5, 6))
    assert "“?” is no number" in fault.reason


def test_of_one_kind_of_fault_ten_are_told_and_the_others_counted():
    lines = [f"a,x,m,v{n}\n" for n in range(3000)]

    refused = refusal("participant,reference,method,rating\n" + "".join(lines))

    assert (refused.count, len(refused.faults)) == (3000, 11)
    assert [fault.lines for fault in refused.faults[:10]] == [(n,) for n in range(2, 12)]
    assert refused.faults[-1].lines == (12, 13, 14, 15, 16)
    assert refused.faults[-1].count == 2990
    assert "other values" in refused.faults[-1].reason


HEADER = "participant,reference,method,rating,similarity,slot\n"


def test_decimal_commas_between_commas_are_named_as_the_cause():
    refused = refusal(HEADER + "1,2,m,4,5,0,9,3\n" * 200)

    (fault,) = refused.faults
    assert fault.count == 200
    assert all(word in fault.reason for word in ("8 values", "6 columns", "decimals", "semicolons"))


@pytest.mark.parametrize("line", ["1,2,a hat, red,4,.9,3", "1,2,m,4,5,0,9,3,3", "1,2,m,n,4,.9,3"])
def test_what_else_makes_a_line_too_long_is_to_be_quoted(line):
    refused = refusal(HEADER + line + "\n")

    assert "quote what holds a delimiter" in refused.faults[0].reason


def test_where_semicolons_separate_a_long_line_has_no_decimal_commas():
    refused = refusal("participant;reference;method;rating\n1;2;m;4;5\n")

    assert "quote" in refused.faults[0].reason


def test_a_short_line_is_not_told_to_quote():
    refused = refusal("participant,reference,method,rating\na,x,m\nb,x,m\n")

    (fault,) = refused.faults
    assert fault.lines == (2, 3)
    assert "only 3 values" in fault.reason
    assert "quote" not in fault.reason


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


def test_columns_of_other_names_are_answered_with_how_to_say_so():
    refused = str(refusal("proband,produkt,verfahren,note\na,x,m,3\n"))

    assert '--column "participant=proband"' in refused


def test_without_a_column_to_rename_none_is_told_to_be_renamed():
    assert "--column" not in str(refusal("participant,reference,method\na,x,m\n"))


def test_a_name_of_ours_that_does_not_exist_cannot_be_given_to_a_column():
    refused = str(refusal(SIMPLE, renamed={"score": "rating"}))

    assert "no “score”" in refused
    assert "participant, reference, method, rating, choice, rank" in refused


WIDE = "participant,reference,ssim,clip,comment\na,x,3,4,good\na,y,,5,\nb,x,2,1,bad\n"


def test_a_wide_table_is_called_so_and_shown_how_it_would_be_long():
    refused = str(refusal(WIDE))

    assert "wide, with one column a method (ssim, clip)" in refused
    assert "participant,reference,method,rating\nP1,R1,ssim,…\nP1,R1,clip,…" in refused


@pytest.mark.parametrize(
    "text",
    [
        "participant,reference,algorithm,score,age\na,x,m,3,20\na,x,n,4,20\n",
        "participant,reference,algorithm,score\na,x,m,3\nb,x,n,4\n",
        "participant,item,ssim,clip\na,x,3,4\n",
    ],
)
def test_a_long_table_with_other_names_is_not_called_wide(text):
    refused = str(refusal(text))

    assert "wide" not in refused
    assert "--column" in refused


def test_renaming_a_column_that_is_not_there_says_what_is():
    refused = refusal(SIMPLE, renamed={"participant": "subject"})

    assert "no column “subject”" in str(refused)
    assert "participant, reference, method, rating" in str(refused)
