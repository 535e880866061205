"""The row of an import: how far it is, and what a researcher reads afterwards."""

from collections.abc import Iterable
from dataclasses import asdict

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from recommender.catalogue.batches import Counts
from recommender.catalogue.remarks import ImportRefused, Remark, printable
from recommender.models import Catalogue, Import


def start(job: Import, *, total: int, notices: Iterable[Remark]) -> None:
    """Set to work; a second start goes on, unless the source has other entries than before."""
    unfinished = Import.objects.filter(pk=job.pk).exclude(state=Import.State.FINISHED)
    unfinished.exclude(total=total).update(
        total=total, done=0, created=0, updated=0, unchanged=0, remarks=_as_json(notices)
    )
    unfinished.update(state=Import.State.WORKING, error="", finished_at=None)
    job.refresh_from_db()


def advance(job: Import, *, done: int, remarks: Iterable[Remark]) -> bool:
    """Move on from where `job` stands, unless another process has done so already."""
    all_remarks = job.remarks + _as_json(remarks)
    moved = Import.objects.filter(pk=job.pk, done=job.done).update(done=done, remarks=all_remarks)
    job.done, job.remarks = done, all_remarks
    return moved == 1


def count(job: Import, counts: Counts, catalogue: Catalogue) -> None:
    Import.objects.filter(pk=job.pk).update(
        catalogue=catalogue,
        created=F("created") + counts.created,
        updated=F("updated") + counts.updated,
        unchanged=F("unchanged") + counts.unchanged,
    )


def finish(job: Import, notices: Iterable[Remark]) -> None:
    Import.objects.filter(pk=job.pk).exclude(state=Import.State.FINISHED).update(
        state=Import.State.FINISHED,
        error="",
        remarks=job.remarks + _as_json(notices),
        finished_at=timezone.now(),
    )


def refuse(job: Import, error: ImportRefused) -> None:
    _fail(job, str(error))


def stop(job: Import, error: BaseException) -> None:
    """After a fault that is not the source's, such as a full disk or Ctrl-C."""
    sentence = _("The import stopped (%(error)s). Start it again and it goes on where it stood.")
    _fail(job, sentence % {"error": printable(str(error)) or type(error).__name__})


def _fail(job: Import, sentence: str) -> None:
    Import.objects.filter(pk=job.pk).exclude(state=Import.State.FINISHED).update(
        state=Import.State.FAILED, error=sentence, finished_at=timezone.now()
    )


def _as_json(remarks: Iterable[Remark]) -> list[dict[str, str]]:
    return [asdict(remark) for remark in remarks]
