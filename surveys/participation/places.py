"""Places in a round: kept while their owners answer, given on when they stay away."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from surveys.models import Channel, Participation, Round
from surveys.participation.errors import LeftTooLong, RoundClosed, RoundNotOpen, RoundPaused

A_MINUTE = timedelta(minutes=1)


def keep_place(*, participation: Participation) -> None:
    """Move the end of the lease on, at every page; a write at most once a minute.

    Raises
    ------
    LeftTooLong
        As `hold`.
    """
    if participation.has_ended or not _is_worth_moving(participation):
        return
    with transaction.atomic():
        own = Participation.objects.with_round().select_for_update(of=("self",))
        locked = own.get(pk=participation.pk)
        if locked.round.is_open and not locked.has_ended:
            hold(locked)


def hold(participation: Participation) -> None:
    """Keep the seat of an unfinished way in an open round for another lease, or take it back.

    The caller holds the lock of the participation's row. Nobody but a newcomer takes a seat away,
    and only after the lease: until then its owner goes on as if nothing had happened. A seat that
    was taken is taken back if it is free again. If not, a round without a limit lets its owner go
    on without a seat, as long as the channel's quota has room.

    Raises
    ------
    LeftTooLong
        If somebody else has the place, in a round or a channel whose places are counted.
    """
    now = timezone.now()
    if not participation.holds_seat and participation.lease_ends_at <= now:
        participation.holds_seat = _may_take_back(participation)
        participation.lease_ends_at = now  # so that what was decided is saved
    if _is_worth_moving(participation):
        participation.lease_ends_at = now + _lease(participation)
        participation.save(update_fields=["holds_seat", "lease_ends_at"])


def release_expired(round: Round, *, simulated: bool) -> None:
    """Give back the seats whose leases ended; the caller holds the round's lock.

    Whoever is answering at this moment is passed over and keeps the seat: waiting for that row
    could end in a deadlock, because its owner may be waiting for the round.
    """
    expired = round.participations.expired().filter(simulated=simulated)
    left = list(expired.select_for_update(skip_locked=True).values_list("pk", flat=True))
    if left:
        Participation.objects.filter(pk__in=left).update(holds_seat=False)


def channel_is_full(channel: Channel, *, simulated: bool) -> bool:
    """Whether the quota is used up by people of this kind, who are counted as seats are.

    The caller holds the round's lock and released the expired.
    """
    if channel.quota is None:
        return False
    own = channel.participations.filter(simulated=simulated)
    return own.taking_places().count() >= channel.quota


def _may_take_back(participation: Participation) -> bool:
    round = Round.objects.select_for_update().defer("manifest").get(pk=participation.round_id)
    simulated = participation.simulated
    release_expired(round, simulated=simulated)
    channel = participation.channel
    if channel is not None and channel_is_full(channel, simulated=simulated):
        raise LeftTooLong
    seat = round.seats.filter(number=participation.seat)
    free = seat.free(simulated=simulated).exists()
    if round.is_limited and not free:
        raise LeftTooLong
    return free


def stay_open(round: Round) -> None:
    """Keep the round from closing until the end of the transaction.

    Answers hold this lock together, and only whoever leads the round to another state, and a
    newcomer, waits for them. Take it last: who holds it waits for nobody.

    Raises
    ------
    RoundPaused, RoundClosed
        If it is not open any more.
    """
    if not connection.features.has_select_for_update:
        return  # one transaction writes at a time, and this one has read the round
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM surveys_round WHERE id = %s FOR SHARE", [round.pk])
        (state,) = cursor.fetchone()
    if state != Round.State.OPEN:
        raise refusal_of(Round(state=state))


def refusal_of(round: Round) -> RoundNotOpen:
    """Why nobody can join a round that is not open."""
    if round.state == Round.State.DRAFT:
        return RoundNotOpen()
    return RoundPaused() if round.state == Round.State.PAUSED else RoundClosed()


def _is_worth_moving(participation: Participation) -> bool:
    ends = timezone.now() + _lease(participation)
    return ends - participation.lease_ends_at > A_MINUTE


def _lease(participation: Participation) -> timedelta:
    return timedelta(minutes=participation.round.lease_minutes)
