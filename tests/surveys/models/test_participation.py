import pytest

from surveys.models import Slot

pytestmark = pytest.mark.django_db


def test_slots_of_a_trial_come_in_their_order_with_letters(participation):
    slots = Slot.objects.of_trial(participation, 1)

    assert [slot.letter for slot in slots] == ["A", "B", "C"]


def test_slot_without_an_answer_has_no_value(participation):
    slot = Slot.objects.of_trial(participation, 1)[0]

    assert not slot.is_rated
    assert slot.value is None


def test_pictures_of_two_trials_take_two_queries(participation, django_assert_num_queries):
    trials = list(participation.trials.all()[:2])

    with django_assert_num_queries(2):
        slots = list(Slot.objects.with_pictures(trials))
        shown = [product for slot in slots for product in slot.shown_set.products.all()]

    assert [slot.letter for slot in slots] == ["A", "B", "C"] * 2
    assert len(shown) == 30
