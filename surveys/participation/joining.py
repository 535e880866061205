"""Arriving in a round, and being found again."""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from surveys.models import Channel, Identity, Participation, Round, Seat
from surveys.models.channels import digest_of
from surveys.participation.errors import (
    ChannelInactive,
    HasWithdrawn,
    NoPerson,
    NotInvited,
    RoundFull,
)
from surveys.participation.places import channel_is_full, refusal_of, release_expired
from surveys.participation.way import store_way
from surveys.seating import lowest_free_seat


@transaction.atomic
def join(
    *,
    round: Round,
    arrival: UUID,
    simulated: bool = False,
    channel: Channel | None = None,
    person: str = "",
    parameters: Mapping[str, str] | None = None,
    language: str = "",
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
    language : str, optional
        In which the pages were read and the consent was given; the round's own when not given.

    Raises
    ------
    RoundNotOpen, RoundPaused, RoundClosed, ChannelInactive
        If the round takes nobody now, or the channel does not.
    NoPerson, HasWithdrawn, NotInvited
        As `check_person`.
    RoundFull
        If no seat is free, or the channel's quota is used up.
    """
    locked = Round.objects.select_for_update().defer("manifest").get(pk=round.pk)
    if channel is not None:
        channel = Channel.objects.get(pk=channel.pk)  # as it is under the lock
    known = Participation.objects.filter(round=locked, arrival=arrival).first()
    identity = find_identity(channel, person)
    if known is None and identity is not None:
        known = identity.participation
    if known is not None:
        return known
    check_open(locked, channel)
    check_person(channel, person, identity)
    release_expired(locked, simulated=simulated)
    if channel is not None and channel_is_full(channel, simulated=simulated):
        raise RoundFull
    seat = lowest_free_seat(locked, simulated=simulated)
    if seat is None:
        raise RoundFull
    participation = _take(locked, seat, arrival, simulated, channel, language)
    if channel is not None and person:
        _keep_identity(
            identity or Identity(channel=channel, person=person), participation, parameters
        )
    store_way(participation, seat)
    return participation


def check_open(round: Round, channel: Channel | None) -> None:
    """Whether anybody can come in through this channel now.

    Raises
    ------
    RoundNotOpen, RoundPaused, RoundClosed, ChannelInactive
        If not.
    """
    if not round.is_open:
        raise refusal_of(round)
    if channel is not None and not channel.is_active:
        raise ChannelInactive


def find_identity(channel: Channel | None, person: str) -> Identity | None:
    """Who was there before, or was invited."""
    if channel is None or not person:
        return None
    return channel.identities.filter(person=person).select_related("participation").first()


def check_person(channel: Channel | None, person: str, identity: Identity | None) -> None:
    """Whether somebody who was not here before may come in through this channel.

    Raises
    ------
    NoPerson
        If the channel knows people by an id, and there is none.
    HasWithdrawn
        If the person was here and withdrew.
    NotInvited
        If the channel lets in only people that it knows.
    """
    if channel is None:
        return
    if channel.person_parameter and not person:
        raise NoPerson
    if person and channel.former_people.filter(digest=digest_of(channel, person)).exists():
        raise HasWithdrawn
    if channel.known_only and identity is None:
        raise NotInvited


def consent_sha256(round: Round) -> str:
    """Of the consent text in the language that the round reads in."""
    return sha256(round.consent_text.encode()).hexdigest()


def agreed_in(participation: Participation) -> Round:
    """The round in the language in which its consent was given, whatever was chosen since."""
    round = participation.round
    texts = (round.read_in(language) for language in round.languages)
    agreed = (one for one in texts if consent_sha256(one) == participation.consent_sha256)
    return next(agreed, round)


def choose_language(*, participation: Participation, language: str) -> None:
    """Keep what the pages are to be read in, without a cookie: a panel's frame would block it."""
    if participation.language != language:
        participation.language = language
        participation.save(update_fields=["language"])


def _take(
    round: Round,
    seat: Seat,
    arrival: UUID,
    simulated: bool,
    channel: Channel | None,
    language: str,
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
        language=language,
        consent_sha256=consent_sha256(round.read_in(language)),
    )


def _keep_identity(
    identity: Identity, participation: Participation, parameters: Mapping[str, str] | None
) -> None:
    identity.participation = participation
    identity.parameters = {**identity.parameters, **(parameters or {})}
    identity.save()
