"""Every fault that a line or a list can have."""

import pytest

from recommender.external.faults import TOLD
from recommender.external.lists import Lists, Member
from recommender.external.table import read_table
from tests.recommender.external.files import Row, circle, file

HATS = [f"hat-{number}" for number in range(8)]
SCORED = "reference,rank,product,score"


@pytest.fixture
def members() -> dict[str, Member]:
    """Eight hats, of which the last two are variants, and a mug."""
    found = {name: Member(pk, name, "hat", "") for pk, name in enumerate(HATS, start=1)}
    found |= {name: found[name]._replace(group="summer") for name in HATS[6:]}
    return found | {"mug-1": Member(99, "mug-1", "mug", "")}


def taken(members: dict[str, Member], rows: list[Row], *, header: str = "", k: int = 5) -> Lists:
    data = file(rows, header=header) if header else file(rows)
    table = read_table(data)
    lists = Lists(members, columns=table.width, k=k)
    for line in table.lines():
        lists.take(line)
    lists.finish()
    return lists


def changed(line: int, *row: object) -> list[Row]:
    """Good lists of six hats, with the row in this line of the file replaced."""
    rows = circle(HATS[:6])
    rows[line - 2] = row
    return rows


def test_good_lists_have_no_faults_and_come_in_order(members: dict[str, Member]) -> None:
    rows = circle(HATS[:6])

    lists = taken(members, rows[::-1])

    assert lists.faults.told == []
    assert len(lists) == 6
    assert [
        (reference.identifier, rank, product.identifier)
        for reference, places in lists.places()
        for rank, (product, _score) in enumerate(places, start=1)
    ] == rows


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("hat-0", 3, "hot-3"), "The catalogue has no product “hot-3”: correct the id"),
        (("hat-0", 3, ""), "The line has no product."),
        (("", 3, "hat-3"), "The line has no reference."),
        (("hat-0", 3, "hat-0"), "“hat-0” stands in its own list"),
        (("hat-0", 3, "mug-1"), "“mug-1” is in the category “mug”, but “hat-0” in “hat”"),
        (("hat-0", 2, "hat-7"), "“hat-0” has rank 2 in line 3 already"),
        (("hat-0", 3, "hat-1"), "“hat-0” has “hat-1” in line 2 already"),
        (("hat-0", 3, "hat-3", 1), "The line has 4 values, the header 3"),
        (("hat-0", "\x1b[31m", "hat-3"), "“\\x1b[31m” is no rank"),
    ],
)
def test_a_wrong_line_is_told_with_its_number(
    members: dict[str, Member], row: Row, reason: str
) -> None:
    faults = taken(members, changed(4, *row)).faults.told

    assert faults[-1].line == 4
    assert faults[-1].reason.startswith(reason)


@pytest.mark.parametrize("rank", ["0", "-1", "1.0", "1st", "", "1_000", "１", "²"])
def test_a_rank_is_a_whole_number_from_one_on(members: dict[str, Member], rank: str) -> None:
    (fault,) = taken(members, changed(4, "hat-0", rank, "hat-3")).faults.told

    assert (fault.line, fault.reason) == (
        4,
        f"“{rank}” is no rank: write a whole number from 1 on.",
    )


@pytest.mark.parametrize("score", ["nan", "inf", "-inf", "1e999", "high", "1_0", "0x1p3"])
def test_a_score_is_a_finite_number(members: dict[str, Member], score: str) -> None:
    rows = [(*row, 0.5) for row in circle(HATS[:6])]
    rows[2] = (*rows[2][:3], score)

    (fault,) = taken(members, rows, header=SCORED).faults.told

    assert fault.line == 4
    assert fault.reason.startswith(f"“{score}” is no score")


@pytest.mark.parametrize("score", ["1", "-0.5", ".5", "5.", "1e-3", "+2E3"])
def test_scores_are_numbers_in_any_usual_writing(members: dict[str, Member], score: str) -> None:
    rows = [(*row, score) for row in circle(HATS[:6])]

    lists = taken(members, rows, header=SCORED)

    assert lists.scored
    assert {score for _, places in lists.places() for _, score in places} == {float(score)}


def test_a_comma_in_a_score_is_no_point(members: dict[str, Member]) -> None:
    rows = [(*row, '"0,5"') for row in circle(HATS[:6])]

    assert taken(members, rows, header=SCORED).faults.count == 30


def test_either_every_line_has_a_score_or_none(members: dict[str, Member]) -> None:
    rows = [(*row, 0.5) for row in circle(HATS[:6])]
    rows[2] = (*rows[2][:3], "")

    (fault,) = taken(members, rows, header=SCORED).faults.told

    assert (fault.line, fault.reason.split(":")[0]) == (4, "Line 2 and this one differ")


def test_variants_are_not_recommended_for_one_another(members: dict[str, Member]) -> None:
    (fault,) = taken(members, circle(HATS[6:], length=1), k=1).faults.told[:1]

    assert fault.reason.startswith("“hat-7” and “hat-6” are variants of the group “summer”")


def test_a_gap_is_told_once_with_all_its_ranks(members: dict[str, Member]) -> None:
    rows = circle(HATS[:6])
    del rows[6], rows[8]

    (fault,) = taken(members, rows).faults.told

    assert fault.line == 7
    assert fault.reason.startswith("The list of “hat-1” lacks rank 2:")


def test_a_list_that_ends_too_early_is_told(members: dict[str, Member]) -> None:
    rows = circle(HATS[:6])[:-2]

    (fault,) = taken(members, rows).faults.told

    assert (fault.line, fault.reason) == (
        27,
        "The list of “hat-5” ends at rank 3: complete it to 5, or leave it out.",
    )


def test_a_list_that_begins_beyond_its_end_lacks_every_rank(members: dict[str, Member]) -> None:
    rows = [*circle(HATS[:6]), ("hat-7", 6, "hat-0")]

    (fault,) = taken(members, rows).faults.told

    assert fault.reason.startswith("The list of “hat-7” lacks rank 1, 2, 3, 4, 5")


def test_a_wrong_line_is_no_gap_besides(members: dict[str, Member]) -> None:
    for row in [("hat-0", 3, "hot-3"), ("hat-0", "x", "hat-3")]:
        assert taken(members, changed(4, *row)).faults.count == 1


def test_lists_of_an_unknown_reference_are_told_line_by_line(members: dict[str, Member]) -> None:
    rows = [*circle(HATS[:6]), *(("hot-1", rank, f"hat-{rank}") for rank in (1, 2, 4))]

    lists = taken(members, rows)

    assert [fault.line for fault in lists.faults.told] == [32, 33, 34]


def test_longer_lists_are_cut_and_what_is_cut_is_not_looked_at(members: dict[str, Member]) -> None:
    rows = [*circle(HATS[:6]), ("hat-0", 6, "mug-1"), ("hat-0", 999999999999, "hot-1")]

    lists = taken(members, rows)

    assert lists.faults.count == 0
    assert lists.beyond == 2
    assert {len(places) for _reference, places in lists.places()} == {5}


def test_a_million_faults_are_counted_but_not_all_told(members: dict[str, Member]) -> None:
    rows: list[Row] = [("hot", 1, "hat-1")] * (TOLD + 20)

    faults = taken(members, rows).faults

    assert (faults.count, len(faults.told)) == (TOLD + 20, TOLD)


def test_without_scores_the_ranks_give_descending_ones(members: dict[str, Member]) -> None:
    lists = taken(members, circle(HATS[:6]))

    (_reference, places), *_rest = lists.places()

    assert not lists.scored
    assert [score for _product, score in places] == [1, 1 / 2, 1 / 3, 1 / 4, 1 / 5]
    assert lists.rising() == 0


def test_scores_that_rise_with_the_rank_are_counted(members: dict[str, Member]) -> None:
    rows = [(*row, row[1] if row[0] == "hat-2" else 0) for row in circle(HATS[:6])]

    assert taken(members, rows, header=SCORED).rising() == 1


def test_the_digest_is_of_the_content_and_not_of_its_writing(members: dict[str, Member]) -> None:
    rows = circle(HATS[:6])
    written = [(f'"{row[2]}"', row[0], f"0{row[1]}", "x") for row in rows[::-1]]
    scored = [(*row, 1 / int(str(row[1]))) for row in rows]

    same = taken(members, written, header="product,reference,rank,note").sha256()

    assert taken(members, rows).sha256() == same
    assert taken(members, circle(HATS[:7], shift=1)).sha256() != same
    assert taken(members, scored, header=SCORED).sha256() != same
