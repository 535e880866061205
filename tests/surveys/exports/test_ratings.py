import csv
import io
from pathlib import Path

import pytest
from django.conf import settings

from surveys.exports import allocation, participants, ratings, ratings_csv
from surveys.models import Channel, Rating, Reference, Slot
from tests.surveys.answered import (
    MONDAY,
    answer,
    identical_set,
    lists_of,
    open_round,
    participant,
    trial,
)

pytestmark = pytest.mark.django_db
VALUES = {"ssim": 2, "ssim+segmented": 4, "random": 1}


def read(round):
    return list(csv.DictReader(io.StringIO("".join(ratings_csv(round=round)))))


def test_one_line_per_rating_with_what_was_shown_and_said():
    round = open_round()
    answer(round, VALUES, number=1)

    lines = read(round)

    assert len(lines) == Rating.objects.count() == 9
    assert tuple(lines[0]) == ratings.COLUMNS
    assert [
        (line["trial"], line["slot"], line["method"], line["rating"]) for line in lines[:3]
    ] == [
        ("1", "A", "ssim", "2"),
        ("1", "B", "ssim+segmented", "4"),
        ("1", "C", "random", "1"),
    ]
    assert lines[0]["products"] == "R0-0-1|R0-0-2|R0-0-3|R0-0-4|R0-0-5"


def test_a_line_says_where_when_and_how_it_was_shown():
    round = open_round()
    channel = Channel.objects.create(round=round, slug="prolific", name="Prolific")
    reference = round.references.first()
    person = participant(round, 1, seat=7, channel=channel)
    trial(person, reference, lists_of(reference)[:1], [5])
    Slot.objects.update(product_order=[3, 1, 2, 5, 4])

    (line,) = read(round)

    assert line["channel"] == "prolific"
    assert (line["seat"], line["trial_kind"], line["set_kind"]) == ("7", "main", "list")
    assert (line["answer_format"], line["scale_points"]) == ("set_rating", "5")
    assert line["product_order"] == "3|1|2|5|4"
    assert line["shown_at"] == line["saved_at"] == MONDAY.isoformat(timespec="milliseconds")
    assert line["submitted_at"] > line["shown_at"]


def test_a_shared_set_is_one_line_with_both_methods():
    round = open_round(shared=True)
    answer(round, {"ssim": 4, "random": 1}, number=1)

    lines = read(round)

    assert len(lines) == 6
    assert {line["method"] for line in lines} == {"ssim|ssim+segmented", "random"}


def test_checks_are_there_with_their_kind_and_their_own_set_has_no_method():
    round = open_round()
    reference = round.references.first()
    own = identical_set(reference)
    trial(participant(round, 1), reference, [own], [5], kind="identical")

    (line,) = read(round)

    assert (line["trial_kind"], line["set_kind"], line["method"]) == ("identical", "identical", "")


def test_a_product_is_credited_to_every_method_that_lists_it():
    round = open_round(answer_format="product_rating")
    reference = round.references.first()
    ssim, _segmented, random = lists_of(reference)
    random.products.filter(rank=5).update(identifier="R0-0-1")
    trial(participant(round, 1), reference, [*ssim.products.all()[:2]], [5, None])

    first, second = read(round)

    assert (first["product"], first["method"]) == ("R0-0-1", "ssim|random")
    assert (second["product"], second["method"]) == ("R0-0-2", "ssim")
    assert (second["rating"], second["cannot_judge"]) == ("", "yes")
    assert (first["products"], first["set_kind"]) == ("", "")


def test_the_flagged_are_marked():
    round = open_round()
    answer(round, VALUES, number=1)
    answer(round, dict.fromkeys(VALUES, 3), number=2)

    assert {line["participant"]: line["flags"] for line in read(round)} == {
        "P0001": "",
        "P0002": "no_variance",
    }


def test_simulated_participants_are_marked():
    round = open_round()
    answer(round, VALUES, number=1)
    answer(round, VALUES, number=2, simulated=True)

    marks = {line["participant"]: line["simulated"] for line in read(round)}

    assert marks == {"P0001": "no", "P0002": "yes"}


def test_text_that_a_spreadsheet_would_run_is_defused():
    round = open_round()
    Reference.objects.filter(round=round, position=0).update(category="=cmd()")
    answer(round, VALUES, number=1)

    assert read(round)[0]["category"] == "'=cmd()"


def test_queries_do_not_grow_with_the_ratings(django_assert_num_queries):
    round = open_round(references=6)
    for number in range(1, 6):
        answer(round, VALUES, number=number)

    with django_assert_num_queries(14):
        assert len(read(round)) == 90


@pytest.mark.parametrize("file", [ratings, participants, allocation])
def test_every_column_is_explained(file):
    explained = Path(settings.BASE_DIR, "docs/exports.md").read_text()

    assert [column for column in file.COLUMNS if f"`{column}`" not in explained] == []
