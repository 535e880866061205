from datetime import timedelta

import pytest

from surveys.exports.ratings import RATINGS
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
from tests.surveys.exports.reading import rows_of

pytestmark = pytest.mark.django_db
VALUES = {"ssim": 2, "ssim+segmented": 4, "random": 1}


def read(round):
    return rows_of(round, "ratings")


def test_one_line_per_rating_with_what_was_shown_and_said():
    round = open_round()
    answer(round, VALUES, number=1)

    lines = read(round)

    assert len(lines) == Rating.objects.count() == 9
    assert tuple(lines[0]) == RATINGS.names
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


def test_times_of_the_page_are_written_and_what_nobody_knows_is_empty():
    round = open_round()
    reference = round.references.first()
    said = {"scripted": True, "pictures_ms": 700, "first_answer_ms": 900, "focus_losses": 0}
    trial(participant(round, 1), reference, lists_of(reference)[:1], [5], **said)
    Rating.objects.update(answer_ms=1200, given_at=MONDAY)
    trial(participant(round, 2), reference, lists_of(reference)[:1], [5], scripted=False)

    told, silent = read(round)

    assert (told["scripted"], silent["scripted"]) == ("yes", "no")
    assert (told["pictures_ms"], told["first_answer_ms"], told["focus_losses"]) == (
        "700",
        "900",
        "0",
    )
    assert (told["answer_ms"], told["given_at"]) == ("1200", told["saved_at"])
    empty = ("answer_ms", "given_at", "pictures_ms", "pictures_missing", "hidden_ms")
    assert {silent[name] for name in empty} == {""}


def test_what_is_handed_on_stands_in_the_column_of_its_name():
    round = open_round()
    reference = round.references.first()
    times = ("pictures_ms", "pictures_missing", "first_answer_ms", "focus_losses")
    said = {name: number for number, name in enumerate((*times, "unfocused_ms", "hidden_ms"), 10)}
    person = participant(round, 1, completed_at=MONDAY + timedelta(minutes=9))
    trial(person, reference, lists_of(reference)[:1], [5], scripted=True, **said)
    Rating.objects.update(answer_ms=77, given_at=MONDAY - timedelta(minutes=1))

    (line,) = read(round)

    assert {name: line[name] for name in said} == {name: str(said[name]) for name in said}
    assert (line["answer_ms"], line["scripted"]) == ("77", "yes")
    moments = ("given_at", "shown_at", "saved_at", "submitted_at", "participant_completed_at")
    assert [line[name] for name in moments] == sorted(line[name] for name in moments)
    assert line["given_at"] < line["shown_at"] < line["submitted_at"]
    assert line["submitted_at"] < line["participant_completed_at"]


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
    assert (first["set_sizes"], second["set_sizes"]) == ("5|5", "5")
    assert (first["set_id"], second["set_id"]) == ("S0001|S0003", "S0001")


def test_every_line_says_how_many_sets_the_page_had_whatever_was_answered():
    round = open_round(answer_format="set_ranking")
    reference = round.references.first()
    trial(participant(round, 1), reference, lists_of(reference), [1, 2])

    assert [(line["slot"], line["slots"]) for line in read(round)] == [("A", "3"), ("B", "3")]


def test_a_set_has_the_same_id_in_answers_plan_and_lists():
    round = open_round(shared=True)
    answer(round, {"ssim": 4, "random": 1}, number=1)

    products = {(line["set_id"], line["products"]) for line in read(round)}

    listed = {}
    for line in rows_of(round, "lists"):
        listed.setdefault((line["set_id"], line["method_key"]), []).append(line["product"])
    assert products == {(set_id, "|".join(found)) for (set_id, _method), found in listed.items()}
    assert len(products) == 6
    assert len(listed) == 9


def test_who_was_sent_away_by_failed_checks_is_marked():
    round = open_round()
    reference = round.references.first()
    away = participant(round, 1, completed_at=None, screened_out_at=MONDAY)
    trial(away, reference, lists_of(reference), [1, 2, 3])

    assert read(round)[0]["participant_screened_out_at"] == MONDAY.isoformat(
        timespec="milliseconds"
    )


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

    with django_assert_num_queries(17):
        assert len(read(round)) == 90
