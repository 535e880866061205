from collections import Counter
from uuid import uuid4

import pytest

from surveys import participation as participating
from surveys import rounds
from surveys.models import Channel, Participation, ShownProduct, ShownSet, Slot, Trial
from tests.surveys.factories import answer_all, leave, make_round, make_run, take_part

pytestmark = pytest.mark.django_db


def test_joining_stores_the_whole_plan(participation):
    trials = list(participation.trials.all())

    assert [trial.position for trial in trials] == [1, 2, 3]
    for trial in trials:
        sets = set(trial.reference.sets.filter(kind="list").values_list("pk", flat=True))
        assert set(trial.slots.values_list("shown_set", flat=True)) == sets
        assert list(trial.slots.values_list("position", flat=True)) == [0, 1, 2]


def test_numbers_follow_arrival(opened):
    assert [take_part(opened).number for _ in range(3)] == [1, 2, 3]


def test_number_is_not_given_again_when_one_in_the_middle_was_deleted(opened):
    first, second = take_part(opened), take_part(opened)
    first.delete()

    assert take_part(opened).number == second.number + 1


def test_same_arrival_joins_once(opened):
    arrival = uuid4()

    one, two = (participating.join(round=opened, arrival=arrival) for _ in range(2))

    assert one == two
    assert Participation.objects.count() == 1


def test_same_arrival_finds_its_participation_when_the_round_has_closed(opened):
    arrival = uuid4()
    joined = participating.join(round=opened, arrival=arrival)
    rounds.close_round(round=opened)

    assert participating.join(round=opened, arrival=arrival) == joined


def test_number_of_the_last_one_is_not_given_again_after_a_withdrawal(opened):
    number = take_part(opened).number
    participating.withdraw(participation=opened.participations.get())

    assert take_part(opened).number == number + 1


def test_nobody_joins_a_paused_round_until_it_is_resumed(opened):
    rounds.pause_round(round=opened)
    with pytest.raises(participating.RoundPaused):
        take_part(opened)

    rounds.resume_round(round=opened)

    assert take_part(opened).number == 1


def test_nobody_joins_a_draft(draft):
    with pytest.raises(participating.RoundNotOpen):
        take_part(draft)


def test_nobody_joins_a_closed_round(opened):
    rounds.close_round(round=opened)

    with pytest.raises(participating.RoundClosed):
        take_part(opened)


def test_tokens_are_long_and_all_different(opened):
    tokens = {take_part(opened).token for _ in range(5)}

    assert len(tokens) == 5
    assert all(len(token) == 32 for token in tokens)


def test_find_knows_a_participation_by_its_token_alone(participation):
    assert participating.find(token=participation.token) == participation
    with pytest.raises(Participation.DoesNotExist):
        participating.find(token=participation.token[:-1])


def test_consent_that_was_given_is_kept_as_a_hash(participation):
    assert len(participation.consent_sha256) == 64


def test_references_are_shown_equally_often(opened):
    for _ in range(4):
        take_part(opened)

    shown = Counter(Trial.objects.values_list("reference", flat=True))
    assert set(shown.values()) == {2}


def test_same_seed_plans_the_same_way(catalogue):
    ways = []
    for slug in ("a", "b"):
        take_part(rounds.open_round(round=make_round(catalogue, ["ssim", "random"], slug=slug)))
        slots = Slot.objects.filter(trial__participation__round__slug=slug)
        ways.append(
            [
                (slot.trial.reference.identifier, slot.letter, slot.shown_set.methods.get().key)
                for slot in slots.order_by("trial__position", "position")
            ]
        )

    assert ways[0] == ways[1]


def test_joining_takes_few_queries(opened, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        take_part(opened)


def test_joining_takes_as_many_queries_with_more_and_longer_ways(
    catalogue, django_assert_num_queries
):
    """Also with shuffled products, checks, and a channel that knows the person and has a quota."""
    for slug, trials in {"short": 2, "long": 6}.items():
        round = rounds.open_round(
            round=make_round(
                catalogue,
                ["ssim", "random"],
                slug=slug,
                trials_per_participant=trials,
                participants_per_reference=4,
                product_order="shuffled",
                practice=True,
                identical_checks=2,
                repeated_trials=1,
            )
        )
        channel = Channel.objects.create(round=round, slug="panel", name="Panel", quota=9)
        for person in ["first", "second"]:
            with django_assert_num_queries(17):
                participating.join(round=round, arrival=uuid4(), channel=channel, person=person)


def test_practice_stands_at_position_0(catalogue):
    joined = take_part(
        rounds.open_round(round=make_round(catalogue, ["ssim", "random"], practice=True))
    )

    assert [trial.position for trial in joined.trials.all()] == [0, 1, 2, 3]
    practice = joined.trials.get(position=0)
    assert practice.kind == Trial.Kind.PRACTICE
    kinds = {slot.shown_set.kind for slot in practice.slots.all()}
    assert kinds == {ShownSet.Kind.IDENTICAL, ShownSet.Kind.DIFFERENT}


def test_identical_check_shows_the_reference_s_identical_set(catalogue):
    round = make_round(catalogue, ["ssim", "random"], identical_checks=1)
    joined = take_part(rounds.open_round(round=round))

    check = joined.trials.get(kind=Trial.Kind.IDENTICAL)

    kinds = [slot.shown_set.kind for slot in check.slots.all()]
    assert sorted(kinds) == [ShownSet.Kind.IDENTICAL, ShownSet.Kind.LIST]
    assert {slot.shown_set.reference for slot in check.slots.all()} == {check.reference}


@pytest.mark.parametrize(
    ("changes", "values"),
    [
        ({}, range(1, 6)),
        ({"scale_kind": "slider", "scale_labels": ["no", "yes"]}, range(0, 101, 25)),
        ({"answer_format": "best_set"}, range(2)),
        ({"answer_format": "set_ranking"}, [1]),
        ({"answer_format": "product_rating"}, range(1, 6)),
    ],
)
def test_instructed_check_says_a_value_that_the_answer_can_have(catalogue, changes, values):
    round = make_round(catalogue, ["ssim", "random"], instructed_checks=1, **changes)
    rounds.open_round(round=round)

    for _ in range(6):
        joined = take_part(round)

        instructed = joined.trials.filter(instructed_value__isnull=False)
        assert instructed.get().kind == Trial.Kind.INSTRUCTED
        assert instructed.get().instructed_value in values


def test_repeated_trial_shows_the_sets_of_its_original(catalogue):
    round = make_round(catalogue, ["ssim", "random"], repeated_trials=1)
    joined = take_part(rounds.open_round(round=round))

    repeat = joined.trials.get(kind=Trial.Kind.REPEAT)
    original = joined.trials.get(kind=Trial.Kind.MAIN, reference=repeat.reference)

    assert sets_of(repeat) == sets_of(original)
    assert repeat.position > original.position


def sets_of(trial):
    return {slot.shown_set_id for slot in trial.slots.all()}


def test_products_stand_as_ranked_unless_they_are_to_be_shuffled(participation):
    slots = Slot.objects.filter(trial__participation=participation)

    assert set(slots.values_list("product_order", flat=True)) == {None}


def test_shuffled_products_are_recorded_and_differ_between_slots(catalogue):
    round = make_round(catalogue, ["ssim", "random"], product_order="shuffled")
    joined = take_part(rounds.open_round(round=round))

    orders = [slot.product_order for slot in Slot.objects.filter(trial__participation=joined)]

    assert all(sorted(order) == [1, 2, 3, 4, 5] for order in orders)
    assert len(set(map(tuple, orders))) > 1


def test_when_products_are_rated_each_different_one_has_one_slot(catalogue):
    make_run(catalogue, "brightness", shift=3)  # shares three of five products with ssim
    keys = ["ssim", "brightness", "random"]
    round = make_round(catalogue, keys, answer_format="product_rating")
    joined = take_part(rounds.open_round(round=round))

    for trial in joined.trials.all():
        shown = ShownProduct.objects.filter(
            shown_set__reference=trial.reference, shown_set__kind=ShownSet.Kind.LIST
        )
        slots = list(trial.slots.select_related("shown_product"))
        identifiers = [slot.shown_product.identifier for slot in slots]
        assert sorted(identifiers) == sorted(set(shown.values_list("identifier", flat=True)))
        assert len(identifiers) < 15
        assert [slot.position for slot in slots] == list(range(len(slots)))


def test_products_that_are_rated_stand_in_a_shuffled_order(catalogue):
    round = make_round(catalogue, ["ssim"], answer_format="product_rating")
    joined = take_part(rounds.open_round(round=round))

    slots = Slot.objects.filter(trial__participation=joined).select_related("shown_product")
    ranks = {}
    for slot in slots.order_by("trial", "position"):
        ranks.setdefault(slot.trial_id, []).append(slot.shown_product.rank)

    assert any(order != sorted(order) for order in ranks.values())


def test_newcomer_takes_the_lowest_free_seat(opened):
    first, _second, third = (take_part(opened) for _ in range(3))
    leave(first)
    participating.withdraw(participation=third)

    assert [take_part(opened).seat for _ in range(3)] == [1, 3, 4]


def test_seat_that_was_left_shows_the_newcomer_the_same_trials(opened):
    first = take_part(opened)
    leave(first)

    second = take_part(opened)

    assert references_of(second) == references_of(first)
    first.refresh_from_db()
    assert not first.holds_seat


def references_of(participation):
    return list(participation.trials.values_list("reference", flat=True))


def test_seat_of_a_completed_participation_is_never_given_on(opened):
    first = take_part(opened)
    answer_all(first)
    leave(first)

    assert take_part(opened).seat == 2


def test_simulated_participants_have_seats_of_their_own(opened):
    take_part(opened)

    assert [take_part(opened, simulated=True).seat for _ in range(2)] == [1, 2]
    assert take_part(opened).seat == 2


def test_round_that_is_limited_is_full_for_each_kind_by_itself(catalogue):
    round = make_round(catalogue, ["ssim", "random"], participants_per_reference=1)
    rounds.open_round(round=round)
    for simulated in [True, False]:
        for _ in range(2):
            take_part(round, simulated=simulated)

        with pytest.raises(participating.RoundFull):
            take_part(round, simulated=simulated)

    assert round.participations.count() == 4


def test_same_arrival_finds_its_participation_when_the_round_is_full(catalogue):
    round = make_round(catalogue, ["ssim", "random"], participants_per_reference=1)
    rounds.open_round(round=round)
    arrival = uuid4()
    joined = participating.join(round=round, arrival=arrival)
    take_part(round)

    assert participating.join(round=round, arrival=arrival) == joined
