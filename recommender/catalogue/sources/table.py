"""Products from a CSV with an image column."""

import csv
import posixpath
import re
from functools import partial
from pathlib import PureWindowsPath

from django.utils.translation import gettext as _

from recommender.catalogue.delimited import numbered_lines
from recommender.catalogue.remarks import ImportRefused, PictureRefused, Remark, notice, refused
from recommender.catalogue.sources.rows import Row, Source, Tree

NEEDED = ("id", "category", "image")
KNOWN = (*NEEDED, "title", "group")
PREFERRED = "products.csv"


def chosen_table(names: list[str]) -> str | None:
    """The table among the files of a root: products.csv, or else the only CSV.

    Raises
    ------
    ImportRefused
        If there are several and none has that name.
    """
    tables = sorted(name for name in names if "/" not in name and name.lower().endswith(".csv"))
    preferred = [name for name in tables if name.lower() == PREFERRED]
    if len(tables) > 1 and not preferred:
        raise ImportRefused(
            _("There are several tables (%(names)s): name the one to import %(preferred)s.")
            % {"names": ", ".join(tables), "preferred": PREFERRED}
        )
    return next(iter(preferred or tables), None)


def table_source(tree: Tree, name: str) -> Source:
    """The lines of a table as entries; nothing but the table itself is read.

    Raises
    ------
    ImportRefused
        If the file cannot be read as a table, or its header lacks a needed column.
    """
    text, notices = _text(tree, name)
    lines = numbered_lines(text, known=KNOWN, refusal=partial(_no_csv, name))
    _number, header = next(lines, (0, []))
    columns = _columns(header, name)
    entries = [_entry(tree, name, number, columns, line) for number, line in lines]
    return Source(entries, notices)


def _text(tree: Tree, name: str) -> tuple[str, list[Remark]]:
    try:
        data = tree.read(name)
    except PictureRefused as error:
        raise ImportRefused(f"{name}: {error}") from error
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):  # Excel's “Unicode text”
        return data.decode("utf-16", errors="replace"), []
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise ImportRefused(
            _("%(name)s is neither UTF-8 nor Windows-1252 text: save it as CSV in UTF-8.")
            % {"name": name}
        ) from error
    return text, [
        notice(name, _("The table is not UTF-8; it was read as Windows-1252. Check the accents."))
    ]


def _no_csv(name: str, line: int, error: csv.Error) -> ImportRefused:
    return ImportRefused(
        _("%(name)s, line %(line)d: this is no CSV (%(error)s).")
        % {"name": name, "line": line, "error": error}
    )


def _columns(header: list[str], name: str) -> list[str]:
    """Names of the columns: the known ones in lower case, the others as they are."""
    columns = [column.lower() if column.lower() in KNOWN else column for column in header]
    missing = [column for column in NEEDED if column not in columns]
    if missing:
        raise ImportRefused(
            _(
                "%(name)s needs the columns %(needed)s in its first line; missing: %(missing)s; "
                "found: %(found)s."
            )
            % {
                "name": name,
                "needed": ", ".join(NEEDED),
                "missing": ", ".join(missing),
                "found": ", ".join(filter(None, header))[:500] or _("none"),
            }
        )
    twice = sorted({column for column in columns if column and columns.count(column) > 1})
    if twice:
        raise ImportRefused(
            _("%(name)s has more than one column named %(columns)s.")
            % {"name": name, "columns": ", ".join(twice)}
        )
    return columns


def _entry(
    tree: Tree, name: str, number: int, columns: list[str], values: list[str]
) -> Row | Remark:
    where = _("%(name)s, line %(line)d") % {"name": name, "line": number}
    if len(values) > len(columns):
        return refused(
            where,
            _("The line has %(values)d values, the header %(columns)d: quote what holds a comma.")
            % {"values": len(values), "columns": len(columns)},
        )
    given = dict(zip(columns, values, strict=False))
    try:
        image = _image_path(given.get("image", ""))
    except PictureRefused as error:
        return refused(where, str(error))
    return Row(
        where=where,
        identifier=given.get("id", ""),
        category=given.get("category", ""),
        read=partial(tree.read, image),
        title=given.get("title", ""),
        group=given.get("group", ""),
        attributes={key: given[key] for key in given if key not in ("", *KNOWN) and given[key]},
    )


def _image_path(value: str) -> str:
    """A relative path with `/`, under the folder of the table."""
    if not value:
        raise PictureRefused(_("The line names no image."))
    if re.match(r"(?i)(https?|ftp|file|data|s3|gs):|//", value):
        raise PictureRefused(
            _("%(image)s is an address; pictures are not fetched. Put the file beside the table.")
            % {"image": value[:200]}
        )
    path = posixpath.normpath(value.replace("\\", "/"))
    if path.startswith("/") or path.split("/")[0] == ".." or PureWindowsPath(value).drive:
        raise PictureRefused(
            _("%(image)s leads out of the folder of the table.") % {"image": value[:200]}
        )
    return path
