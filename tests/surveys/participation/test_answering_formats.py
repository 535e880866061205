"""What counts as an answer in each format, and how little can be lost of it."""

import pytest

from surveys import rounds
from surveys.models import Rating, Revision, Trial
from surveys.participation import (
    CannotJudgeNotAllowed,
    MissingAnswers,
    NoSuchSlot,
    NotReached,
    RankTwice,
    ValueOffScale,
    current_trial,
    save_rating,
    submit_trial,
)
from tests.surveys.factories import make_round, take_part

pytestmark = pytest.mark.django_db


@pytest.fixture
def join(catalogue):
    """Somebody in a round of this format; 3 sets a trial, 15 products."""

    def joined(answer_format, **changes):
        draft = make_round(
            catalogue,
            ["ssim", "efficientnet", "random"],
            answer_format=answer_format,
            **changes,
        )
        return take_part(rounds.open_round(round=draft))

    return joined


def saved(participation, position=1):
    rows = Rating.objects.filter(
        slot__trial__participation=participation, slot__trial__position=position
    )
    return dict(rows.order_by("slot__position").values_list("slot__position", "value"))


def save(participation, slot, value):
    return save_rating(participation=participation, position=1, slot=slot, value=value)


def submit(participation, values):
    return submit_trial(participation=participation, position=1, values=values)


def test_slider_takes_both_ends_and_nothing_beyond(join):
    participation = join("set_rating", scale_kind="slider", scale_labels=["least", "most"])

    save(participation, 0, 0)
    save(participation, 1, 100)

    assert saved(participation) == {0: 0, 1: 100}
    for value in (-1, 101):
        with pytest.raises(ValueOffScale):
            save(participation, 2, value)


def test_each_distinct_product_is_rated_once(join):
    participation = join("product_rating")
    slots = participation.trials.get(position=1).slots.select_related("shown_product")
    identifiers = [slot.shown_product.identifier for slot in slots]
    assert len(identifiers) == len(set(identifiers)) > 5

    submit(participation, dict.fromkeys(range(len(identifiers)), 4))

    assert set(saved(participation).values()) == {4}
    assert len(saved(participation)) == len(identifiers)


def test_products_without_an_answer_are_named(join):
    participation = join("product_rating")

    with pytest.raises(MissingAnswers) as lacking:
        submit(participation, {0: 1, 2: 1})

    assert lacking.value.slots[0] == 1
    assert 2 not in lacking.value.slots


def test_choosing_the_best_set_answers_for_all(join):
    participation = join("best_set")

    save(participation, 1, 1)

    assert saved(participation) == {0: 0, 1: 1, 2: 0}


def test_choosing_another_best_set_keeps_the_earlier_choice_as_revisions(join):
    participation = join("best_set")
    save(participation, 1, 1)

    save(participation, 2, 1)

    assert saved(participation) == {0: 0, 1: 0, 2: 1}
    assert sorted(Revision.objects.values_list("rating__slot__position", "value")) == [
        (1, 1),
        (2, 0),
    ]


def test_choosing_the_same_set_again_changes_nothing(join):
    participation = join("best_set")
    first = save(participation, 1, 1)

    assert save(participation, 1, 1).saved_at == first.saved_at
    assert not Revision.objects.exists()


@pytest.mark.parametrize(
    "values", [{0: 0}, {0: 1, 1: 1}, {0: 2}, {0: 0, 1: 0, 2: 0}, {0: 1, 1: None}]
)
def test_best_set_is_exactly_one(join, values):
    participation = join("best_set", allows_cannot_judge=True)

    with pytest.raises(ValueOffScale):
        submit(participation, values)

    assert saved(participation) == {}


def test_best_set_is_submitted_with_its_choice_or_with_all_values(join):
    participation = join("best_set")

    submit(participation, {2: 1})
    submit_trial(participation=participation, position=2, values={0: 0, 1: 1, 2: 0})

    assert saved(participation) == {0: 0, 1: 0, 2: 1}
    assert saved(participation, 2) == {0: 0, 1: 1, 2: 0}


def test_trial_without_a_best_set_lacks_all_answers(join):
    with pytest.raises(MissingAnswers) as lacking:
        submit(join("best_set"), {})

    assert lacking.value.slots == (0, 1, 2)


def test_ranks_are_saved_one_by_one_also_doubled(join):
    participation = join("set_ranking")

    save(participation, 0, 1)
    save(participation, 2, 1)

    assert saved(participation) == {0: 1, 2: 1}


def test_trial_is_submitted_only_when_all_ranks_are_different(join):
    participation = join("set_ranking")

    with pytest.raises(RankTwice) as twice:
        submit(participation, {0: 2, 1: 1, 2: 2})

    assert twice.value.slots == (0, 2)
    assert saved(participation) == {0: 2, 1: 1, 2: 2}
    assert participation.trials.get(position=1).submitted_at is None
    assert submit(participation, {2: 3}).position == 2


def test_missing_rank_is_named_before_a_doubled_one(join):
    with pytest.raises(MissingAnswers) as lacking:
        submit(join("set_ranking"), {0: 1, 1: 1})

    assert lacking.value.slots == (2,)


@pytest.mark.parametrize("rank", [0, 4])
def test_rank_beyond_the_number_of_sets_is_refused(join, rank):
    with pytest.raises(ValueOffScale):
        save(join("set_ranking"), 0, rank)


@pytest.mark.parametrize(
    "answer_format", ["set_rating", "product_rating", "best_set", "set_ranking"]
)
def test_cannot_judge_is_refused_where_it_is_not_offered(join, answer_format):
    participation = join(answer_format)

    with pytest.raises(CannotJudgeNotAllowed):
        save(participation, 0, None)

    assert saved(participation) == {}


def test_single_set_cannot_be_judged(join):
    participation = join("set_rating", allows_cannot_judge=True)

    following = submit(participation, {0: 3, 1: None, 2: 5})

    assert saved(participation) == {0: 3, 1: None, 2: 5}
    assert following.position == 2


def test_cannot_judge_counts_as_an_answer_that_can_be_changed(join):
    participation = join("set_rating", allows_cannot_judge=True)
    save(participation, 0, None)
    save(participation, 0, None)
    assert not Revision.objects.exists()

    save(participation, 0, 2)

    assert saved(participation) == {0: 2}
    assert Revision.objects.get().value is None


@pytest.mark.parametrize("answer_format", ["best_set", "set_ranking"])
def test_sets_that_are_compared_cannot_be_judged_only_together(join, answer_format):
    participation = join(answer_format, allows_cannot_judge=True)

    save(participation, 1, None)

    assert saved(participation) == dict.fromkeys(range(3))
    assert submit(participation, {}).position == 2


def test_rank_after_cannot_judge_asks_for_the_others(join):
    participation = join("set_ranking", allows_cannot_judge=True)
    save(participation, 0, None)
    save(participation, 0, 1)

    with pytest.raises(MissingAnswers) as lacking:
        submit(participation, {})

    assert lacking.value.slots == (1, 2)
    assert submit(participation, {1: 2, 2: 3}).position == 2


def test_slot_that_does_not_exist_is_refused_in_a_choice(join):
    with pytest.raises(NoSuchSlot):
        save(join("best_set"), 3, 1)


def test_practice_comes_first_and_is_stored_like_the_others(join):
    participation = join("set_rating", practice=True)
    practice = participation.trials.get(position=0)

    following = submit_trial(
        participation=participation,
        position=0,
        values=dict.fromkeys(range(practice.slots.count()), 2),
    )

    assert practice.kind == Trial.Kind.PRACTICE
    assert following.position == 1
    assert set(saved(participation, 0).values()) == {2}


@pytest.mark.parametrize(
    ("answer", "lack"), [(2, RankTwice), (None, MissingAnswers)], ids=["taken rank", "not judged"]
)
def test_ranking_that_is_broken_after_it_was_sent_off_is_asked_again(join, answer, lack):
    participation = join("set_ranking", allows_cannot_judge=True)
    submit(participation, {0: 1, 1: 2, 2: 3})
    if answer is None:
        save(participation, 1, None)
        save(participation, 0, 1)
    else:
        save(participation, 0, answer)

    assert current_trial(participation=participation).position == 1
    with pytest.raises(lack):
        submit(participation, {})
    assert submit(participation, {0: 2, 1: 1, 2: 3}).position == 2


def test_nobody_completes_with_a_broken_ranking(join):
    participation = join("set_ranking", trials_per_participant=2)
    submit(participation, {0: 1, 1: 2, 2: 3})
    save(participation, 0, 2)

    with pytest.raises(NotReached):
        submit_trial(participation=participation, position=2, values={0: 1, 1: 2, 2: 3})

    participation.refresh_from_db()
    assert participation.completed_at is None


def test_change_that_leaves_a_trial_whole_leaves_it_sent_off(join):
    participation = join("set_rating")
    submit(participation, {0: 1, 1: 2, 2: 3})

    save(participation, 0, 5)

    assert current_trial(participation=participation).position == 2
