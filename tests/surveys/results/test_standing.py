"""Analyses that are computed once, and again when anything changes that they rest on."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from surveys import tasks
from surveys.models import Participation, Rating, RoundAnalysis
from surveys.results import (
    Answering,
    Findings,
    ask,
    find,
    give_back,
    key_of,
    keys,
    standing_of,
    work,
)
from surveys.results import standing as standings
from surveys.results.flow import openings_of
from surveys.results.storing import from_text, to_text
from tests.surveys.answered import answer, closed_round, participant

pytestmark = pytest.mark.django_db
CAREFUL = {"ssim": 2, "ssim+segmented": 4, "random": 1}
State = RoundAnalysis.State


@pytest.fixture
def round():
    round = closed_round()
    answer(round, CAREFUL, number=1)
    answer(round, {"ssim": 3, "ssim+segmented": 5, "random": 1}, number=2)
    return round


def waiting(round):
    standing = standing_of(round=round, answering=Answering.PEOPLE)
    assert ask(standing)
    return standing.row.pk


def key(round):
    return key_of(round, Answering.PEOPLE).sha256


def test_findings_survive_being_stored(round):
    found = find(round=round, answering=Answering.PEOPLE)

    again = from_text(Findings, to_text(found))

    assert again.flow == found.flow
    assert again.equal == found.equal
    assert again.everybody.analysis.ratings.methods == found.everybody.analysis.ratings.methods
    assert to_text(from_text(Findings, to_text(again))) == to_text(again)


def test_what_another_version_wrote_is_refused_with_a_sentence():
    with pytest.raises(ValueError, match="no Findings of this version"):
        from_text(Findings, '{"everybody": 1}')


def test_equal_answers_have_an_equal_key(round):
    assert key(round) == key(round)


def answer_more(round):
    answer(round, CAREFUL, number=3)


def change_one(round):
    rating = Rating.objects.first()
    rating.value, rating.saved_at = 5, timezone.now()
    rating.save()


def erase_one(round):
    Rating.objects.first().delete()


def change_rules(round):
    round.screening = {"no_variance": False}


def change_seed(round):
    round.seed += 1


def join_unfinished(round):
    participant(round, 9, completed_at=None)


def screen_out(round):
    Participation.objects.filter(number=1).update(screened_out_at=timezone.now())


@pytest.mark.parametrize(
    "change",
    [answer_more, change_one, erase_one, change_rules, change_seed, join_unfinished, screen_out],
)
def test_whatever_findings_rest_on_makes_another_key(round, change):
    before = key(round)

    change(round)

    assert key(round) != before


def test_other_code_makes_another_key(round, monkeypatch):
    before = key(round)
    monkeypatch.setattr("surveys.results.keys.code_sha256", lambda: "another")

    assert key(round) != before


def test_working_twice_computes_once(round):
    pk = waiting(round)

    assert [work(pk), work(pk)] == [True, False]
    assert standing_of(round=round, answering=Answering.PEOPLE).is_current


def test_asking_twice_waits_once(round):
    standing = standing_of(round=round, answering=Answering.PEOPLE)

    assert [ask(standing), ask(standing)] == [True, False]


def test_the_task_called_twice_leaves_one_analysis_and_one_of_each_figure(round):
    pk = waiting(round)

    tasks.analyse_round(pk)
    names = sorted(RoundAnalysis.objects.get().figures.values_list("name", flat=True))
    tasks.analyse_round(pk)

    assert names
    assert "scores.everybody.720.de.svg" in names
    again = sorted(RoundAnalysis.objects.get().figures.values_list("name", flat=True))
    assert again == names


def test_a_new_analysis_takes_the_old_figures_away(round):
    pk = waiting(round)
    tasks.analyse_round(pk)
    answer(round, CAREFUL, number=3)
    waiting(round)

    tasks.analyse_round(pk)

    row = RoundAnalysis.objects.get()
    assert set(row.figures.values_list("key", flat=True)) == {row.key}


def test_what_failed_is_said_and_not_tried_again_until_answers_change(round, monkeypatch):
    def broken(**_of):
        raise ArithmeticError("no")

    monkeypatch.setattr(standings, "find", broken)
    assert not work(waiting(round))
    failed = standing_of(round=round, answering=Answering.PEOPLE)

    answer(round, CAREFUL, number=3)
    later = standing_of(round=round, answering=Answering.PEOPLE)

    assert failed.has_failed
    assert "ArithmeticError" in failed.row.error
    assert not failed.is_wanted
    assert later.is_wanted


def test_what_a_dead_worker_held_waits_again(round):
    pk = waiting(round)
    mine = RoundAnalysis.objects.filter(pk=pk)
    mine.update(state=State.WORKING, worker="gone", begun_at=timezone.now())

    give_back(worker="other")
    assert mine.get().state == State.WORKING
    give_back(worker="gone")
    assert mine.get().state == State.WAITING

    mine.update(state=State.WORKING, worker="slow", begun_at=timezone.now() - timedelta(hours=1))
    give_back()
    assert mine.get().state == State.WAITING


def test_an_idle_worker_finds_what_waits(round, monkeypatch):
    sent = []
    monkeypatch.setattr(tasks, "_send", sent.append)
    pk = waiting(round)

    tasks.reconcile(idle=False)
    assert sent == []
    tasks.reconcile(idle=True)
    assert sent == [pk]


def test_people_and_simulated_participants_have_analyses_of_their_own(round):
    answer(round, CAREFUL, number=3, simulated=True)

    for answering in Answering:
        tasks.up_to_date(round=round, answering=answering)

    found = {row.simulated: row.answers for row in RoundAnalysis.objects.all()}
    assert found == {False: 18, True: 9}


def test_the_flow_goes_from_consent_to_the_analysis(round):
    participant(round, 9, completed_at=None)

    flow = find(round=round, answering=Answering.PEOPLE).flow

    assert (flow.consented, flow.completed, flow.analysed) == (3, 2, 2)


def test_openings_are_those_of_all_channels_and_of_people_alone(round):
    for slug, openings in (("open", 5), ("other", 2)):
        round.channels.create(slug=slug, name=slug, openings=openings)

    assert openings_of(round, Answering.PEOPLE) == 7
    assert openings_of(round, Answering.SIMULATED) is None


@pytest.mark.parametrize(
    "name",
    [
        "analysis_plans.py",
        "models/rounds.py",
        "statistics/crossed.py",
        "figures/growth.py",
        "reporting/illustrations/scores.py",
    ],
)
def test_the_code_that_makes_findings_and_draws_them_is_hashed(name, monkeypatch):
    before = keys.code_sha256.__wrapped__()
    read = Path.read_bytes
    monkeypatch.setattr(
        Path, "read_bytes", lambda self: b"" if self.match(f"surveys/{name}") else read(self)
    )

    assert keys.code_sha256.__wrapped__() != before


def test_what_an_older_version_stored_is_computed_again(round):
    tasks.up_to_date(round=round, answering=Answering.PEOPLE)
    RoundAnalysis.objects.update(key="older", text='{"flow": {"opened": 3}}')

    standing = tasks.up_to_date(round=round, answering=Answering.PEOPLE)

    assert standing.is_current
    assert standing.findings.flow.analysed == 2
