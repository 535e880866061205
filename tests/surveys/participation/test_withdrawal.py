from pathlib import Path

import pytest

from surveys import participation as participating
from surveys import rounds
from surveys.models import (
    Channel,
    FormerPerson,
    Identity,
    Participation,
    Rating,
    Revision,
    Slot,
    Trial,
    Withdrawal,
)
from surveys.models.history import RECEIPT_LETTERS
from surveys.participation import HasWithdrawn, find_withdrawal, save_rating, withdraw
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

    assert not Identity.objects.exists()
    with pytest.raises(HasWithdrawn):
        take_part(opened, channel=channel, person="token")


@pytest.mark.django_db(transaction=True)
def test_clicks_at_the_same_moment_get_one_receipt(opened):
    joined = take_part(opened)
    answer_all(joined)

    outcomes = at_once(8, lambda _: withdraw(participation=joined))

    assert {withdrawal.pk for withdrawal in outcomes} == {Withdrawal.objects.get().pk}
    assert Withdrawal.objects.get().answers == 9


def test_whom_the_channel_knows_cannot_begin_anew_after_withdrawing(opened):
    channel = Channel.objects.create(
        round=opened, slug="panel", name="Panel", person_parameter="PID"
    )
    withdraw(participation=take_part(opened, channel=channel, person="5f1c"))

    with pytest.raises(HasWithdrawn):
        take_part(opened, channel=channel, person="5f1c")

    assert take_part(opened, channel=channel, person="77aa").channel == channel
    assert not FormerPerson.objects.filter(digest__contains="5f1c").exists()


def test_digest_of_who_withdrew_differs_between_channels_and_goes_with_the_ids(opened):
    for slug in ("prolific", "sona"):
        channel = Channel.objects.create(round=opened, slug=slug, name=slug, person_parameter="PID")
        withdraw(participation=take_part(opened, channel=channel, person="5f1c"))
    digests = set(FormerPerson.objects.values_list("digest", flat=True))
    rounds.close_round(round=opened)

    participating.purge(round=opened, ids_only=True)

    assert len(digests) == 2
    assert not FormerPerson.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.embedded
def test_no_file_of_the_database_holds_a_token_or_an_id_after_withdrawing(opened, settings):
    channel = Channel.objects.create(
        round=opened, slug="panel", name="Panel", person_parameter="PID"
    )
    joined = take_part(opened, channel=channel, person="an-id-to-be-found")
    database = Path(settings.DATABASES["default"]["NAME"])
    assert traces(database, joined.token)
    assert traces(database, "an-id-to-be-found")

    withdraw(participation=joined)

    assert not traces(database, joined.token)
    assert not traces(database, "an-id-to-be-found")


def traces(database: Path, text: str) -> list[str]:
    files = [database, *database.parent.glob(f"{database.name}-*")]
    return [file.name for file in files if text.encode() in file.read_bytes()]
