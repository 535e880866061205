"""Results with and without the flagged, counts, and equal lists."""

from datetime import timedelta

import pytest
from django.utils import timezone

from surveys.models import Withdrawal
from surveys.results import Answering, answering_by_default, counts_of, find, round_results
from surveys.statistics import summarise
from surveys.statistics.screening import Rule
from tests.surveys.answered import answer, closed_round, lists_of, open_round, participant, trial

pytestmark = pytest.mark.django_db
CAREFUL = {"ssim": 2, "ssim+segmented": 4, "random": 1}


def found(round, answering=Answering.PEOPLE, **options):
    return round_results(round=round, answering=answering, **options)


@pytest.fixture
def answered():
    round = open_round()
    answer(round, CAREFUL, number=1)
    answer(round, {"ssim": 3, "ssim+segmented": 5, "random": 1}, number=2)
    return round


def test_results_rank_methods_and_give_the_segmentation_effect(answered):
    analysis = find(round=answered, answering=Answering.PEOPLE).everybody.analysis
    summary = analysis.results

    assert [row.method for row in summary.methods] == ["ssim+segmented", "ssim", "random"]
    assert [row.mean.estimate for row in summary.methods] == [4.5, 2.5, 1.0]
    assert (summary.n, summary.participants, summary.references) == (18, 2, 3)
    assert [row.difference.estimate for row in analysis.segmentation.per_algorithm] == [2.0]


def test_simulated_answers_never_mix_with_those_of_people(answered):
    answer(answered, dict.fromkeys(CAREFUL, 5), number=3, simulated=True)

    people = found(answered)
    simulated = found(answered, Answering.SIMULATED)

    assert (len(people.ratings), len(simulated.ratings)) == (18, 9)
    started = [counts_of(answered, answering).started for answering in Answering]
    assert started == [2, 1]
    assert answering_by_default(round=answered) is Answering.PEOPLE


def test_the_simulation_is_shown_by_default_only_while_no_person_has_answered():
    round = open_round()
    before = answering_by_default(round=round)
    answer(round, dict.fromkeys(CAREFUL, 5), number=1, simulated=True)

    assert before is Answering.PEOPLE
    assert answering_by_default(round=round) is Answering.SIMULATED


def test_a_shared_set_counts_for_each_of_its_methods():
    round = open_round(shared=True)
    answer(round, {"ssim": 4, "random": 1}, number=1)

    assert {row.method: row.n for row in summarise(found(round).ratings).methods} == {
        "ssim": 3,
        "ssim+segmented": 3,
        "random": 3,
    }


def test_equal_lists_are_counted_in_total_and_by_pairs_of_methods():
    round = open_round(shared=True)
    reference = round.references.first()
    shared, own = lists_of(reference)
    shared.methods.set(round.methods.filter(key="ssim"))
    own.methods.set(round.methods.filter(key__in=["ssim+segmented", "random"]))

    equal = found(round).equal

    assert (equal.shared, equal.references, equal.of) == (3, 3, 3)
    assert [(pair.methods, pair.references) for pair in equal.pairs] == [
        (("ssim", "ssim+segmented"), 2),
        (("ssim+segmented", "random"), 1),
    ]
    assert equal.pairs[0].share == pytest.approx(2 / 3)


def test_lists_that_are_never_equal_make_no_pair(answered):
    equal = found(answered).equal

    assert (equal.shared, equal.references, equal.pairs) == (0, 0, ())


def test_screening_leaves_out_the_flagged_and_the_rejected(answered):
    careless = answer(answered, dict.fromkeys(CAREFUL, 5), number=3)
    rejected = participant(answered, 4, completed_at=None, screened_out_at=timezone.now())
    reference = answered.references.first()
    trial(rejected, reference, lists_of(reference), [5, 5, 5])

    everybody = found(answered)
    screened = found(answered, screened=True)

    assert everybody.left_out == screened.left_out == {careless.pk, rejected.pk}
    findings = find(round=answered, answering=Answering.PEOPLE)
    assert {rule: n for rule in Rule if (n := findings.flagged_by(rule))} == {Rule.NO_VARIANCE: 1}
    assert [len(set(one.ratings.participant_codes)) for one in (everybody, screened)] == [4, 2]
    careless.delete()
    rejected.delete()
    # As text: nan, where there is no interval, equals nothing.
    alone = repr(summarise(found(answered).ratings))
    assert repr(summarise(screened.ratings)) == alone
    assert repr(summarise(everybody.with_screening(True).ratings)) == alone


def test_what_the_flagged_could_not_judge_is_left_out_too():
    round = closed_round(allows_cannot_judge=True)
    person = participant(round, 1)
    for reference in round.references.all():
        trial(person, reference, lists_of(reference), [None, 3, 3])

    assert found(round).not_judged == {"ssim": 3}
    assert found(round, screened=True).not_judged == {}


def test_ways_are_counted_by_how_they_stand():
    round = open_round()
    soon = timezone.now() + timedelta(hours=1)
    answer(round, CAREFUL, number=1)
    participant(round, 2, completed_at=None, lease_ends_at=soon)
    participant(round, 3, completed_at=None)
    participant(round, 4, completed_at=None, screened_out_at=timezone.now())
    participant(round, 5, simulated=True)
    Withdrawal.objects.create(round=round, had_completed=False, answers=4)
    Withdrawal.objects.create(round=round, had_completed=False, answers=4, simulated=True)

    counts = counts_of(round, Answering.PEOPLE)

    assert (counts.started, counts.completed, counts.active, counts.left) == (4, 1, 1, 1)
    assert (counts.screened_out, counts.withdrawn) == (1, 1)


def test_nobody_is_active_after_the_end():
    round = closed_round()
    soon = timezone.now() + timedelta(hours=1)
    participant(round, 1, completed_at=None, lease_ends_at=soon)

    counts = counts_of(round, Answering.PEOPLE)
    assert (counts.active, counts.left) == (0, 1)


def test_queries_do_not_grow_with_the_answers(answered, django_assert_num_queries):
    for number in range(3, 7):
        answer(answered, CAREFUL, number=number)

    with django_assert_num_queries(9):
        assert len(found(answered).ratings)
