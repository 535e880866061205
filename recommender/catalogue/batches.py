"""One batch of rows: read by several threads, written in one transaction by one."""

import hashlib
from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import dataclass

from recommender.catalogue import pictures
from recommender.catalogue.preparing import prepare
from recommender.catalogue.remarks import PictureRefused, Remark, notice, refused
from recommender.catalogue.sources import Row
from recommender.models import Catalogue, Picture, Product

WRITTEN = ["title", "category", "group", "attributes", "picture", "source_sha256"]


@dataclass(frozen=True)
class Arrival:
    """A row with its picture, which is stored but perhaps not in the database yet."""

    row: Row
    picture: Picture
    source_sha256: str


@dataclass(frozen=True)
class Counts:
    created: int = 0
    updated: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class _Stored:
    picture: Picture
    source_sha256: str
    notices: tuple[str, ...] = ()


def read(rows: list[Row], pool: Executor) -> tuple[list[Arrival], list[Remark]]:
    """Pictures of the rows, decoded only where the file is new or its picture has vanished."""
    digests = list(pool.map(_digest, rows))
    stored = _known([digest for digest in digests if isinstance(digest, str)], pool)
    new = {
        digest: row
        for row, digest in reversed(list(zip(rows, digests, strict=True)))
        if isinstance(digest, str) and digest not in stored
    }
    stored |= zip(new, pool.map(_prepared, new.values()), strict=True)
    arrivals, remarks = [], []
    for row, digest in zip(rows, digests, strict=True):
        found = stored[digest] if isinstance(digest, str) else digest
        if isinstance(found, PictureRefused):
            remarks.append(refused(row.where, str(found)))
        else:
            arrivals.append(Arrival(row, found.picture, found.source_sha256))
            remarks += [notice(row.where, sentence) for sentence in found.notices]
    return arrivals, remarks


def _digest(row: Row) -> str | PictureRefused:
    try:
        return hashlib.sha256(row.read()).hexdigest()
    except PictureRefused as error:
        return error


def _known(digests: list[str], pool: Executor) -> dict[str, "_Stored | PictureRefused"]:
    products = Product.objects.filter(source_sha256__in=digests).select_related("picture")
    known = {product.source_sha256: product.picture for product in products}
    there = pool.map(pictures.is_stored, [picture.sha256 for picture in known.values()])
    return {
        digest: _Stored(picture, digest)
        for (digest, picture), is_there in zip(known.items(), there, strict=True)
        if is_there
    }


def _prepared(row: Row) -> "_Stored | PictureRefused":
    """Read again rather than kept: a batch of large files would not fit into memory."""
    try:
        prepared = prepare(row.read())
    except PictureRefused as error:
        return error
    pictures.store(prepared)
    picture = Picture(sha256=prepared.sha256, width=prepared.width, height=prepared.height)
    return _Stored(picture, prepared.source_sha256, prepared.notices)


def write(arrivals: list[Arrival], catalogue: Catalogue) -> Counts:
    """Create and update the products; to be called within a transaction."""
    numbers = _picture_numbers(arrival.picture for arrival in arrivals)
    present = {
        product.identifier: product
        for product in catalogue.products.filter(
            identifier__in=[arrival.row.identifier for arrival in arrivals]
        )
    }
    products = [_product(arrival, catalogue, numbers) for arrival in arrivals]
    changed = [product for product in products if _differs(product, present)]
    created = sum(product.identifier not in present for product in changed)
    # An upsert, because another import into the same catalogue may write the same id.
    Product.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["catalogue", "identifier"],
        update_fields=WRITTEN,
    )
    return Counts(created, len(changed) - created, len(products) - len(changed))


def _picture_numbers(wanted: Iterable[Picture]) -> dict[str, int]:
    """Primary keys by sha256; rows of equal pictures meet here, whoever wrote them first."""
    by_sha256 = {picture.sha256: picture for picture in wanted}
    new = [picture for picture in by_sha256.values() if picture.pk is None]
    Picture.objects.bulk_create(new, ignore_conflicts=True)
    return dict(Picture.objects.filter(sha256__in=by_sha256).values_list("sha256", "pk"))


def _product(arrival: Arrival, catalogue: Catalogue, numbers: dict[str, int]) -> Product:
    return Product(
        catalogue=catalogue,
        identifier=arrival.row.identifier,
        title=arrival.row.title,
        category=arrival.row.category,
        group=arrival.row.group,
        attributes=arrival.row.attributes,
        picture_id=numbers[arrival.picture.sha256],
        source_sha256=arrival.source_sha256,
    )


def _differs(product: Product, present: dict[str, Product]) -> bool:
    old = present.get(product.identifier)
    return old is None or any(
        getattr(old, field.attname) != getattr(product, field.attname)
        for field in Product._meta.fields
        if field.name in WRITTEN
    )
