"""Where products come from: category folders, a CSV with an image column, or a zip of either."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile

from django.utils.translation import gettext as _

from recommender.catalogue.remarks import ImportRefused, notice
from recommender.catalogue.sources.archive import ZipTree
from recommender.catalogue.sources.categories import category_entries
from recommender.catalogue.sources.folder import FolderTree
from recommender.catalogue.sources.rows import Row, Source, Tree
from recommender.catalogue.sources.table import chosen_table, table_source

__all__ = ["Row", "Source", "open_source", "open_zip"]


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """The products at `path`; their pictures can be read until the context ends.

    Raises
    ------
    ImportRefused
        If there is nothing there that can be imported.
    """
    try:
        is_folder, is_file = path.is_dir(), path.is_file()
    except (OSError, ValueError) as error:
        raise ImportRefused(
            _("%(path)s cannot be read: %(error)s.") % {"path": path, "error": error}
        ) from error
    if is_folder:
        yield _source(FolderTree(path))
    elif not is_file:
        raise ImportRefused(_("There is no file or folder %(path)s.") % {"path": path})
    elif path.suffix.lower() == ".zip":
        with path.open("rb") as file, open_zip(file, path.name) as source:
            yield source
    elif path.suffix.lower() == ".csv":
        path = path.resolve()
        yield _filled(table_source(FolderTree(path.parent), path.name), path.name)
    else:
        raise ImportRefused(
            _("%(path)s is neither a folder, nor a .csv, nor a .zip.") % {"path": path}
        )


@contextmanager
def open_zip(file: IO[bytes], label: str) -> Iterator[Source]:
    """The products in a zip that is open for reading; ImportRefused as for `open_source`."""
    try:
        archive = ZipFile(file)
    except (BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise ImportRefused(
            _("%(path)s is not a readable zip: %(error)s.")
            % {"path": label, "error": str(error).rstrip(".")}
        ) from error
    with archive:
        yield _source(ZipTree(archive, label))


def _source(tree: Tree) -> Source:
    table = chosen_table(tree.top())
    if table is None:
        return _filled(Source(list(category_entries(tree))), tree.label)
    source = table_source(tree, table)
    reason = _("Products were read from this table; files that it does not name were left.")
    source.notices.insert(0, notice(table, reason))
    return _filled(source, table)


def _filled(source: Source, label: str) -> Source:
    if not source.entries:
        raise ImportRefused(_("%(source)s holds no products.") % {"source": label})
    return source
