"""Answers that arrive in another order than they were given, and those that come too late."""

from datetime import timedelta

import pytest
from django.utils import timezone

from surveys import rounds
from surveys.models import Rating, Revision, Trial
from surveys.participation import (
    AnswerIsFinal,
    Given,
    NewerAnswer,
    mark_shown,
    save_rating,
    submit_trial,
)
from tests.surveys.factories import make_round, take_part

pytestmark = pytest.mark.django_db
ALL = {0: 3, 1: 4, 2: 5}


@pytest.fixture
def shown(participation):
    """The first trial was shown a minute ago."""
    trial = participation.trials.get(position=1)
    mark_shown(trial=trial)
    at = timezone.now() - timedelta(minutes=1)
    Trial.objects.filter(pk=trial.pk).update(shown_at=at)
    return at


@pytest.fixture
def save(participation, shown):
    """Save an answer that was given so many seconds after the showing."""

    def saved(value, after, slot=0):
        given = Given(shown + timedelta(seconds=after), 1000 * after)
        return save_rating(
            participation=participation, position=1, slot=slot, value=value, given=given
        )

    return saved


def test_answer_keeps_when_it_was_given(save, shown):
    save(4, 10)

    rating = Rating.objects.get()
    assert rating.given_at == shown + timedelta(seconds=10)
    assert rating.answer_ms == 10_000


def test_of_two_answers_the_one_given_later_counts_in_whatever_order_they_arrive(save, shown):
    save(5, 20)

    with pytest.raises(NewerAnswer):
        save(2, 10)

    rating, earlier = Rating.objects.get(), Revision.objects.get()
    assert (rating.value, rating.answer_ms) == (5, 20_000)
    assert (earlier.value, earlier.answer_ms) == (2, 10_000)
    assert earlier.given_at == shown + timedelta(seconds=10)


def test_late_answer_that_is_sent_again_is_kept_once(save):
    save(2, 10)
    save(5, 20)

    for _ in range(2):
        with pytest.raises(NewerAnswer):
            save(2, 10)

    assert Revision.objects.count() == 1


def test_replaced_answer_keeps_all_that_was_known_of_it(save):
    first = save(2, 10)

    save(5, 20)

    earlier = Revision.objects.get()
    assert (earlier.value, earlier.answer_ms) == (2, 10_000)
    assert (earlier.saved_at, earlier.given_at) == (first.saved_at, first.given_at)


def test_answer_without_a_time_counts_as_given_now(save, participation):
    save(5, 20)

    save_rating(participation=participation, position=1, slot=0, value=2)
    with pytest.raises(NewerAnswer):
        save(3, 30)

    rating = Rating.objects.get()
    assert (rating.value, rating.given_at, rating.answer_ms) == (2, None, None)


@pytest.mark.parametrize(("after", "expected"), [(-3600, 0), (86_400, 60)])
def test_time_that_cannot_be_is_moved_to_what_can(save, shown, after, expected):
    save(4, after)

    rating = Rating.objects.get()
    assert abs(rating.given_at - shown - timedelta(seconds=expected)) < timedelta(seconds=30)
    assert rating.answer_ms is None


def test_of_answers_for_all_sets_those_count_that_are_newest_for_each(catalogue):
    round = rounds.open_round(
        round=make_round(
            catalogue,
            ["ssim", "efficientnet", "random"],
            slug="ranks",
            answer_format="set_ranking",
            allows_cannot_judge=True,
        )
    )
    person = take_part(round)
    mark_shown(trial=person.trials.get(position=1))
    Trial.objects.update(shown_at=timezone.now() - timedelta(minutes=1))
    began = person.trials.get(position=1).shown_at
    later, sooner = (Given(began + timedelta(seconds=after)) for after in (20, 10))

    save_rating(participation=person, position=1, slot=0, value=1, given=later)
    save_rating(participation=person, position=1, slot=0, value=None, given=sooner)

    assert list(Rating.objects.order_by("slot").values_list("value", flat=True)) == [1, None, None]


@pytest.fixture
def final(catalogue):
    """A participant of a round whose answers cannot be changed after going on."""
    draft = make_round(
        catalogue, ["ssim", "efficientnet", "random"], changes_until="trial", practice=True
    )
    return take_part(rounds.open_round(round=draft))


def test_answers_can_be_changed_while_on_the_trial(final):
    submit_trial(participation=final, position=0, values={0: 5, 1: 1})
    save_rating(participation=final, position=1, slot=0, value=2)

    save_rating(participation=final, position=1, slot=0, value=3)

    assert Rating.objects.get(slot__trial__position=1).value == 3


def test_answers_are_final_once_the_participant_went_on(final):
    submit_trial(participation=final, position=0, values={0: 5, 1: 1})
    submit_trial(participation=final, position=1, values=ALL)

    with pytest.raises(AnswerIsFinal):
        save_rating(participation=final, position=1, slot=0, value=1)
    with pytest.raises(AnswerIsFinal):
        submit_trial(participation=final, position=1, values={1: 1})

    answers = Rating.objects.filter(slot__trial__position=1).order_by("slot")
    assert list(answers.values_list("value", flat=True)) == [3, 4, 5]
    assert not Revision.objects.exists()


def test_same_form_again_is_harmless_when_answers_are_final(final):
    submit_trial(participation=final, position=0, values={0: 5, 1: 1})
    submit_trial(participation=final, position=1, values=ALL)

    assert submit_trial(participation=final, position=1, values=ALL).position == 2


def test_practice_can_be_repeated_also_when_answers_are_final(final):
    submit_trial(participation=final, position=0, values={0: 5, 1: 1})

    submit_trial(participation=final, position=0, values={0: 4})

    assert Revision.objects.get().value == 5
