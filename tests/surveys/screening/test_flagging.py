"""Flags from stored answers: who, why, and in how many queries."""

import pytest

from surveys.models import Round, Trial
from surveys.screening import failed_checks, flags, words_of
from surveys.statistics.screening import Flag, Rule
from tests.surveys.answered import (
    answer,
    identical_set,
    lists_of,
    open_round,
    participant,
    trial,
)

pytestmark = pytest.mark.django_db
CAREFUL = {"ssim": 4, "ssim+segmented": 3, "random": 1}


def only(round, person, *, simulated=False):
    return flags(round, simulated).get(person.pk, frozenset())


def check(person, reference, values, **changes):
    """An identical-set check in the slots A, B: the identical set and the set of random."""
    sets = [*reference.sets.filter(kind="identical"), lists_of(reference)[-1]]
    return trial(person, reference, sets, values, kind=Trial.Kind.IDENTICAL, **changes)


@pytest.fixture
def round():
    made = open_round(references=4)
    for reference in made.references.all():
        identical_set(reference)
    return made


def test_careful_participants_are_not_flagged(round):
    for number in (1, 2):
        answer(round, CAREFUL, number=number)

    assert flags(round, False) == {}


def test_two_failed_checks_flag_and_count_for_the_rejection(round):
    person = answer(round, CAREFUL, number=1)
    first, second, third, _fourth = round.references.all()
    check(person, first, [4, 1])
    check(person, second, [5, 1])
    once = failed_checks(person)
    check(person, third, [None, 1])

    assert (once, failed_checks(person)) == (1, 2)
    assert only(round, person) == {Flag(Rule.FAILED_CHECKS, 2, 2)}


def test_a_check_that_is_not_submitted_yet_has_not_failed(round):
    person = answer(round, CAREFUL, number=1)
    check(person, round.references.first(), [1, 1], submitted_at=None)

    assert failed_checks(person) == 0


def test_random_above_the_identical_set_twice_flags(round):
    person = answer(round, CAREFUL, number=1)
    first, second, *_others = round.references.all()
    check(person, first, [3, 4])
    check(person, second, [1, 2])

    assert {flag.rule for flag in only(round, person)} == {Rule.FAILED_CHECKS, Rule.LOW_ANCHOR}


def test_an_instructed_check_has_its_value_in_the_trial(round):
    person = participant(round, 1, completed_at=None)
    reference = round.references.first()
    trial(person, reference, lists_of(reference), [2, 2, 2], kind="instructed", instructed_value=2)
    trial(
        person,
        round.references.last(),
        lists_of(reference),
        [2, 2, 2],
        kind="instructed",
        instructed_value=3,
    )

    assert failed_checks(person) == 1


def test_a_repeat_in_other_slots_is_compared_set_by_set(round):
    person = answer(round, CAREFUL, number=1)
    reference = round.references.first()
    trial(person, reference, lists_of(reference)[::-1], [4, 3, 1], kind=Trial.Kind.REPEAT)

    (flag,) = only(round, person)

    assert flag.rule is Rule.CONSISTENCY
    assert flag.value < 0
    assert "least 0" in words_of(flag)


def test_the_same_answer_everywhere_flags_who_came_to_the_end(round):
    everywhere = dict.fromkeys(CAREFUL, 3)
    finished = answer(round, everywhere, number=1)
    gone = answer(round, everywhere, number=2)
    gone.completed_at = None
    gone.save()

    assert set(flags(round, False)) == {finished.pk}
    assert {flag.rule for flag in only(round, finished)} == {Rule.NO_VARIANCE}


def test_speed_is_held_against_those_who_came_to_the_end_the_practice_left_aside(round):
    people = [participant(round, number) for number in range(1, 5)]
    for person, seconds in zip(people, (20.0, 22.0, 24.0, 9.0), strict=True):
        for reference in round.references.all():
            trial(person, reference, lists_of(reference), [4, 3, 1], seconds=seconds)
        trial(
            person,
            round.references.first(),
            lists_of(reference),
            [1, 1, 1],
            kind="practice",
            position=0,
            seconds=500,
        )

    assert flags(round, False) == {
        people[3].pk: {Flag(Rule.SPEED, 9 / 21, 0.5)},
    }


def test_people_and_simulated_participants_have_their_own_typical_time(round):
    for number, seconds, simulated in ((1, 20.0, False), (2, 1.0, True), (3, 1.1, True)):
        person = participant(round, number, simulated=simulated)
        for reference in round.references.all():
            trial(person, reference, lists_of(reference), [4, 3, 1], seconds=seconds)

    assert flags(round, False) == flags(round, True) == {}


def test_only_the_rules_that_the_round_had_fixed_flag(round):
    Round.objects.filter(pk=round.pk).update(screening={"failed_checks": 1})
    round.refresh_from_db()
    person = answer(round, dict.fromkeys(CAREFUL, 3), number=1)
    check(person, round.references.first(), [4, 1])

    assert only(round, person) == {Flag(Rule.FAILED_CHECKS, 1, 1)}


def test_products_are_found_by_their_ids_in_every_set(round):
    """Random's first product is shown as a product of another set, and still is random's."""
    Round.objects.filter(pk=round.pk).update(answer_format="product_rating")
    round.refresh_from_db()
    reference = round.references.first()
    *_others, random = lists_of(reference)
    other = lists_of(reference)[0]
    other.products.filter(rank=1).update(identifier=random.products.get(rank=1).identifier)
    shown = [
        reference.sets.get(kind="identical").products.first(),
        other.products.get(rank=1),
        *random.products.exclude(rank=1),
    ]
    person = participant(round, 1)
    trial(person, reference, shown, [4, 5, 5, 5, 5, 5], kind=Trial.Kind.IDENTICAL)
    trial(
        person,
        round.references.last(),
        shown[:1],
        [5],
        kind=Trial.Kind.INSTRUCTED,
        instructed_value=5,
    )
    Round.objects.filter(pk=round.pk).update(screening={"low_anchor_above": 1})
    round.refresh_from_db()

    assert failed_checks(person) == 1
    assert only(round, person) == {Flag(Rule.LOW_ANCHOR, 1, 1)}


def test_queries_do_not_grow_with_participants(round, django_assert_num_queries):
    for number in range(1, 6):
        answer(round, CAREFUL, number=number)

    with django_assert_num_queries(5):
        flags(round, False)


def test_counting_failed_checks_is_cheap(round, django_assert_num_queries):
    person = answer(round, CAREFUL, number=1)
    check(person, round.references.first(), [4, 1])

    with django_assert_num_queries(4):
        failed_checks(person)
