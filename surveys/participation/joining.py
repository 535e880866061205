"""Arriving in a round, and being found again."""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from surveys.models import Channel, Identity, Participation, Round, Seat
from surveys.participation.errors import (
    NotInvited,
    RoundClosed,
    RoundFull,
    RoundNotOpen,
    RoundPaused,
)
from surveys.participation.places import channel_is_full, release_expired
from surveys.participation.way import store_way
from surveys.seating import lowest_free_seat


def find(*, token: str) -> Participation:
    """The participation with its round and channel; whoever has the token is the participant.

    Raises
    ------
    Participation.DoesNotExist
        If nobody has this token.
    """
    found = Participation.objects.select_related("round", "channel").defer("round__manifest")
    return found.get(token=token)


@transaction.atomic
def join(
    *,
    round: Round,
    arrival: UUID,
    simulated: bool = False,
    channel: Channel | None = None,
    person: str = "",
    parameters: Mapping[str, str] | None = None,
) -> Participation:
    """Take part: a number, the lowest free seat, and its whole way stored as trials and slots.

    The same arrival joins once, however often it is sent, and so does the same person of a
    channel: both are led to what is there, also when the round takes nobody else. Arrivals wait
    for one another at the row of the round, so that no number, no seat and no place of a quota is
    given twice.

    Parameters
    ----------
    channel : Channel, optional
        Where the person comes from; without one there is no quota.
    person : str
        Who it is there; empty when the channel knows nobody.
    parameters : mapping from str to str, optional
        What else the channel's link said, to be kept with the person.

    Raises
    ------
    RoundNotOpen, RoundPaused, RoundClosed
        If the round takes nobody now, or the channel does not.
    NotInvited
        If the channel lets in only people that it knows.
    RoundFull
        If no seat is free, or the channel's quota is used up.
    """
    locked = Round.objects.select_for_update().defer("manifest").get(pk=round.pk)
    known = Participation.objects.filter(round=locked, arrival=arrival).first()
    identity = _identity(channel, person)
    if known is None and identity is not None:
        known = identity.participation
    if known is not None:
        return known
    _check_may_join(locked, channel, identity)
    release_expired(locked, simulated=simulated)
    if channel is not None and channel_is_full(channel):
        raise RoundFull
    seat = lowest_free_seat(locked, simulated=simulated)
    if seat is None:
        raise RoundFull
    participation = _take(locked, seat, arrival, simulated, channel)
    if channel is not None and person:
        _keep_identity(
            identity or Identity(channel=channel, person=person), participation, parameters
        )
    store_way(participation, seat)
    return participation


def refusal_of(round: Round) -> RoundNotOpen:
    """Why nobody can join a round that is not open."""
    if round.state == Round.State.DRAFT:
        return RoundNotOpen()
    return RoundPaused() if round.state == Round.State.PAUSED else RoundClosed()


def _identity(channel: Channel | None, person: str) -> Identity | None:
    if channel is None or not person:
        return None
    known = Identity.objects.select_related("participation")
    return known.filter(channel=channel, person=person).first()


def _check_may_join(round: Round, channel: Channel | None, identity: Identity | None) -> None:
    if not round.is_open:
        raise refusal_of(round)
    if channel is None:
        return
    if not channel.is_active:
        raise RoundClosed
    if channel.known_only and identity is None:
        raise NotInvited


def _take(
    round: Round, seat: Seat, arrival: UUID, simulated: bool, channel: Channel | None
) -> Participation:
    round.arrivals += 1
    round.save(update_fields=["arrivals"])
    return Participation.objects.create(
        round=round,
        number=round.arrivals,
        arrival=arrival,
        simulated=simulated,
        channel=channel,
        seat=seat.number,
        lease_ends_at=timezone.now() + timedelta(minutes=round.lease_minutes),
        consent_sha256=sha256(round.consent_text.encode()).hexdigest(),
    )


def _keep_identity(
    identity: Identity, participation: Participation, parameters: Mapping[str, str] | None
) -> None:
    identity.participation = participation
    identity.parameters = {**identity.parameters, **(parameters or {})}
    identity.save()
