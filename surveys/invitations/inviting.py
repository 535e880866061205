"""Who is let in by a channel, each with a token of their own."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from surveys.invitations.reading import Invitee
from surveys.models import Channel, Identity

CHARACTERS = "23456789abcdefghjkmnpqrstuvwxyz"


@dataclass(frozen=True)
class Invited:
    """What `invite` did: who is new, and how many were invited before and keep their link."""

    new: Sequence[Identity]
    known: int


def new_token() -> str:
    """79 random bits in characters that survive being copied from a letter by hand."""
    return "".join(secrets.choice(CHARACTERS) for _place in range(16))


@transaction.atomic
def invite(*, channel: Channel, invitees: Iterable[Invitee]) -> Invited:
    """Store whom the channel lets in; who was invited before keeps the link.

    The same file sent twice invites once: uploads wait for one another at the channel's row.
    """
    Channel.objects.select_for_update().get(pk=channel.pk)
    rows = channel.identities.values_list("address", "person")
    known = {key for address, person in rows for key in (address.casefold(), person) if key}
    everybody = list(invitees)
    fresh = [
        Identity(channel=channel, person=one.token or new_token(), address=one.address)
        for one in everybody
        if one.key not in known
    ]
    created = Identity.objects.bulk_create(fresh, batch_size=500)
    return Invited(created, len(everybody) - len(created))


def invite_nameless(*, channel: Channel, count: int) -> Invited:
    """Store so many new tokens without addresses, for links that are handed out."""
    tokens = [Invitee(line, token=new_token()) for line in range(1, count + 1)]
    return invite(channel=channel, invitees=tokens)
