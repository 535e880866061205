import pytest

from surveys.allocation.design import DIFFERENT, IDENTICAL, Kind, PlannedTrial
from surveys.models import Seat, ShownSet
from tests.surveys.answered import identical_set, make_set, open_round, participant
from tests.surveys.exports.reading import rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def round():
    made = open_round()
    for reference in made.references.all():
        identical_set(reference)
        make_set(reference, ["other"] * 5, kind=ShownSet.Kind.DIFFERENT)
    return made


def seat(round, number, *trials):
    Seat.objects.create(round=round, number=number, trials=[one.to_json() for one in trials])


def read(round):
    return rows_of(round, "allocation")


def test_one_line_per_slot_with_the_set_that_the_plan_means(round):
    seat(
        round,
        1,
        PlannedTrial(Kind.PRACTICE, 0, (DIFFERENT, IDENTICAL)),
        PlannedTrial(Kind.MAIN, 2, (2, 0, 1)),
    )

    lines = read(round)

    assert [(line["trial"], line["slot"], line["set_kind"], line["method"]) for line in lines] == [
        ("0", "A", "different", ""),
        ("0", "B", "identical", ""),
        ("1", "A", "list", "random"),
        ("1", "B", "list", "ssim"),
        ("1", "C", "list", "ssim+segmented"),
    ]
    assert {line["reference"] for line in lines[2:]} == {"R2"}


def test_without_practice_trials_count_from_one(round):
    seat(round, 1, PlannedTrial(Kind.MAIN, 0, (0,)), PlannedTrial(Kind.MAIN, 1, (0,)))

    assert [line["trial"] for line in read(round)] == ["1", "2"]


def test_a_seat_names_who_has_it(round):
    for number in (1, 2):
        seat(round, number, PlannedTrial(Kind.MAIN, 0, (0,)))
    participant(round, 5, seat=1, holds_seat=False)
    participant(round, 6, seat=1)
    participant(round, 7, seat=1, simulated=True)

    assert [(line["held_by"], line["held_by_simulated"]) for line in read(round)] == [
        ("P0006", "P0007"),
        ("", ""),
    ]


def test_queries_do_not_grow_with_seats(round, django_assert_num_queries):
    for number in range(1, 9):
        seat(round, number, PlannedTrial(Kind.MAIN, 0, (0, 1, 2)))

    with django_assert_num_queries(8):
        assert len(read(round)) == 24
