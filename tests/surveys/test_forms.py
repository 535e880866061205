import pytest
from django.http import QueryDict

from surveys.forms import AnswersForm
from surveys.models import Slot

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


@pytest.fixture
def form(participation):
    """The form of a trial with three sets, as a browser would send it."""

    def made(sent, **changes):
        for name, value in changes.items():
            setattr(participation.round, name, value)
        slots = list(Slot.objects.of_trial(participation, 1))
        return AnswersForm(QueryDict(sent), slots=slots, round=participation.round)

    return made


SLIDER = {"scale_kind": "slider", "scale_labels": ["least", "most"]}
BEST = {"answer_format": "best_set"}
RANKS = {"answer_format": "set_ranking"}
MAY = {"allows_cannot_judge": True}


def test_answers_are_keyed_by_slot(form):
    assert form("A=3&C=5").values == {0: 3, 2: 5}


def test_answer_off_the_scale_is_an_error_and_the_others_count(form):
    sent = form("A=3&B=6&C=two")

    assert set(sent.errors) == {"B", "C"}
    assert sent.values == {0: 3}


def test_slider_takes_both_ends(form):
    assert form("A=0&B=100", **SLIDER).values == {0: 0, 1: 100}


@pytest.mark.parametrize("value", ["101", "-1", "5.5", "1e1", "٣", "%00", "none"])
def test_slider_takes_nothing_but_whole_numbers_from_0_to_100(form, value):
    assert set(form(f"A={value}", **SLIDER).errors) == {"A"}


def test_letters_that_stand_for_no_slot_are_ignored(form):
    assert form("A=3&D=4").values == {0: 3}


def test_answer_that_the_page_knew_as_saved_is_not_new(form):
    assert form("A=3&was-A=3&B=4&was-B=2").values == {1: 4}


def test_cannot_judge_is_an_answer_where_it_is_offered(form):
    assert set(form("A=none").errors) == {"A"}
    assert form("A=none&B=2", **MAY).values == {0: None, 1: 2}


@pytest.mark.parametrize(
    ("sent", "values"),
    [
        ("A=55&A=none&was-A=55", {0: None}),
        ("A=55&A=none&was-A=none", {0: 55}),
        ("A=&A=none", {0: None}),
        ("A=55", {0: 55}),
    ],
)
def test_of_a_number_and_a_ticked_box_the_new_one_was_meant(form, sent, values):
    assert form(sent, **SLIDER, **MAY).values == values


def test_number_and_box_that_are_both_new_contradict_each_other(form):
    sent = form("A=55&A=none&was-A=", **SLIDER, **MAY)

    assert "Please choose one of the two" in sent.errors["A"][0]
    assert sent.values == {}


def test_best_set_is_chosen_by_its_letter(form):
    assert form("best=B", **BEST).values == {1: 1}
    assert form("best=B&was-best=B", **BEST).values == {}
    assert form("best=none", **BEST, **MAY).values == {0: None}


@pytest.mark.parametrize("letter", ["D", "b", "none", "1"])
def test_best_set_that_is_not_there_is_an_error(form, letter):
    assert set(form(f"best={letter}", **BEST).errors) == {"best"}


def test_ranks_are_numbers_up_to_the_number_of_sets(form):
    sent = form("A=3&B=1&C=4", **RANKS)

    assert sent.values == {0: 3, 1: 1}
    assert set(sent.errors) == {"C"}


def test_ranking_that_cannot_be_judged_is_one_answer_for_all(form):
    assert form("judge=none&A=1&was-A=1", **RANKS, **MAY).values == dict.fromkeys(range(3))


def test_new_ranks_beside_a_box_that_was_ticked_before_count(form):
    assert form("judge=none&was-judge=none&A=1&B=2&C=3", **RANKS, **MAY).values == {
        0: 1,
        1: 2,
        2: 3,
    }


def test_new_ranks_beside_a_box_that_was_ticked_now_contradict_it(form):
    assert set(form("judge=none&A=1", **RANKS, **MAY).errors) == {"judge"}


@pytest.mark.parametrize(
    ("sent", "withdrawn"),
    [
        ("A=&was-A=55&B=3&was-B=3", [0]),
        ("was-A=none", [0]),
        ("A=3&was-A=3", []),
        ("A=none&was-A=none", []),
        ("was-A=", []),
    ],
)
def test_answer_that_was_saved_and_is_left_out_is_withdrawn(form, sent, withdrawn):
    assert form(sent, **SLIDER, **MAY).withdrawn == withdrawn


def test_unticking_the_box_of_a_ranking_withdraws_what_has_no_rank(form):
    assert form("was-judge=none&B=2&was-B=2", **RANKS, **MAY).withdrawn == [0, 2]
