"""Making a round, and leading it from state to state."""

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from recommender.models import Catalogue
from surveys.analysis_plans import seal
from surveys.models import OPEN_LINK, Channel, Round, RoundEvent
from surveys.rounds.choosing import drawn_products
from surveys.rounds.content import read_content
from surveys.rounds.freezing import freeze
from surveys.rounds.log import log_event
from surveys.rounds.manifest import manifest_of, provenance, sha256_of
from surveys.rounds.placeholders import check_consent
from surveys.rounds.readiness import check_settings, ready_runs
from surveys.rounds.transitions import TRANSITIONS, check
from surveys.seating import store_block

OPEN_LINK_NAME = _("Open link")


@transaction.atomic
def create_round(*, catalogue: Catalogue, seed: int | None = None, **fields: Any) -> Round:
    """A draft with an open link; whether its methods have lists is asked when it opens.

    Parameters
    ----------
    fields
        Of the round, by the names of the model; what is not given takes the model's default.
    seed : int, optional
        Drawn when not given.

    Raises
    ------
    django.core.exceptions.ValidationError
        If a field is out of bounds, or the slug is taken; it says which and why.
    """
    round = Round(catalogue=catalogue, **fields)
    if seed is not None:
        round.seed = seed
    round.full_clean()
    round.save()
    begin_draft(round=round, by=round.created_by)
    return round


def begin_draft(
    *,
    round: Round,
    by: User | None = None,
    kind: RoundEvent.Kind = RoundEvent.Kind.CREATED,
    detail: str = "",
) -> None:
    """Give a draft that was just saved what every round has: an open link, and a log."""
    Channel.objects.get_or_create(
        round=round, slug=OPEN_LINK, defaults={"name": str(OPEN_LINK_NAME)}
    )
    log_event(round=round, kind=kind, by=by, detail=detail)


@transaction.atomic
def open_round(*, round: Round, by: User | None = None, placeholders_meant: bool = False) -> Round:
    """Freeze all that participants will see, draw the first seats, and let people in.

    Raises
    ------
    RoundNotDraft
        If it was opened before.
    PlaceholdersLeft
        If the consent holds text in [brackets], unless that is meant.
    NotReady, NothingToShow, MethodsNotReady
        If the settings do not go together, there are no lists, too few references, or methods
        without lists; the sentence says what mends it. The round stays a draft.
    """
    locked = _locked_for(RoundEvent.Kind.OPENED, round)
    check_settings(locked)
    if not placeholders_meant:
        check_consent(locked)
    runs = ready_runs(locked)
    content = read_content(locked, runs, drawn_products(locked, runs))
    freeze(locked, content)
    store_block(locked, 0)
    manifest = manifest_of(locked, provenance(locked, content))
    return _enter(
        RoundEvent.Kind.OPENED,
        round,
        by,
        references_count=len(content.references),
        manifest=manifest,
        manifest_sha256=sha256_of(manifest),
        analysis_plan_sha256=_sealed(locked, sha256_of(manifest)),
        opened_at=timezone.now(),
    )


@transaction.atomic
def pause_round(*, round: Round, by: User | None = None) -> Round:
    """Let nobody join or answer for a while; links go on working when it is resumed.

    Raises
    ------
    RoundNotOpen
        If it is not open.
    """
    return _enter(RoundEvent.Kind.PAUSED, round, by)


@transaction.atomic
def resume_round(*, round: Round, by: User | None = None) -> Round:
    """Go on after a pause, in which nobody's place was lost.

    Raises
    ------
    RoundNotPaused
        If it is not paused.
    """
    resumed = _enter(RoundEvent.Kind.RESUMED, round, by)
    if paused := resumed.events.filter(kind=RoundEvent.Kind.PAUSED).last():
        resumed.participations.renew_leases(since=paused.happened_at, minutes=resumed.lease_minutes)
    return resumed


@transaction.atomic
def close_round(*, round: Round, by: User | None = None) -> Round:
    """Take no more answers; those saved stay.

    Raises
    ------
    RoundNotOpen
        If it is neither open nor paused.
    """
    return _enter(RoundEvent.Kind.CLOSED, round, by, closed_at=timezone.now())


@transaction.atomic
def archive_round(*, round: Round, by: User | None = None) -> Round:
    """Put a closed round aside; nothing of it is erased.

    Raises
    ------
    RoundNotClosed
        If it is not closed.
    """
    return _enter(RoundEvent.Kind.ARCHIVED, round, by)


def _sealed(round: Round, manifest_sha256: str) -> str:
    return seal(round.analysis_plan, manifest_sha256) if round.analysis_plan else ""


def _locked_for(event: RoundEvent.Kind, round: Round) -> Round:
    """The round's row, held until the end of the transaction, if its state allows the event."""
    locked = Round.objects.select_for_update().get(pk=round.pk)
    check(locked, event)
    return locked


def _enter(event: RoundEvent.Kind, round: Round, by: User | None, **changes: Any) -> Round:
    """Save and log, and let the caller's own object know."""
    locked = _locked_for(event, round)
    Round.objects.filter(pk=locked.pk).update(state=TRANSITIONS[event].ends, **changes)
    log_event(round=locked, kind=event, by=by)
    round.refresh_from_db()
    return round
