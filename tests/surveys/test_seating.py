from collections import Counter

import pytest

from surveys import rounds
from surveys.allocation import DIFFERENT, IDENTICAL, Kind, block_size, draw_block
from surveys.models import Seat
from surveys.seating import (
    by_place,
    design_of,
    instructed_value,
    lowest_free_seat,
    planned,
    store_block,
)
from tests.surveys.factories import make_round, take_part

pytestmark = pytest.mark.django_db


def opened_with(catalogue, keys=("ssim", "clip", "random"), **changes):
    """Of the usual methods ssim and clip have equal lists."""
    return rounds.open_round(round=make_round(catalogue, list(keys), **changes))


def test_design_says_which_methods_each_set_stands_for(catalogue):
    design = design_of(opened_with(catalogue))

    assert design.credits == (((0, 1), (2,)),) * 6
    assert (design.references, design.methods, design.trials, design.seed) == (6, 3, 3, 7)


def test_design_counts_no_set_that_the_round_made_itself(catalogue):
    round = opened_with(catalogue, practice=True, identical_checks=1)

    assert {len(sets) for sets in design_of(round).credits} == {2}


def test_opening_stores_the_first_block(opened):
    design = design_of(opened)

    assert [seat.number for seat in opened.seats.all()] == list(range(1, block_size(design) + 1))
    assert [planned(seat) for seat in opened.seats.all()] == draw_block(design, 0)


def test_limited_round_has_all_its_seats_and_shows_every_reference_exactly_so_often(catalogue):
    round = opened_with(catalogue, participants_per_reference=5, trials_per_participant=4)

    ways = [planned(seat) for seat in round.seats.all()]

    assert len(ways) == 8  # 6 · 5 / 4, rounded up
    shown = Counter(trial.reference for way in ways for trial in way if trial.kind == Kind.MAIN)
    assert shown == dict.fromkeys(range(6), 5)


def test_free_seats_of_a_limited_round_come_to_an_end(catalogue):
    round = opened_with(catalogue, participants_per_reference=1)
    for _ in range(2):
        take_part(round)

    assert lowest_free_seat(round, simulated=False) is None
    assert lowest_free_seat(round, simulated=True).number == 1
    assert Seat.objects.count() == 2


def test_design_without_an_end_grows_by_a_block(opened):
    size = block_size(design_of(opened))

    seats = [take_part(opened).seat for _ in range(size + 1)]

    assert seats == list(range(1, size + 2))
    assert opened.seats.count() == 2 * size


def test_blocks_follow_one_another(opened):
    size = block_size(design_of(opened))

    seats = [take_part(opened).seat for _ in range(2 * size + 1)]

    last = opened.seats.get(number=seats[-1])
    assert planned(last) == draw_block(design_of(opened), 2)[0]
    assert [seat.number for seat in opened.seats.all()] == list(range(1, 3 * size + 1))


def test_stored_seats_are_read_and_not_drawn_again(opened):
    stored = opened.seats.get(number=1)
    stored.trials = stored.trials[::-1]
    stored.save()

    trials = take_part(opened).trials.order_by("position")
    positions = list(trials.values_list("reference__position", flat=True))
    assert positions == [trial.reference for trial in planned(stored)]


def test_limited_design_has_no_further_block(catalogue):
    round = opened_with(catalogue, participants_per_reference=1)

    with pytest.raises(ValueError, match="no block"):
        store_block(round, 1)


def test_round_that_was_opened_before_there_were_seats_draws_them_when_somebody_comes(opened):
    opened.seats.all().delete()

    assert take_part(opened).seat == 1
    assert opened.seats.count() == block_size(design_of(opened))


def test_planned_trial_is_read_as_it_was_stored(catalogue):
    round = opened_with(catalogue, practice=True, identical_checks=1, instructed_checks=1)

    way = planned(round.seats.get(number=1))

    kinds = Counter(trial.kind for trial in way)
    assert kinds == {Kind.PRACTICE: 1, Kind.MAIN: 3, Kind.IDENTICAL: 1, Kind.INSTRUCTED: 1}
    assert way[0].kind == Kind.PRACTICE
    assert set(way[0].sets) == {IDENTICAL, DIFFERENT}
    assert next(trial.answer for trial in way if trial.kind == Kind.INSTRUCTED) in range(5)


@pytest.mark.parametrize(
    ("changes", "answers"),
    [
        ({}, 5),
        ({"scale_kind": "slider", "scale_labels": ["no", "yes"]}, 5),
        ({"answer_format": "best_set"}, 3),
        ({"answer_format": "best_set", "sets_per_trial": 2}, 2),
        ({"answer_format": "set_ranking"}, 5),
    ],
)
def test_instructed_check_can_ask_for_every_answer(catalogue, changes, answers):
    round = opened_with(catalogue, ["ssim", "efficientnet", "random"], **changes)

    assert design_of(round).answers == answers


@pytest.mark.parametrize(
    ("changes", "values"),
    [
        ({}, [1, 2, 3, 4, 5]),
        ({"scale_kind": "slider"}, [0, 25, 50, 75, 100]),
        ({"answer_format": "best_set"}, [0, 1, 2, 0, 1]),
        ({"answer_format": "set_ranking"}, [1, 1, 1, 1, 1]),
    ],
)
def test_numbered_answers_mean_values_of_the_round(draft, changes, values):
    for name, value in changes.items():
        setattr(draft, name, value)

    assert [instructed_value(draft, answer, 3) for answer in range(5)] == values


def test_plans_number_lists_from_0_and_the_rounds_own_sets_below():
    kinds = ["list", "identical", "list", "different", "list"]

    found = by_place([(1, "list", "x"), *((2, kind, pk) for pk, kind in enumerate(kinds))])

    assert found == {1: {0: "x"}, 2: {0: 0, IDENTICAL: 1, 1: 2, DIFFERENT: 3, 2: 4}}
