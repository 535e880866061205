from datetime import timedelta

import pytest
from django.utils import timezone

from surveys import rounds
from surveys.models import Trial
from surveys.participation import (
    NoSuchSlot,
    Timing,
    mark_shown,
    note_timing,
    save_rating,
    submit_trial,
)

pytestmark = pytest.mark.django_db
ALL = {0: 3, 1: 4, 2: 5}


@pytest.fixture
def note(participation):
    """Note what a page says of the first trial, which was shown a minute ago."""
    mark_shown(trial=participation.trials.get(position=1))
    Trial.objects.filter(position=1).update(shown_at=timezone.now() - timedelta(minutes=1))

    def noted(**said):
        note_timing(participation=participation, position=1, timing=Timing(**said))
        return participation.trials.get(position=1)

    return noted


def test_what_a_page_says_is_kept(note):
    trial = note(
        pictures_ms=800, first_answer_ms=3000, focus_losses=1, unfocused_ms=500, hidden_ms=200
    )

    assert trial.scripted
    assert (trial.pictures_ms, trial.first_answer_ms) == (800, 3000)
    assert (trial.focus_losses, trial.unfocused_ms, trial.hidden_ms) == (1, 500, 200)
    assert trial.pictures_missing is None


def test_of_what_happens_once_the_first_word_counts_and_of_what_grows_the_greatest(note):
    note(pictures_ms=800, focus_losses=2, unfocused_ms=500)

    trial = note(pictures_ms=100, focus_losses=1, unfocused_ms=900)

    assert (trial.pictures_ms, trial.focus_losses, trial.unfocused_ms) == (800, 2, 900)


@pytest.mark.parametrize("said", [-1, 62_001, 3_600_000])
def test_time_that_does_not_fit_between_showing_and_now_is_left_out(note, said):
    trial = note(pictures_ms=said, focus_losses=3)

    assert (trial.pictures_ms, trial.focus_losses) == (None, 3)


@pytest.mark.parametrize("said", [-1, 10_001])
def test_count_that_cannot_be_is_left_out(note, said):
    assert note(focus_losses=said, unfocused_ms=1).focus_losses is None


def test_trial_that_was_never_shown_has_no_times(participation):
    note_timing(participation=participation, position=2, timing=Timing(pictures_ms=0))

    trial = participation.trials.get(position=2)
    assert (trial.scripted, trial.pictures_ms) == (None, None)


def test_trial_that_does_not_exist_is_refused(participation):
    with pytest.raises(NoSuchSlot):
        note_timing(participation=participation, position=9, timing=Timing(pictures_ms=0))


def test_nothing_is_noted_after_a_trial_was_submitted(note, participation):
    submit_trial(
        participation=participation, position=1, values=ALL, timing=Timing(unfocused_ms=10)
    )

    trial = note(unfocused_ms=5000, pictures_ms=1)

    assert (trial.unfocused_ms, trial.pictures_ms) == (10, None)


def test_nothing_is_noted_after_the_close(note, participation):
    rounds.close_round(round=participation.round)

    assert note(pictures_ms=1).pictures_ms is None


def test_answer_brings_its_trial_s_times_along(note, participation):
    save_rating(
        participation=participation,
        position=1,
        slot=0,
        value=3,
        timing=Timing(pictures_ms=700, focus_losses=0),
    )

    trial = participation.trials.get(position=1)
    assert (trial.pictures_ms, trial.focus_losses) == (700, 0)


def test_trial_that_was_submitted_without_a_script_says_so(note, participation):
    submit_trial(participation=participation, position=1, values=ALL)

    assert participation.trials.get(position=1).scripted is False
