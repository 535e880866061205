"""Keeping lists of another system as a run that has finished."""

from collections.abc import Callable
from itertools import islice

from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from recommender.external.faults import ListsRefused
from recommender.external.lists import Lists
from recommender.models import Neighbour, Run

LISTS_AT_A_TIME = 500  # a fraction of a second, between which others may write to the database

OnProgress = Callable[[int, int], object]


def store(run: Run, lists: Lists, on_progress: OnProgress) -> Run:
    """Keep the lists as the latest run of its method; the run that exists if they are known.

    It counts once everything is written; one that was interrupted stands there as failed. Places
    are put where none is: equal fingerprints have equal lists, so it may be done twice or go on.

    Raises
    ------
    ListsRefused
        If products went away meanwhile.
    """
    kept, _new = Run.objects.get_or_create(
        catalogue=run.catalogue,
        fingerprint=run.fingerprint,
        contents=run.contents,
        k=run.k,
        defaults={
            "method": run.method,
            "parameters": run.parameters,
            "state": Run.State.FAILED,
            "error": _("The import did not come to its end: import the file again."),
        },
    )
    try:
        _write(kept, lists, on_progress)
    except IntegrityError as error:
        raise ListsRefused(
            _("The catalogue changed while the lists were stored: import the file again.")
        ) from error
    kept.state, kept.error, kept.finished_at = Run.State.FINISHED, "", timezone.now()
    kept.lists = kept.done = kept.total = len(lists)
    kept.save(update_fields=["state", "error", "finished_at", "lists", "done", "total"])
    return kept


def _write(run: Run, lists: Lists, on_progress: OnProgress) -> None:
    places, done = lists.places(), 0
    while some := list(islice(places, LISTS_AT_A_TIME)):
        Neighbour.objects.bulk_create(
            [
                Neighbour(
                    run=run,
                    reference_id=reference.pk,
                    rank=rank,
                    product_id=product.pk,
                    score=score,
                )
                for reference, ranked in some
                for rank, (product, score) in enumerate(ranked, start=1)
            ],
            ignore_conflicts=True,
        )
        done += len(some)
        on_progress(done, len(lists))
