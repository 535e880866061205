import pytest

from surveys import participation as participating
from surveys import rounds
from surveys.models import Participation, Slot
from tests.surveys.factories import make_round, take_part

pytestmark = pytest.mark.django_db


def seen(slots):
    """What a page shows of slots, by whichever way they were read."""
    return [
        (
            slot.letter,
            slot.trial_id,
            slot.value,
            slot.shown_product,
            [
                (one.rank, one.picture_sha256, one.picture_width, one.picture_height)
                for one in (slot.shown_set.products.all() if slot.shown_set else ())
            ],
        )
        for slot in slots
    ]


def test_nobody_has_an_unknown_token(participation):
    assert participating.find(token=participation.token) == participation
    with pytest.raises(Participation.DoesNotExist):
        participating.find(token="x" * 32)


def test_whoever_is_found_comes_with_round_and_channel(participation, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = participating.find(token=participation.token)
        assert found.round.title == "Which look alike?"
        assert found.channel is None


def test_way_has_its_references(participation, django_assert_num_queries):
    participating.way_of(participation)

    with django_assert_num_queries(1):
        way = participating.way_of(participation)
        assert [trial.position for trial in way] == [1, 2, 3]
        assert all(trial.reference.picture_sha256 for trial in way)


@pytest.mark.parametrize(
    "changes", [{}, {"product_order": "shuffled"}, {"answer_format": "product_rating"}]
)
def test_slots_are_those_of_the_trial_with_all_that_is_shown(catalogue, changes):
    draft = make_round(catalogue, ["ssim", "efficientnet"], slug="read", **changes)
    participation = take_part(rounds.open_round(round=draft))
    participating.save_rating(participation=participation, position=1, slot=0, value=4)
    trial = participating.way_of(participation)[0]

    slots = participating.slots_with_pictures(trial)

    assert seen(slots) == seen(Slot.objects.with_pictures([trial]))
    assert {slot.trial_id for slot in slots} == {trial.pk}


def test_pictures_of_a_trial_take_two_queries(participation, django_assert_num_queries):
    trial = participating.way_of(participation)[0]
    participating.slots_with_pictures(trial)

    with django_assert_num_queries(2):
        slots = participating.slots_with_pictures(trial)
        assert len(seen(slots)) == 3
