"""How a way ends: completed, screened out, or refused for a while; what was saved stays."""

import pytest

from surveys import participation as participating
from surveys import rounds
from surveys.models import Participation, Rating, Trial
from surveys.participation import (
    AlreadyCompleted,
    LeftTooLong,
    NotReached,
    RoundPaused,
    ScreenedOut,
    current_trial,
    find,
    save_rating,
    submit_trial,
)
from tests.surveys.factories import leave, make_round, take_part

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_round(catalogue):
    def opened(**changes):
        methods = ["ssim", "efficientnet", "random"]
        return rounds.open_round(round=make_round(catalogue, methods, **changes))

    return opened


@pytest.fixture
def checked(open_round):
    """Somebody with two identical-set checks, who is sent away after failing both."""
    return take_part(
        open_round(identical_checks=2, reject_after_failed_checks=2, trials_per_participant=4)
    )


def answer(participation, trial, *, passing=True):
    """Bad answers; in a check that is to be passed, the top answer for the identical set."""
    values = {}
    for slot in trial.slots.select_related("shown_set"):
        is_top = passing and slot.shown_set.kind == "identical"
        values[slot.position] = 5 if is_top else 2
    return submit_trial(participation=participation, position=trial.position, values=values)


def checks(participation):
    return list(participation.trials.filter(kind=Trial.Kind.IDENTICAL).order_by("position"))


def answer_until(participation, position, *, passing):
    for trial in participation.trials.filter(position__lt=position).order_by("position"):
        answer(participation, trial, passing=passing)


def test_whoever_passes_the_checks_completes(checked):
    for trial in checked.trials.order_by("position"):
        answer(checked, trial)

    checked.refresh_from_db()
    assert checked.completed_at is not None
    assert checked.screened_out_at is None


def test_first_failed_check_sends_nobody_away(checked):
    _first, second = checks(checked)

    answer_until(checked, second.position, passing=False)

    checked.refresh_from_db()
    assert checked.screened_out_at is None
    assert current_trial(participation=checked).position == second.position


def test_failing_too_many_checks_ends_the_way_and_keeps_the_answers(checked):
    _first, second = checks(checked)
    answer_until(checked, second.position, passing=False)
    before = Rating.objects.count()

    with pytest.raises(ScreenedOut):
        answer(checked, second, passing=False)

    checked.refresh_from_db()
    assert checked.screened_out_at is not None
    assert checked.completed_at is None
    assert not checked.holds_seat
    assert Rating.objects.count() == before + second.slots.count()


def test_who_was_screened_out_hears_it_again_and_changes_nothing(checked):
    _first, second = checks(checked)
    answer_until(checked, second.position, passing=False)
    with pytest.raises(ScreenedOut):
        answer(checked, second, passing=False)
    ended_at = find(token=checked.token).screened_out_at
    count = Rating.objects.count()

    with pytest.raises(ScreenedOut):
        answer(checked, second, passing=False)
    with pytest.raises(ScreenedOut):
        answer(checked, second, passing=True)
    with pytest.raises(ScreenedOut):
        save_rating(participation=checked, position=1, slot=0, value=5)

    assert find(token=checked.token).screened_out_at == ended_at
    assert Rating.objects.count() == count


def test_check_that_is_put_right_on_going_back_counts_as_passed(checked):
    first, second = checks(checked)
    answer_until(checked, second.position, passing=False)
    answer(checked, first, passing=True)

    answer(checked, second, passing=False)

    checked.refresh_from_db()
    assert checked.screened_out_at is None


def test_without_the_rule_nobody_is_sent_away(open_round):
    participation = take_part(open_round(identical_checks=2, trials_per_participant=4))

    for trial in participation.trials.order_by("position"):
        answer(participation, trial, passing=False)

    participation.refresh_from_db()
    assert participation.completed_at is not None


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"answer_format": "product_rating"},
        {"answer_format": "best_set"},
        {"answer_format": "set_ranking"},
        {"scale_kind": "slider", "scale_labels": ["least", "most"]},
    ],
)
def test_instructed_checks_can_be_passed_in_every_format(open_round, changes):
    participation = take_part(
        open_round(
            instructed_checks=2, reject_after_failed_checks=2, trials_per_participant=4, **changes
        )
    )

    for trial in participation.trials.order_by("position"):
        submit_trial(
            participation=participation,
            position=trial.position,
            values=as_instructed(trial, participation.round.answer_format),
        )

    participation.refresh_from_db()
    assert participation.completed_at is not None


def as_instructed(trial, answer_format):
    slots = range(trial.slots.count())
    asked = 1 if trial.instructed_value is None else trial.instructed_value
    if answer_format == "best_set":
        return {slot: int(slot == asked) for slot in slots}
    if answer_format == "set_ranking":
        return {slot: slot + 1 for slot in slots}
    return dict.fromkeys(slots, asked)


def test_a_repeat_is_answered_like_any_other(open_round):
    participation = take_part(open_round(repeated_trials=1, trials_per_participant=6))
    kinds = list(participation.trials.order_by("position").values_list("kind", flat=True))
    assert kinds.count(Trial.Kind.REPEAT) == 1

    for trial in participation.trials.order_by("position"):
        answer(participation, trial)

    participation.refresh_from_db()
    assert participation.completed_at is not None


def test_paused_round_takes_no_answer_and_goes_on_where_it_was(participation):
    save_rating(participation=participation, position=1, slot=0, value=3)
    rounds.pause_round(round=participation.round)

    with pytest.raises(RoundPaused):
        save_rating(participation=find(token=participation.token), position=1, slot=1, value=3)
    assert save_rating(participation=participation, position=1, slot=0, value=3).value == 3

    rounds.resume_round(round=participation.round)
    save_rating(participation=find(token=participation.token), position=1, slot=1, value=4)
    assert list(Rating.objects.order_by("slot").values_list("value", flat=True)) == [3, 4]


def test_every_answer_moves_the_end_of_the_lease_on(participation):
    leave(participation)
    before = find(token=participation.token).lease_ends_at

    save_rating(participation=find(token=participation.token), position=1, slot=0, value=3)

    assert find(token=participation.token).lease_ends_at > before


def test_whoever_left_too_long_loses_no_answer_and_gives_no_more(open_round):
    round = open_round(participants_per_reference=1, references_count=3, trials_per_participant=3)
    participation = take_part(round)
    save_rating(participation=participation, position=1, slot=0, value=3)
    leave(participation)
    take_part(round)

    late = find(token=participation.token)

    with pytest.raises(LeftTooLong):
        submit_trial(participation=late, position=1, values={0: 3, 1: 3, 2: 3})
    with pytest.raises(LeftTooLong):
        save_rating(participation=late, position=1, slot=1, value=3)

    rows = Rating.objects.filter(slot__trial__participation=participation)
    assert list(rows.values_list("value", flat=True)) == [3]


def test_trial_after_the_practice_is_not_reached_before_it(open_round):
    participation = take_part(open_round(practice=True))

    with pytest.raises(NotReached):
        save_rating(participation=participation, position=1, slot=0, value=3)


def test_completed_way_keeps_its_seat_and_refuses_changes(checked):
    for trial in checked.trials.order_by("position"):
        answer(checked, trial)

    with pytest.raises(AlreadyCompleted):
        save_rating(participation=checked, position=1, slot=0, value=5)

    assert Participation.objects.get().holds_seat


def test_every_refusal_of_an_answer_says_a_sentence():
    for error in (LeftTooLong, RoundPaused, ScreenedOut, participating.CannotJudgeNotAllowed):
        assert str(error()).endswith(".")


def test_trial_that_lacks_answers_is_not_asked_for_in_a_round_that_takes_none(open_round):
    joined = take_part(open_round())
    save_rating(participation=joined, position=1, slot=0, value=3)
    rounds.pause_round(round=joined.round)

    with pytest.raises(RoundPaused):
        submit_trial(participation=joined, position=1, values={})


def test_trial_that_lacks_answers_is_not_asked_for_once_the_place_is_gone(open_round):
    opened = open_round(participants_per_reference=1, trials_per_participant=4)
    joined = take_part(opened)
    save_rating(participation=joined, position=1, slot=0, value=3)
    leave(joined)
    take_part(opened)

    with pytest.raises(LeftTooLong):
        submit_trial(participation=joined, position=1, values={})
