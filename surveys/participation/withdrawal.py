"""Withdrawing: the answers and the ids of one participation are erased for good."""

from django.db import transaction

from surveys.models import FormerPerson, Identity, Participation, Withdrawal
from surveys.models.channels import digest_of
from surveys.models.history import receipt_of
from surveys.participation.erasing import erase


def find_withdrawal(*, token: str) -> Withdrawal:
    """The withdrawal of the participation that had this token.

    Raises
    ------
    Withdrawal.DoesNotExist
        If nobody with this token withdrew.
    """
    found = Withdrawal.objects.select_related("round").defer("round__manifest")
    return found.get(receipt=receipt_of(token))


@transaction.atomic
def withdraw(*, participation: Participation) -> Withdrawal:
    """Erase one participation, in whatever state its round is, and give a receipt.

    Its seat is free again, its number is not. A second click gets the same receipt. Of an id only
    a digest stays, by which the same person is not let in twice.

    Raises
    ------
    Participation.DoesNotExist
        If it is gone, but was never withdrawn.
    """
    own = Participation.objects.filter(pk=participation.pk)
    locked = own.select_for_update().first()
    if locked is None:
        return _earlier(participation)
    _shut_the_door(locked)
    return Withdrawal.objects.create(
        round_id=locked.round_id,
        receipt=receipt_of(locked.token),
        simulated=locked.simulated,
        had_completed=locked.completed_at is not None,
        answers=erase(own),
    )


def _shut_the_door(participation: Participation) -> None:
    """Whom the channel knows by an id cannot begin anew."""
    known = Identity.objects.filter(participation=participation).select_related("channel")
    identity = known.first()
    if identity is not None:
        digest = digest_of(identity.channel, identity.person)
        FormerPerson.objects.get_or_create(channel=identity.channel, digest=digest)


def _earlier(participation: Participation) -> Withdrawal:
    try:
        return find_withdrawal(token=participation.token)
    except Withdrawal.DoesNotExist:
        raise Participation.DoesNotExist from None
