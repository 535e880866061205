import pytest

from surveys.forms import AnswersForm, ArrivalForm
from surveys.models import Slot
from tests.surveys.factories import make_round

pytestmark = pytest.mark.django_db


def answers(participation, **data):
    slots = list(Slot.objects.of_trial(participation, 1))
    return AnswersForm(data, slots=slots, points=5)


def test_answers_are_keyed_by_slot(participation):
    assert answers(participation, A="3", C="5").values == {0: 3, 2: 5}


def test_answer_off_the_scale_is_an_error_and_the_others_count(participation):
    form = answers(participation, A="3", B="6", C="two")

    assert set(form.errors) == {"B", "C"}
    assert form.values == {0: 3}


def test_letters_that_stand_for_no_slot_are_ignored(participation):
    assert answers(participation, A="3", D="4").values == {0: 3}


def test_every_page_has_an_arrival_of_its_own(draft):
    assert (
        ArrivalForm(round=draft)["arrival"].value() != ArrivalForm(round=draft)["arrival"].value()
    )


def test_arrival_comes_back_as_it_was_signed(draft):
    signed = ArrivalForm(round=draft)["arrival"].value()

    form = ArrivalForm({"arrival": signed}, round=draft)

    assert form.is_valid()
    assert form.cleaned_data["arrival"].hex == signed.split(":")[0]


@pytest.mark.parametrize("spoil", [lambda s: "", lambda s: s[:-1], lambda s: s.split(":")[0]])
def test_arrival_that_was_not_signed_here_is_refused(draft, spoil):
    signed = ArrivalForm(round=draft)["arrival"].value()

    assert not ArrivalForm({"arrival": spoil(signed)}, round=draft).is_valid()


def test_arrival_of_another_round_is_refused(draft, catalogue):
    other = make_round(catalogue, ["ssim"], slug="other")
    signed = ArrivalForm(round=other)["arrival"].value()

    assert not ArrivalForm({"arrival": signed}, round=draft).is_valid()
