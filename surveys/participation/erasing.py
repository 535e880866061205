"""Erasing participations with all that hangs on them."""

from django.db import connection, transaction
from django.db.models import QuerySet

from surveys.models import Identity, Participation, Rating, Revision, Slot, Trial


def erase(participations: QuerySet[Participation]) -> int:
    """Delete answers, ways, ids and the participations themselves; how many answers there were.

    From the leaves to the root, each level in one statement: nothing is fetched to be deleted.
    """
    chosen = participations.order_by().values("pk")
    ratings = Rating.objects.filter(slot__trial__participation__in=chosen)
    answers = ratings.count()
    Revision.objects.filter(rating__slot__trial__participation__in=chosen).delete()
    ratings.delete()
    Slot.objects.filter(trial__participation__in=chosen).delete()
    Trial.objects.filter(participation__in=chosen).delete()
    Identity.objects.filter(participation__in=chosen).delete()
    participations.delete()
    transaction.on_commit(_empty_journal)
    return answers


def _empty_journal() -> None:
    """SQLite's journal would keep what was erased until it is written over."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
