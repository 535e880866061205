"""Products from category folders: a file is a product, its folder the category."""

import unicodedata
from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from recommender.catalogue.remarks import Remark, refused
from recommender.catalogue.sources.rows import Row, Tree


def category_entries(tree: Tree) -> Iterator[Row | Remark]:
    for path in tree.files():
        yield path if isinstance(path, Remark) else _entry(tree, path)


def _entry(tree: Tree, path: str) -> Row | Remark:
    # One spelling of accents, whichever disk the folder comes from.
    folders = PurePosixPath(unicodedata.normalize("NFC", path)).parts[:-1]
    if not folders:
        return refused(path, _("The file lies beside the category folders, not in one of them."))
    if len(folders) > 1:
        return refused(path, _("The file lies in a folder within a category folder; move it up."))
    stem = PurePosixPath(unicodedata.normalize("NFC", path)).stem
    return Row(where=path, identifier=stem, category=folders[0], read=partial(tree.read, path))
