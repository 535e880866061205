import pytest

from surveys import rounds
from surveys.expectations import expect_of, trials_of
from surveys.models import Round


def minutes(round, **changes):
    for name, value in changes.items():
        setattr(round, name, value)
    return expect_of(round).minutes


def test_checks_and_repeats_are_trials_and_practice_is_not(draft):
    draft.practice = True
    draft.identical_checks, draft.instructed_checks, draft.repeated_trials = 2, 1, 1

    assert trials_of(draft) == expect_of(draft).trials == 3 + 4


def test_everything_that_is_added_takes_time(draft):
    draft.trials_per_participant = 12
    alone = minutes(draft)
    checked = minutes(draft, identical_checks=5)
    repeated = minutes(draft, repeated_trials=5)
    practised = minutes(draft, practice=True, trials_per_participant=14)

    assert alone < checked < repeated < practised


def test_draft_counts_as_many_sets_as_methods_and_a_frozen_round_its_lists(catalogue, draft):
    draft.method_keys = ["ssim", "clip", "random"]  # clip's lists equal ssim's
    draft.save()

    assert expect_of(draft).sets == 3
    assert expect_of(rounds.open_round(round=draft)).sets == 2


@pytest.mark.parametrize("state", ["draft", "open"])
def test_fewer_sets_on_a_page_take_less_time(draft, state):
    draft.trials_per_participant = 6
    draft.save()
    if state == "open":
        rounds.open_round(round=draft)
    every = minutes(draft)

    draft.sets_per_trial = 2

    assert expect_of(draft).sets == 2
    assert expect_of(draft).minutes < every


def test_own_sets_of_the_round_are_not_counted_as_lists(draft):
    draft.practice, draft.identical_checks = True, 1
    draft.save()

    assert expect_of(rounds.open_round(round=draft)).sets == 3


@pytest.mark.parametrize("state", ["draft", "open"])
def test_formats_differ_in_the_time_they_take(draft, state):
    draft.trials_per_participant = 6
    draft.save()
    if state == "open":
        rounds.open_round(round=draft)
    formats = Round.AnswerFormat

    best, rating, ranking, products = (
        minutes(draft, answer_format=one)
        for one in (
            formats.BEST_SET,
            formats.SET_RATING,
            formats.SET_RANKING,
            formats.PRODUCT_RATING,
        )
    )

    assert best < rating <= ranking < products


def test_frozen_round_counts_in_one_query(opened, django_assert_num_queries):
    with django_assert_num_queries(1):
        expect_of(opened)
