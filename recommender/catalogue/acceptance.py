"""Which entries of a source may become products."""

from collections.abc import Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from recommender.catalogue.remarks import Remark, notice, refused
from recommender.catalogue.sources import Row
from recommender.models import Product

SEPARATOR = "|"
FIELDS = {field.name: field for field in Product._meta.fields}


def examine(entries: Iterable[Row | Remark]) -> tuple[list[Row], list[Remark]]:
    """Rows whose fields a database can keep, and what is to be said about them and the others."""
    rows: list[Row] = []
    remarks: list[Remark] = []
    for entry in entries:
        reason = "" if isinstance(entry, Remark) else _fault(entry)
        if isinstance(entry, Remark):
            remarks.append(entry)
        elif reason:
            remarks.append(refused(entry.where, reason))
        else:
            row, notices = _with_short_title(entry)
            rows.append(row)
            remarks += notices
    return rows, remarks


class Identifiers:
    """Who has each product id: the first row whose picture can be read.

    Not simply the first row, because cameras put a raw file of the same name before a JPEG.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self._owners = {row.identifier: row.where for row in rows}

    def claim(self, row: Row) -> Remark | None:
        """Nothing if the row has its id now, else why it is refused."""
        owner = self._owners.setdefault(row.identifier, row.where)
        if owner == row.where:
            return None
        return refused(
            row.where,
            _("The id %(id)s was already used: %(where)s.")
            % {"id": row.identifier, "where": owner},
        )


def _fault(row: Row) -> str:
    if not row.identifier:
        return _("The product has no id.")
    if not row.category:
        return _("The product has no category.")
    for name in ("identifier", "category", "group"):
        if len(getattr(row, name)) > _longest(name):
            return _("The product's %(field)s is longer than %(limit)d characters.") % {
                "field": FIELDS[name].verbose_name,
                "limit": _longest(name),
            }
    if SEPARATOR in row.identifier:
        return _("The id %(id)s holds “|”, which separates ids in the files that are exported.") % {
            "id": row.identifier
        }
    if not all(map(_is_storable, _texts(row))):
        return _("A name or value holds characters that are not text.")
    return ""


def _with_short_title(row: Row) -> tuple[Row, list[Remark]]:
    limit = _longest("title")
    if len(row.title) <= limit:
        return row, []
    reason = _("The title was cut to %(limit)d characters.") % {"limit": limit}
    return replace(row, title=row.title[:limit]), [notice(row.where, reason)]


def _texts(row: Row) -> list[str]:
    return [
        row.identifier,
        row.category,
        row.group,
        row.title,
        *row.attributes,
        *row.attributes.values(),
    ]


def _is_storable(text: str) -> bool:
    """Databases keep neither NUL nor the halves of characters that undecodable names hold."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _longest(name: str) -> int:
    return FIELDS[name].max_length or 0
