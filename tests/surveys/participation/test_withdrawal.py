import pytest

from surveys import participation as participating
from surveys import rounds
from surveys.models import (
    Channel,
    Identity,
    Participation,
    Rating,
    Revision,
    Slot,
    Trial,
    Withdrawal,
)
from surveys.models.history import RECEIPT_LETTERS
from surveys.participation import find_withdrawal, save_rating, withdraw
from tests.surveys.crowds import at_once
from tests.surveys.factories import answer_all, take_part

pytestmark = pytest.mark.django_db


def everything_of_people():
    kept = (Participation, Trial, Slot, Rating, Revision, Identity)
    return {model.__name__: model.objects.count() for model in kept}


def test_withdrawing_erases_answers_ids_and_the_way(opened):
    channel = Channel.objects.create(round=opened, slug="panel", name="Panel")
    joined = take_part(opened, channel=channel, person="5f1c")
    for value in (2, 3):
        save_rating(participation=joined, position=1, slot=0, value=value)

    withdraw(participation=joined)

    assert set(everything_of_people().values()) == {0}


def test_withdrawing_leaves_others_alone(opened):
    other = take_part(opened)
    save_rating(participation=other, position=1, slot=0, value=2)
    before = everything_of_people()
    joined = take_part(opened)
    answer_all(joined)

    withdraw(participation=joined)

    assert everything_of_people() == before


def test_receipt_says_what_was_erased_and_nothing_about_who(opened):
    joined = take_part(opened)
    answer_all(joined)

    withdrawal = withdraw(participation=joined)

    assert (withdrawal.round, withdrawal.answers) == (opened, 9)
    assert (withdrawal.had_completed, withdrawal.simulated) == (True, False)
    assert len(withdrawal.receipt) == 16
    assert set(withdrawal.receipt) <= set(RECEIPT_LETTERS)
    texts = [str(getattr(withdrawal, field.attname)) for field in Withdrawal._meta.concrete_fields]
    assert joined.token not in " ".join(texts)
    assert str(joined.arrival) not in " ".join(texts)


def test_second_click_gets_the_same_receipt(opened):
    joined = take_part(opened)

    first, second = (withdraw(participation=joined) for _ in range(2))

    assert first == second
    assert find_withdrawal(token=joined.token) == first
    assert Withdrawal.objects.count() == 1


def test_receipts_differ(opened):
    receipts = {withdraw(participation=take_part(opened)).receipt for _ in range(3)}

    assert len(receipts) == 3


def test_unknown_token_has_no_receipt(opened):
    withdraw(participation=take_part(opened))

    with pytest.raises(Withdrawal.DoesNotExist):
        find_withdrawal(token="unknown")


def test_participation_that_was_deleted_otherwise_has_no_receipt(participation):
    Participation.objects.all().delete()

    with pytest.raises(Participation.DoesNotExist):
        withdraw(participation=participation)


@pytest.mark.parametrize("turn", [rounds.pause_round, rounds.close_round])
def test_withdrawing_is_possible_in_a_round_that_takes_no_answers(participation, turn):
    turn(round=participation.round)

    withdraw(participation=participation)

    assert not Participation.objects.exists()


def test_seat_of_who_withdrew_is_free_again(opened):
    joined = take_part(opened)
    answer_all(joined)
    withdraw(participation=joined)

    assert take_part(opened).seat == joined.seat


def test_invitation_goes_with_its_participation(opened):
    channel = Channel.objects.create(round=opened, slug="mail", name="Mail", known_only=True)
    Identity.objects.create(channel=channel, person="token", address="a@example.org")
    joined = take_part(opened, channel=channel, person="token")

    withdraw(participation=joined)

    with pytest.raises(participating.NotInvited):
        take_part(opened, channel=channel, person="token")


@pytest.mark.django_db(transaction=True)
def test_clicks_at_the_same_moment_get_one_receipt(opened):
    joined = take_part(opened)
    answer_all(joined)

    outcomes = at_once(8, lambda _: withdraw(participation=joined))

    assert {withdrawal.pk for withdrawal in outcomes} == {Withdrawal.objects.get().pk}
    assert Withdrawal.objects.get().answers == 9
