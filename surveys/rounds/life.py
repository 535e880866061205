"""Making, opening and closing a round."""

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from recommender.models import Catalogue
from surveys.models import Round
from surveys.rounds.content import read_content
from surveys.rounds.errors import RoundNotDraft, RoundNotOpen
from surveys.rounds.freezing import freeze
from surveys.rounds.manifest import manifest_of, sha256_of
from surveys.rounds.readiness import draw_products, ready_runs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.contrib.auth.models import User


def create_round(
    *,
    catalogue: Catalogue,
    title: str,
    slug: str,
    method_keys: "Sequence[str]",
    references_count: int,
    trials_per_participant: int,
    question: str,
    scale_labels: "Sequence[str]",
    consent_text: str,
    welcome_text: str = "",
    seed: int | None = None,
    created_by: "User | None" = None,
) -> Round:
    """A draft; whether its methods have lists is asked when it opens.

    Parameters
    ----------
    scale_labels : sequence of str
        5 or 7 labels, from the least to the most similar.
    seed : int, optional
        Drawn when not given.

    Raises
    ------
    django.core.exceptions.ValidationError
        If a field is out of bounds, or the slug is taken; it says which and why.
    """
    round = Round(
        catalogue=catalogue,
        title=title,
        slug=slug,
        method_keys=list(method_keys),
        references_count=references_count,
        trials_per_participant=trials_per_participant,
        question=question,
        scale_labels=list(scale_labels),
        consent_text=consent_text,
        welcome_text=welcome_text,
        created_by=created_by,
    )
    if seed is not None:
        round.seed = seed
    round.full_clean()
    round.save()
    return round


@transaction.atomic
def open_round(*, round: Round) -> Round:
    """Freeze all that participants will see, and let them in.

    Raises
    ------
    RoundNotDraft
        If it was opened before.
    NothingToShow, MethodsNotReady
        If there are no lists, too few references, or methods without lists; the sentence says
        what mends it. The round stays a draft.
    """
    locked = Round.objects.select_for_update().get(pk=round.pk)
    if locked.is_frozen:
        raise RoundNotDraft(_("“%(title)s” was opened before.") % {"title": locked.title})
    runs = ready_runs(locked)
    content = read_content(runs, draw_products(locked, runs))
    freeze(locked, content)
    locked.manifest = manifest_of(locked, content)
    locked.manifest_sha256 = sha256_of(locked.manifest)
    locked.opened_at = timezone.now()
    return _enter(locked, Round.State.OPEN, round)


@transaction.atomic
def close_round(*, round: Round) -> Round:
    """Take no more answers; those saved stay.

    Raises
    ------
    RoundNotOpen
        If it is a draft, or closed already.
    """
    locked = Round.objects.select_for_update().get(pk=round.pk)
    if not locked.is_open:
        raise RoundNotOpen(_("“%(title)s” is not open.") % {"title": locked.title})
    locked.closed_at = timezone.now()
    return _enter(locked, Round.State.CLOSED, round)


def _enter(locked: Round, state: Round.State, asked: Round) -> Round:
    """Save, and let the caller's own object know."""
    locked.state = state
    locked.save()
    asked.refresh_from_db()
    return asked
