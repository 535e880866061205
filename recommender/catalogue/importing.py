"""Importing a catalogue: what is new or changed is written, everything else stays."""

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from recommender.catalogue import batches, report
from recommender.catalogue.acceptance import Identifiers, examine
from recommender.catalogue.notices import catalogue_notices
from recommender.catalogue.remarks import ImportRefused, Remark
from recommender.catalogue.sources import Row, Source, open_source, open_zip
from recommender.models import Catalogue, Import

BATCH = 64
THREADS = 2  # Pillow releases the interpreter's lock; more would hold more large pictures at once

OnProgress = Callable[[int, int], object]


def import_catalogue(*, source: Path, name: str, on_progress: OnProgress | None = None) -> Import:
    """Import a folder, a CSV or a zip into the catalogue `name`, which is made if it is new.

    Idempotent by product id: an unchanged product is not even decoded again. Products that the
    source no longer holds are kept. `on_progress` is called with entries done and in total.

    Raises
    ------
    ImportRefused
        If nothing could be imported; `remarks` says why of every file.
    """
    name = _checked_name(name)
    with open_source(source) as opened:
        # An import that was killed cannot say so itself, and only a worker resumes.
        Import.objects.filter(name=name, upload="", path="", state=Import.State.WORKING).update(
            state=Import.State.FAILED, error=_("It was stopped; a later import went on.")
        )
        job = Import.objects.create(name=name, source=str(source.resolve())[-500:])
        try:
            _work(job, opened, on_progress)
        except ImportRefused as error:
            report.refuse(job, error)
            raise
    job.refresh_from_db()
    return job


def begin_upload(*, upload: File, name: str) -> Import:
    """Keep an uploaded zip for a worker, which calls `run_import`.

    Raises
    ------
    ImportRefused
        If the file is not named as a zip, or the catalogue's name is empty or too long.
    """
    label = Path(upload.name or "").name
    if not label.lower().endswith(".zip"):
        raise ImportRefused(
            _("%(file)s is no zip: put the photographs, or the CSV and its photographs, into one.")
            % {"file": label}
        )
    return Import.objects.create(name=_checked_name(name), upload=upload, source=label[-500:])


def begin_path(*, path: Path, name: str) -> Import:
    """Let a worker import what lies at `path` of its own file system, as `run_import` does.

    Raises
    ------
    ImportRefused
        If the path or the catalogue's name is too long or the name is empty.
    """
    limit = Import._meta.get_field("path").max_length or 0
    if len(str(path)) > limit:
        raise ImportRefused(_("A path has at most %(limit)d characters.") % {"limit": limit})
    return Import.objects.create(name=_checked_name(name), path=str(path), source=str(path))


def run_import(*, import_pk: int) -> Import:
    """Import the upload or path of a row from where it stood; a refusal is told by the row alone.

    Safe to run twice, even at once: each batch is written by whoever comes first, and the other
    gives way.
    """
    job = Import.objects.get(pk=import_pk)
    if not job.upload and (not job.path or job.state == Import.State.FINISHED):
        return job
    try:
        if job.path:
            _work_on_path(job)
        else:
            _work_on_upload(job)
    except ImportRefused as error:
        report.refuse(job, error)
    job.refresh_from_db()
    if job.upload and job.state != Import.State.WORKING:
        job.upload.delete(save=False)
        Import.objects.filter(pk=job.pk).update(upload="")
    return job


def _work_on_path(job: Import) -> None:
    with open_source(Path(job.path)) as source:
        _work(job, source, None)


def _work_on_upload(job: Import) -> None:
    try:
        file = job.upload.open("rb")
    except FileNotFoundError as error:
        raise ImportRefused(_("The upload is no longer there: upload it again.")) from error
    with file, open_zip(file, job.source) as source:
        _work(job, source, None)


def _checked_name(name: str) -> str:
    name = name.strip()
    limit = Import._meta.get_field("name").max_length or 0
    if not name or len(name) > limit or not name.isprintable():
        raise ImportRefused(
            _("A catalogue's name has 1 to %(limit)d printable characters.") % {"limit": limit}
        )
    return name


def _work(job: Import, source: Source, on_progress: OnProgress | None) -> None:
    report.start(job, total=len(source.entries), notices=source.notices)
    try:
        with ThreadPoolExecutor(THREADS) as pool:
            if _import_entries(job, source.entries, pool, on_progress):
                _finish(job)
    except ImportRefused:
        raise
    except BaseException as error:
        report.stop(job, error)
        raise


def _import_entries(
    job: Import, entries: list[Row | Remark], pool: Executor, on_progress: OnProgress | None
) -> bool:
    """Whether this process came to the end; another one may have gone on with the same row."""
    identifiers = _identifiers_of(job, entries[: job.done])
    while job.done < len(entries):
        if on_progress:
            on_progress(job.done, job.total)
        batch = entries[job.done : job.done + BATCH]
        rows, remarks = examine(batch)
        arrivals, refusals = batches.read(rows, pool)
        claims = [(arrival, identifiers.claim(arrival.row)) for arrival in arrivals]
        owners = [arrival for arrival, refusal in claims if refusal is None]
        remarks += refusals + [refusal for _arrival, refusal in claims if refusal is not None]
        if not _write_batch(job, job.done + len(batch), owners, remarks):
            return False
    if on_progress:
        on_progress(job.done, job.total)
    return True


def _identifiers_of(job: Import, entries: list[Row | Remark]) -> Identifiers:
    """The ids that an earlier start of the same import has given away."""
    refused = {remark["where"] for remark in job.refusals}
    return Identifiers(row for row in examine(entries)[0] if row.where not in refused)


@transaction.atomic
def _write_batch(
    job: Import, done: int, arrivals: list[batches.Arrival], remarks: list[Remark]
) -> bool:
    if not report.advance(job, done=done, remarks=remarks):
        return False
    if arrivals:
        catalogue, _new = Catalogue.objects.get_or_create(name=job.name)
        report.count(job, batches.write(arrivals, catalogue), catalogue)
    return True


def _finish(job: Import) -> None:
    job.refresh_from_db()
    if job.catalogue is None:
        raise ImportRefused(_nothing_imported(job), [Remark(**entry) for entry in job.remarks])
    Catalogue.objects.filter(pk=job.catalogue.pk).update(source=job.source)
    report.finish(job, catalogue_notices(job.catalogue))


def _nothing_imported(job: Import) -> str:
    first = job.refusals[0]
    return _("Nothing could be imported: %(where)s: %(reason)s") % first
