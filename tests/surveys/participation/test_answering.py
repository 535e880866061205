import pytest

from surveys import participation as participating
from surveys import rounds
from surveys.models import Rating, Revision
from surveys.participation import (
    AlreadyCompleted,
    MissingAnswers,
    NoSuchSlot,
    NotReached,
    RoundClosed,
    ValueOffScale,
    current_trial,
    mark_shown,
    save_rating,
    submit_trial,
)
from tests.surveys.factories import answer_all

pytestmark = pytest.mark.django_db
ALL = {0: 3, 1: 4, 2: 5}


def saved(participation, position=1):
    rows = Rating.objects.filter(
        slot__trial__participation=participation, slot__trial__position=position
    )
    return dict(rows.values_list("slot__position", "value"))


def test_saved_rating_is_there(participation):
    rating = save_rating(participation=participation, position=1, slot=1, value=4)

    assert rating.value == 4
    assert saved(participation) == {1: 4}


def test_saving_twice_keeps_one(participation):
    one, two = (
        save_rating(participation=participation, position=1, slot=0, value=4) for _ in range(2)
    )

    assert one == two
    assert one.saved_at == two.saved_at
    assert not Revision.objects.exists()


def test_changed_answer_keeps_the_earlier_one_with_its_time(participation):
    first = save_rating(participation=participation, position=1, slot=0, value=2)

    changed = save_rating(participation=participation, position=1, slot=0, value=5)

    assert saved(participation) == {0: 5}
    revision = Revision.objects.get()
    assert (revision.rating, revision.value) == (first, 2)
    assert revision.saved_at == first.saved_at
    assert changed.saved_at > first.saved_at


@pytest.mark.parametrize("value", [0, 6, -1, 99])
def test_value_off_the_scale_is_refused(participation, value):
    with pytest.raises(ValueOffScale):
        save_rating(participation=participation, position=1, slot=0, value=value)

    assert saved(participation) == {}


@pytest.mark.parametrize(("position", "slot"), [(0, 0), (4, 0), (1, 3), (1, -1)])
def test_slot_that_does_not_exist_is_refused(participation, position, slot):
    with pytest.raises(NoSuchSlot):
        save_rating(participation=participation, position=position, slot=slot, value=3)


def test_trial_that_is_not_reached_is_refused(participation):
    with pytest.raises(NotReached):
        save_rating(participation=participation, position=2, slot=0, value=3)
    with pytest.raises(NotReached):
        submit_trial(participation=participation, position=3, values=ALL)


def test_submitting_leads_to_the_next_trial(participation):
    following = submit_trial(participation=participation, position=1, values=ALL)

    assert following.position == 2
    assert saved(participation) == ALL
    assert participation.trials.get(position=1).submitted_at is not None


def test_submitting_counts_answers_that_were_saved_before(participation):
    save_rating(participation=participation, position=1, slot=0, value=1)

    submit_trial(participation=participation, position=1, values={1: 2, 2: 3})

    assert saved(participation) == {0: 1, 1: 2, 2: 3}


def test_missing_answers_are_named_and_the_given_ones_saved(participation):
    with pytest.raises(MissingAnswers) as lacking:
        submit_trial(participation=participation, position=1, values={1: 2})

    assert lacking.value.slots == (0, 2)
    assert saved(participation) == {1: 2}
    assert current_trial(participation=participation).position == 1


def test_value_off_the_scale_saves_nothing_of_a_submission(participation):
    with pytest.raises(ValueOffScale):
        submit_trial(participation=participation, position=1, values={**ALL, 2: 6})

    assert saved(participation) == {}


def test_submitting_twice_keeps_one_and_leads_on_to_the_current_trial(participation):
    submit_trial(participation=participation, position=1, values=ALL)
    submit_trial(participation=participation, position=2, values=ALL)
    submitted_at = participation.trials.get(position=1).submitted_at

    following = submit_trial(participation=participation, position=1, values=ALL)

    assert following.position == 3
    assert participation.trials.get(position=1).submitted_at == submitted_at
    assert not Revision.objects.exists()


def test_earlier_trial_can_be_changed_until_the_end(participation):
    submit_trial(participation=participation, position=1, values=ALL)

    submit_trial(participation=participation, position=1, values={**ALL, 0: 1})

    assert saved(participation)[0] == 1
    assert Revision.objects.get().value == 3


def test_last_trial_completes_the_participation(participation):
    answer_all(participation)

    participation.refresh_from_db()
    assert participation.completed_at is not None
    assert current_trial(participation=participation) is None


def test_same_answers_after_the_end_are_harmless(participation):
    answer_all(participation, 3)

    assert submit_trial(participation=participation, position=3, values={0: 3}) is None
    assert save_rating(participation=participation, position=1, slot=0, value=3).value == 3


def test_changed_answer_after_the_end_is_refused(participation):
    answer_all(participation, 3)

    with pytest.raises(AlreadyCompleted):
        submit_trial(participation=participation, position=3, values={0: 3, 1: 5})

    assert saved(participation, 3) == {0: 3, 1: 3, 2: 3}
    assert not Revision.objects.exists()


def test_closed_round_takes_no_new_answer_and_keeps_the_old(participation):
    save_rating(participation=participation, position=1, slot=0, value=3)
    rounds.close_round(round=participation.round)

    with pytest.raises(RoundClosed):
        save_rating(participation=participation, position=1, slot=1, value=3)
    assert save_rating(participation=participation, position=1, slot=0, value=3).value == 3
    assert saved(participation) == {0: 3}


def test_nobody_completes_after_the_close(participation):
    for slot in range(3):
        save_rating(participation=participation, position=1, slot=slot, value=3)
    rounds.close_round(round=participation.round)

    with pytest.raises(RoundClosed):
        submit_trial(participation=participation, position=1, values={})

    assert participation.trials.get(position=1).submitted_at is None


def test_time_of_first_showing_is_kept(participation):
    mark_shown(trial=participation.trials.get(position=1))
    first = participation.trials.get(position=1).shown_at

    mark_shown(trial=participation.trials.get(position=1))

    assert first is not None
    assert participation.trials.get(position=1).shown_at == first


def test_every_refusal_says_a_sentence():
    for error in participating.ParticipationError.__subclasses__():
        refused = error(()) if error is MissingAnswers else error()
        assert str(refused).endswith(".")
