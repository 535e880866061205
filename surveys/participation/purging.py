"""Erasing what a round need not keep any longer: external ids alone, or all answers."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.models import FormerPerson, Identity, Rating, Round, RoundEvent
from surveys.participation.erasing import erase


class RoundStillRuns(Exception):
    """Erasing ids or answers now would let people in twice, or throw them out in the middle."""


@dataclass(frozen=True)
class Purged:
    """How many rows were erased, or would be."""

    participations: int
    answers: int
    identities: int


def purgeable(*, round: Round, ids_only: bool) -> Purged:
    """What `purge` would erase.

    Raises
    ------
    RoundStillRuns
        As `purge`.
    """
    _check_ended(round)
    identities = Identity.objects.filter(channel__round=round).count()
    if ids_only:
        return Purged(0, 0, identities)
    answers = Rating.objects.filter(slot__trial__participation__round=round)
    return Purged(round.participations.count(), answers.count(), identities)


@transaction.atomic
def purge(*, round: Round, ids_only: bool, by: User | None = None) -> Purged:
    """Erase a round's external ids and invitations; with `ids_only` false, also every answer.

    What was frozen, the log, and the receipts of those who withdrew stay: nobody is in them.

    Raises
    ------
    RoundStillRuns
        If the round is open or paused.
    """
    _check_ended(round)
    # First the participations, as an answer does that is being saved, then the round.
    list(round.participations.select_for_update().values_list("pk"))
    locked = Round.objects.select_for_update().defer("manifest").get(pk=round.pk)
    erased = purgeable(round=locked, ids_only=ids_only)
    if not ids_only:
        erase(locked.participations.all())
    Identity.objects.filter(channel__round=locked).delete()
    FormerPerson.objects.filter(channel__round=locked).delete()
    _log(locked, erased, ids_only, by)
    return erased


def _check_ended(round: Round) -> None:
    if round.state in {Round.State.OPEN, Round.State.PAUSED}:
        raise RoundStillRuns(
            _("“%(title)s” is still running: close it before anything is erased.")
            % {"title": round.title}
        )


def past_retention(*, ids_only: bool) -> QuerySet[Round]:
    """Rounds whose answers were to be kept until a day before today, and that `purge` concerns."""
    with_ids = models.Q(channels__identities__isnull=False)
    concerned = with_ids if ids_only else with_ids | models.Q(participations__isnull=False)
    rounds = Round.objects.filter(concerned, retention_until__lt=timezone.localdate())
    return Round.objects.filter(pk__in=rounds.values("pk")).defer("manifest").order_by("slug")


def _log(round: Round, erased: Purged, ids_only: bool, by: User | None) -> None:
    kinds = RoundEvent.Kind
    detail = f"ids: {erased.identities}"
    if not ids_only:
        detail = f"participations: {erased.participations}, answers: {erased.answers}, {detail}"
    RoundEvent.objects.create(
        round=round,
        kind=kinds.IDS_PURGED if ids_only else kinds.ANSWERS_PURGED,
        user=by,
        detail=detail,
    )
