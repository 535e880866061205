from collections import Counter
from datetime import timedelta
from statistics import median

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from surveys.models import Participation, Rating, Revision, Round, Trial
from surveys.participation import RoundNotOpen
from surveys.screening import flags
from surveys.simulation import Manner, Profile, simulate
from surveys.statistics.screening import Rule

pytestmark = pytest.mark.embedded

ANYTHING = Profile(
    careless=0.3, dropouts=0.6, returners=0.3, double_clicks=0.3, two_tabs=0.3, cannot_judge=0.1
)
FORMATS = [
    {"answer_format": "set_rating"},
    {"answer_format": "set_rating", "scale_kind": "slider", "scale_labels": ["far", "near"]},
    {"answer_format": "product_rating", "product_order": "shuffled"},
    {"answer_format": "best_set", "sets_per_trial": 2},
    {"answer_format": "set_ranking"},
]


def answers():
    return list(
        Rating.objects.order_by(
            "slot__trial__participation__number", "slot__trial", "slot"
        ).values_list("slot_id", "value")
    )


def submitted(round):
    return Trial.objects.filter(participation__round=round, submitted_at__isnull=False)


def test_simulated_participants_finish_and_are_marked(opened):
    simulated = simulate(round=opened, participants=3, seed=1)

    assert Participation.objects.count() == len(simulated.manners) == 3
    assert all(one.simulated and one.completed_at for one in Participation.objects.all())
    assert Rating.objects.count() == 3 * 3 * 3


@pytest.mark.parametrize("changes", FORMATS, ids=range(len(FORMATS)))
def test_every_format_is_answered_by_people_of_every_kind(opened_with, changes):
    round = opened_with(allows_cannot_judge=True, **changes)

    simulated = simulate(round=round, participants=10, seed=3, profile=ANYTHING)

    assert set(simulated.manners.values()) == set(Manner)
    assert 3 < round.participations.filter(completed_at__isnull=False).count() < 10
    assert not submitted(round).filter(slots__rating=None).exists()
    assert Rating.objects.filter(value=None).exists()


@pytest.mark.parametrize("changes", FORMATS, ids=range(len(FORMATS)))
def test_attentive_raters_pass_the_checks_and_take_their_time(opened_with, changes):
    round = opened_with(**changes)

    simulated = simulate(round=round, participants=5, seed=1)

    assert set(simulated.manners.values()) == {Manner.ATTENTIVE}
    broken = {flag.rule for own in flags(round, simulated=True).values() for flag in own}
    assert broken <= {Rule.CONSISTENCY}  # one repeat of three sets says little


def test_most_careless_raters_are_flagged_and_few_others(opened_with):
    round = opened_with(trials_per_participant=8)

    simulated = simulate(round=round, participants=24, seed=2, profile=Profile(careless=0.5))

    flagged = flags(round, simulated=True).keys()
    careless = {pk for pk, manner in simulated.manners.items() if manner != Manner.ATTENTIVE}
    assert len(careless & flagged) >= 0.8 * len(careless)
    assert len(flagged - careless) <= 2


def test_the_same_seed_again_adds_nobody_and_changes_nothing(opened_with):
    round = opened_with()
    simulate(round=round, participants=6, seed=1, profile=ANYTHING)
    before, revisions = answers(), Revision.objects.count()

    again = simulate(round=round, participants=6, seed=1, profile=ANYTHING)

    assert answers() == before
    assert Revision.objects.count() == revisions
    assert len(again.manners) == Participation.objects.count() == 6


def test_the_interrupted_go_on_as_if_nothing_had_happened(opened_with):
    round = opened_with()

    def stop(participation, position, values):
        if participation.number == 3 and position == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(round=round, participants=5, seed=1, on_saved=stop)
    assert Participation.objects.filter(completed_at__isnull=False).count() == 2
    simulate(round=round, participants=5, seed=1)
    interrupted = [value for _slot, value in answers()]
    Rating.objects.all().delete()
    Participation.objects.all().update(completed_at=None)
    Trial.objects.all().update(submitted_at=None, shown_at=None)

    simulate(round=round, participants=5, seed=1)

    assert [value for _slot, value in answers()] == interrupted


def test_other_seeds_bring_other_people(opened):
    simulate(round=opened, participants=2, seed=1)

    simulate(round=opened, participants=2, seed=2)

    assert Participation.objects.count() == 4


def test_who_leaves_leaves_answers_and_a_seat_for_the_next(opened_with):
    round = opened_with(participants_per_reference=5)

    simulated = simulate(round=round, participants=20, seed=5, profile=Profile(dropouts=0.5))

    people = Participation.objects.all()
    assert people.filter(completed_at__isnull=False).count() == 8
    assert submitted(round).filter(participation__completed_at=None).exists()
    assert len(simulated.manners) + simulated.turned_away == 20
    completed = Trial.objects.filter(kind="main", participation__completed_at__isnull=False)
    assert set(Counter(completed.values_list("reference", flat=True)).values()) == {5}


def test_who_returns_finishes(opened_with):
    round = opened_with()

    simulate(round=round, participants=8, seed=5, profile=Profile(dropouts=1, returners=1))

    assert Participation.objects.filter(completed_at=None).count() == 0


def test_two_tabs_leave_revisions_and_the_last_answer_counts(opened_with):
    round = opened_with()
    saved = {}

    simulate(
        round=round,
        participants=2,
        seed=1,
        profile=Profile(two_tabs=1),
        on_saved=lambda participation, position, values: saved.update(
            {(participation.pk, position, slot): value for slot, value in values.items()}
        ),
    )

    rows = Rating.objects.values_list(
        "slot__trial__participation_id", "slot__trial__position", "slot__position", "value"
    )
    assert saved == {(pk, position, slot): value for pk, position, slot, value in rows}
    assert Revision.objects.exists()


def test_pages_take_as_long_as_the_rater_would_and_the_hasty_are_faster(opened_with):
    round = opened_with()

    simulated = simulate(round=round, participants=12, seed=4, profile=Profile(careless=0.6))

    taken = {manner: [] for manner in Manner}
    for trial in submitted(round):
        seconds = (trial.submitted_at - trial.shown_at).total_seconds()
        taken[simulated.manners[trial.participation_id]].append(seconds)
    assert 10 < median(taken[Manner.ATTENTIVE]) < 60
    assert median(taken[Manner.FAST]) < median(taken[Manner.ATTENTIVE]) / 3
    assert not submitted(round).filter(submitted_at__gt=timezone.now() + timedelta(1)).exists()


def test_way_takes_as_long_as_its_pages(opened):
    simulate(round=opened, participants=3, seed=5)

    for one in Participation.objects.all():
        pages = sum(
            (trial.submitted_at - trial.shown_at for trial in one.trials.all()), timedelta()
        )
        assert pages > timedelta(seconds=3)
        assert pages <= one.completed_at - one.consented_at < pages + timedelta(minutes=1)


def test_pages_tell_of_their_times_what_fits_between_the_server_s(opened_with):
    round = opened_with()

    simulate(round=round, participants=4, seed=4)

    for trial in submitted(round):
        took = 1000 * (trial.submitted_at - trial.shown_at).total_seconds()
        assert trial.scripted
        assert 0 < trial.pictures_ms <= trial.first_answer_ms <= took
        assert 0 <= trial.hidden_ms <= trial.unfocused_ms <= took
        for rating in Rating.objects.filter(slot__trial=trial):
            assert trial.first_answer_ms <= rating.answer_ms <= took
            assert trial.shown_at <= rating.given_at <= rating.saved_at


def test_who_fails_too_many_checks_is_sent_away(opened_with):
    round = opened_with(reject_after_failed_checks=2)

    simulate(round=round, participants=12, seed=1, profile=Profile(careless=1))

    assert Participation.objects.filter(screened_out_at__isnull=False).count() > 5


def test_a_closed_round_is_not_simulated(opened):
    Round.objects.update(state=Round.State.CLOSED)
    opened.refresh_from_db()

    with pytest.raises(RoundNotOpen):
        simulate(round=opened, participants=1, seed=1)


def test_the_command_says_who_came_and_what_screening_caught(opened_with, capsys):
    opened_with()

    call_command("simulate_round", "alike", "--participants", "6", "--careless", "0.5")

    said = capsys.readouterr().out
    assert "6 simulated participants with seed 1." in said
    assert "attentive: " in said
    assert ", flagged " in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere"], "There is no round “nowhere”. Known: alike."),
        (["alike", "--participants", "0"], "at least 1 participant"),
        (["alike", "--careless", "2"], "Shares of participants lie between 0 and 1."),
    ],
)
def test_the_command_refuses_with_one_sentence(opened, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("simulate_round", *arguments)


def test_a_draft_is_not_simulated(draft):
    with pytest.raises(CommandError, match="still being prepared"):
        call_command("simulate_round", "alike")
