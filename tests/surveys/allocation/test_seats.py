from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.allocation import (
    DIFFERENT,
    IDENTICAL,
    Kind,
    balance,
    block_size,
    draw_block,
)
from tests.surveys.allocation.designs import design, designs, main

# How long a plan takes is no test: other processes share the machine.
anything = settings(deadline=None, max_examples=40)


def extras(seat, kind):
    return [trial for trial in seat if trial.kind == kind]


def block(drawn):
    """Block 0, and a later one where there is one."""
    seats = draw_block(drawn, 0)
    return seats if drawn.participants_per_reference else seats + draw_block(drawn, 3)


@anything
@given(designs())
def test_main_trials_show_different_references_as_many_as_asked(drawn):
    for seat in block(drawn):
        references = [trial.reference for trial in main(seat)]
        assert len(set(references)) == len(references) <= drawn.trials
        assert drawn.participants_per_reference or len(references) == drawn.trials
        assert set(references) <= set(range(drawn.references))


@anything
@given(designs())
def test_main_trials_show_all_sets_once_or_as_many_as_fit(drawn):
    for seat in block(drawn):
        for trial in main(seat):
            sets = len(drawn.credits[trial.reference])
            assert len(set(trial.sets)) == len(trial.sets) == min(sets, drawn.slots)
            assert set(trial.sets) <= set(range(sets))


@anything
@given(designs())
def test_the_same_design_draws_the_same_seats(drawn):
    assert draw_block(drawn, 0) == draw_block(drawn, 0)


@anything
@given(designs(limited=True))
def test_a_limited_round_shows_every_reference_exactly_so_often(drawn):
    seats = draw_block(drawn, 0)

    wanted = drawn.references * drawn.participants_per_reference
    assert len(seats) == block_size(drawn) == -(-wanted // drawn.trials)
    assert set(balance(seats, drawn).references) == {drawn.participants_per_reference}
    sizes = [len(main(seat)) for seat in seats]
    assert max(sizes) - min(sizes) <= 1


@anything
@given(designs())
def test_extra_trials_are_there_and_each_kind_has_references_of_its_own(drawn):
    for seat in block(drawn):
        length, there = len(main(seat)), drawn.references
        for kind, asked in {
            Kind.PRACTICE: int(drawn.practice),
            Kind.IDENTICAL: min(drawn.identical_checks, there),
            Kind.INSTRUCTED: min(drawn.instructed_checks, there),
            Kind.REPEAT: min(drawn.repeated_trials, length),
        }.items():
            references = [trial.reference for trial in extras(seat, kind)]
            assert len(set(references)) == len(references) == asked


@anything
@given(designs())
def test_checks_use_references_that_the_seat_does_not_show_where_there_are_enough(drawn):
    checks = drawn.practice + drawn.identical_checks + drawn.instructed_checks

    for seat in block(drawn):
        shown = [trial.reference for trial in seat if trial.kind != Kind.REPEAT]
        assert checks > drawn.references - len(main(seat)) or len(set(shown)) == len(shown)


@anything
@given(designs())
def test_practice_comes_first_and_checks_are_in_the_middle(drawn):
    for seat in block(drawn):
        way = seat[1:] if drawn.practice else seat
        assert not drawn.practice or seat[0].kind == Kind.PRACTICE
        assert way[0].kind == Kind.MAIN
        if len(main(seat)) > 1:
            assert way[-1].kind in {Kind.MAIN, Kind.REPEAT}
        assert not extras(way, Kind.PRACTICE)


@anything
@given(designs())
def test_practice_shows_the_identical_and_the_different_set(drawn):
    for seat in block(drawn):
        for trial in extras(seat, Kind.PRACTICE):
            assert sorted(trial.sets) == [DIFFERENT, IDENTICAL]


@anything
@given(designs())
def test_an_identical_check_replaces_one_set_and_keeps_the_last_methods(drawn):
    for seat in block(drawn):
        for trial in extras(seat, Kind.IDENTICAL):
            sets = drawn.credits[trial.reference]
            last = next(place for place, own in enumerate(sets) if drawn.methods - 1 in own)
            assert last in trial.sets
            assert trial.sets.count(IDENTICAL) == 1
            assert len(set(trial.sets)) == len(trial.sets) == max(2, min(len(sets), drawn.slots))


@anything
@given(designs())
def test_an_instructed_check_asks_for_one_of_the_answers(drawn):
    for seat in block(drawn):
        for trial in seat:
            instructed = trial.kind == Kind.INSTRUCTED
            assert (trial.answer in range(drawn.answers)) if instructed else trial.answer is None


@anything
@given(designs())
def test_a_repeat_mirrors_its_original_and_stands_well_behind_it(drawn):
    for seat in block(drawn):
        places = {
            trial.reference: place for place, trial in enumerate(seat) if trial.kind == "main"
        }
        for place, trial in enumerate(seat):
            if trial.kind == Kind.REPEAT:
                original = places[trial.reference]
                assert trial.sets == seat[original].sets[::-1]
                assert original < place
                assert place - original >= 4 or len(main(seat)) < 4 + drawn.repeated_trials


@anything
@given(designs())
def test_at_any_moment_references_were_shown_equally_often_give_or_take_one(drawn):
    times = np.zeros(drawn.references, dtype=int)
    for seat in draw_block(drawn, 0):
        times[[trial.reference for trial in main(seat)]] += 1
        assert np.ptp(times) <= 1


@anything
@given(designs(limited=False))
def test_at_any_moment_references_stood_equally_often_at_each_position(drawn):
    places = np.zeros((drawn.references, drawn.trials), dtype=int)
    for seat in draw_block(drawn, 0):
        places[[trial.reference for trial in main(seat)], range(drawn.trials)] += 1
        assert np.ptp(places, axis=1).max() <= 1


@anything
@given(designs(limited=True))
def test_shorter_seats_at_the_end_upset_few_positions(drawn):
    seats = draw_block(drawn, 0)
    positions = balance(seats, drawn).positions[:, : max(len(main(seat)) for seat in seats)]

    shorter = sum(len(main(seat)) < positions.shape[1] for seat in seats)
    assert (np.ptp(positions, axis=1) > 1).sum() <= shorter
    assert np.ptp(positions, axis=1).max() <= 3


@anything
@given(designs())
def test_a_reference_is_shown_in_every_row_of_its_square_equally_often(drawn):
    """Where all its sets fit on a page."""
    seats = draw_block(drawn, 0)
    rows = [Counter() for _reference in drawn.credits]
    for seat in seats:
        for trial in main(seat):
            rows[trial.reference][trial.sets] += 1

    for sets, used in zip(drawn.credits, rows, strict=True):
        if len(sets) <= drawn.slots:
            square = 2 * len(sets) if len(sets) % 2 and len(sets) > 1 else len(sets)
            assert len(used) == min(used.total(), square)
            assert max(used.values(), default=0) - min(used.values(), default=0) <= 1


@anything
@given(st.integers(1, 12), st.integers(1, 7), st.data())
def test_a_participant_sees_every_row_equally_often_where_no_methods_agree(
    references, methods, data
):
    drawn = design(references, data.draw(st.integers(1, references)), methods)

    rows = 2 * methods if methods % 2 and methods > 1 else methods
    for seat in draw_block(drawn, 0):
        used = Counter(trial.sets for trial in main(seat))
        assert len(used) == min(used.total(), rows)
        assert max(used.values()) - min(used.values()) <= 1


@anything
@given(designs())
def test_a_reference_shows_its_sets_equally_often_give_or_take_two(drawn):
    """More sets than fit; where all fit, every page shows them all."""
    shown = [np.zeros(len(sets), dtype=int) for sets in drawn.credits]
    for seat in draw_block(drawn, 0):
        for trial in main(seat):
            shown[trial.reference][list(trial.sets)] += 1
            assert np.ptp(shown[trial.reference]) <= 2


@anything
@given(st.integers(2, 12), st.integers(2, 7), st.data())
def test_slots_and_predecessors_are_near_equal_wherever_a_block_ends(references, methods, data):
    trials = data.draw(st.integers(1, references))
    times = data.draw(st.integers(1, 12))
    drawn = design(references, trials, methods, participants_per_reference=times)

    counts = balance(draw_block(drawn, 0), drawn)

    # Every row of the square is used equally often, give or take 1; an odd square has two rows for
    # each method in each slot, and two for each pair of neighbours.
    bound = 2 if methods % 2 else 1
    off_diagonal = counts.predecessors[~np.eye(methods, dtype=bool)]
    assert np.ptp(counts.slots) <= bound
    assert np.ptp(off_diagonal) <= bound
    assert not counts.predecessors.diagonal().any()


@pytest.mark.parametrize(
    ("references", "trials", "methods", "seats"),
    [(60, 15, 6, 120), (100, 15, 6, 200), (20, 4, 5, 100)],
)
def test_a_block_closes_its_balance_exactly(references, trials, methods, seats):
    drawn = design(references, trials, methods)

    counts = balance(draw_block(drawn, 0), drawn)

    assert block_size(drawn) == seats
    for table in (counts.slots, counts.positions, counts.references):
        assert np.ptp(table) == 0
    assert np.ptp(counts.predecessors[~np.eye(methods, dtype=bool)]) == 0


@pytest.mark.parametrize("participants", [12, 30, 77])
def test_the_first_participants_are_balanced_already(participants):
    """Who comes late or never must not decide: the seats are filled from the first."""
    drawn = design(60, 15, 6)

    counts = balance(draw_block(drawn, 0)[:participants], drawn)

    assert np.ptp(counts.slots) <= 4
    assert np.ptp(counts.predecessors[~np.eye(6, dtype=bool)]) <= 4
    assert np.ptp(counts.references) <= 1
    assert np.ptp(counts.positions) <= 2


@pytest.mark.parametrize(("methods", "fit"), [(6, 4), (6, 3), (7, 3), (10, 4), (5, 2)])
def test_an_incomplete_design_is_near_equal(methods, fit):
    drawn = design(60, 12, methods, sets_per_trial=fit)
    seats = draw_block(drawn, 0)

    counts = balance(seats, drawn)

    elsewhere = ~np.eye(methods, dtype=bool)
    shown = counts.together.diagonal()
    assert np.ptp(shown) <= 0.03 * shown.mean()
    assert np.ptp(counts.together[elsewhere]) <= 0.08 * counts.together[elsewhere].mean()
    assert np.ptp(counts.slots) <= 0.1 * counts.slots.mean()
    assert np.ptp(counts.predecessors[elsewhere]) <= 0.3 * counts.predecessors[elsewhere].mean()
    for seat in seats:
        seen = Counter(place for trial in main(seat) for place in trial.sets)
        assert max(seen.values()) - min(seen[method] for method in range(methods)) <= 4


def test_equal_lists_stand_in_every_slot_too():
    """ssim and clip agree about a third of the references: those have smaller squares."""
    apart, agree = tuple((method,) for method in range(6)), ((0, 4), (1,), (2,), (3,), (5,))
    drawn = design(60, 15, 6)
    drawn = type(drawn)(tuple([agree] * 20 + [apart] * 40), 15, 5)

    counts = balance(draw_block(drawn, 0), drawn)

    # 1,800 trials: 1,200 with six slots and 600 with five, in which every method stands alike.
    assert np.ptp(counts.slots[:, :5]) == 0
    assert np.ptp(counts.slots[:, 5]) == 0
    assert counts.slots[0].tolist() == [320] * 5 + [200]


def test_checks_and_repeats_use_all_references_and_answers_alike():
    drawn = design(30, 8, 4, identical_checks=2, instructed_checks=1, repeated_trials=1, answers=5)
    seats = draw_block(drawn, 0)

    for kind, spread in {Kind.IDENTICAL: 6, Kind.REPEAT: 6}.items():
        used = Counter(trial.reference for seat in seats for trial in extras(seat, kind))
        assert max(used.values()) - min(used[place] for place in range(30)) <= spread
    answers = Counter(trial.answer for seat in seats for trial in extras(seat, Kind.INSTRUCTED))
    assert max(answers.values()) - min(answers.values()) <= 1


def test_checks_stand_everywhere_in_the_middle():
    drawn = design(60, 10, 3, identical_checks=2)

    places = Counter(
        place
        for seat in draw_block(drawn, 0)
        for place, trial in enumerate(seat)
        if trial.kind == Kind.IDENTICAL
    )

    assert set(places) <= set(range(1, 11))
    assert len(places) >= 9


def test_blocks_and_seeds_differ():
    plans = [draw_block(design(12, 4, 3, seed=seed), block) for seed in (1, 2) for block in (0, 1)]

    assert all(one != other for place, one in enumerate(plans) for other in plans[:place])


@pytest.mark.parametrize(
    ("drawn", "number"),
    [(design(6, 3, 2), -1), (design(6, 3, 2, participants_per_reference=2), 1)],
)
def test_there_is_no_such_block(drawn, number):
    with pytest.raises(ValueError, match=f"no block {number}"):
        draw_block(drawn, number)


@pytest.mark.parametrize(
    ("references", "trials", "seats"), [(100, 20, 100), (1999, 2, 1999), (1999, 15, 266)]
)
def test_a_block_that_would_be_too_long_closes_less(references, trials, seats):
    assert block_size(design(references, trials, 6)) == seats


def test_a_round_draws_what_it_always_drew():
    """A plan drawn again should agree with the stored one; numpy's streams may change (NEP 19)."""
    drawn = design(5, 2, 3, practice=True, identical_checks=1, repeated_trials=1)

    assert [f"{t.kind}:{t.reference}:{t.sets}" for t in draw_block(drawn, 1)[2]] == [
        "practice:4:(-1, -2)",
        "main:3:(1, 2, 0)",
        "identical:2:(-1, 2, 1)",
        "main:1:(2, 1, 0)",
        "repeat:3:(0, 2, 1)",
    ]
