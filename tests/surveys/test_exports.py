import csv
import io

import pytest
from django.urls import reverse

from surveys.exports import COLUMNS, ratings_csv
from surveys.models import Rating, Reference
from tests.surveys.answered import answer, open_round

pytestmark = pytest.mark.django_db


def read(round):
    return list(csv.DictReader(io.StringIO("".join(ratings_csv(round=round)))))


def test_one_line_per_rating_with_what_was_shown_and_said():
    round = open_round()
    answer(round, {"ssim": 2, "ssim+segmented": 4, "random": 1}, number=1)

    lines = read(round)

    assert len(lines) == Rating.objects.count() == 9
    assert tuple(lines[0]) == COLUMNS
    assert [
        (line["trial"], line["slot"], line["method"], line["rating"]) for line in lines[:3]
    ] == [
        ("1", "A", "ssim", "2"),
        ("1", "B", "ssim+segmented", "4"),
        ("1", "C", "random", "1"),
    ]
    assert lines[0]["products"] == "R0-0-1|R0-0-2|R0-0-3|R0-0-4|R0-0-5"


def test_a_shared_set_is_one_line_with_both_methods():
    round = open_round(shared=True)
    answer(round, {"ssim": 4, "random": 1}, number=1)

    lines = read(round)

    assert len(lines) == 6
    assert {line["method"] for line in lines} == {"ssim|ssim+segmented", "random"}


def test_simulated_participants_are_marked():
    round = open_round()
    answer(round, {"ssim": 2, "ssim+segmented": 4, "random": 1}, number=1)
    answer(round, {"ssim": 2, "ssim+segmented": 4, "random": 1}, number=2, simulated=True)

    marks = {line["participant"]: line["simulated"] for line in read(round)}

    assert marks == {"P0001": "no", "P0002": "yes"}


def test_text_that_a_spreadsheet_would_run_is_defused():
    round = open_round()
    Reference.objects.filter(round=round, position=0).update(category="=cmd()")
    answer(round, {"ssim": 2, "ssim+segmented": 4, "random": 1}, number=1)

    assert read(round)[0]["category"] == "'=cmd()"


def test_queries_do_not_grow_with_the_ratings(django_assert_max_num_queries):
    round = open_round(references=6)
    for number in range(1, 6):
        answer(round, {"ssim": 2, "ssim+segmented": 4, "random": 1}, number=number)

    with django_assert_max_num_queries(5):
        assert len(read(round)) == 90


def test_download_has_the_rounds_name(admin_client):
    round = open_round()

    response = admin_client.get(reverse("surveys:ratings_csv", args=[round.slug]))

    assert 'filename="pilot-ratings.csv"' in response.headers["Content-Disposition"]
    assert response.getvalue().decode().startswith("participant,simulated,")
