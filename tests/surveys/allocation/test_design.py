import pytest
from hypothesis import given, settings

from surveys.allocation import Design, Kind, PlannedTrial, draw_block
from tests.surveys.allocation.designs import design, designs


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"trials": 0}, "0 trials of 2 references"),
        ({"trials": 3}, "3 trials of 2 references"),
        ({"sets_per_trial": 1}, "at least 2 sets"),
        ({"participants_per_reference": 0}, "at least 1 participant"),
        ({"participants_per_reference": 100_001}, "more than 200000 trials"),
        ({"answers": 0}, "at least 1 answer"),
        ({"repeated_trials": -1}, "0 or more"),
        ({"seed": -1}, "0 or more"),
        ({"credits": ()}, "at least 1 reference"),
        ({"credits": (((0,), (1,)), ((0,),))}, "exactly one set"),
        ({"credits": (((0, 1), (1,)), ((0,), (1,)))}, "exactly one set"),
        ({"credits": (((0,), (1,)), ((0, 1), ()))}, "exactly one set"),
    ],
)
def test_what_no_round_can_be_is_refused(changes, sentence):
    legal = {"credits": (((0,), (1,)), ((0, 1),)), "trials": 1, "seed": 0}

    with pytest.raises(ValueError, match=sentence):
        Design(**legal | changes)


def test_a_page_has_as_many_slots_as_sets_fit():
    assert design(3, 1, 6).slots == 6
    assert design(3, 1, 6, sets_per_trial=4).slots == 4
    assert design(3, 1, 6, sets_per_trial=8).slots == 6


@settings(deadline=None)
@given(designs())
def test_a_trial_is_the_same_after_it_was_stored(drawn):
    for trial in draw_block(drawn, 0)[0]:
        assert PlannedTrial.from_json(trial.to_json()) == trial


def test_only_an_instructed_check_asks_for_an_answer():
    assert "answer" not in PlannedTrial(Kind.MAIN, 0, (0,)).to_json()
    assert PlannedTrial(Kind.INSTRUCTED, 0, (0,), 2).to_json()["answer"] == 2
