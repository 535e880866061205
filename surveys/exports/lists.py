"""One row per place of every list: what could be shown, as it was frozen."""

from collections.abc import Iterator

from surveys.exports import columns
from surveys.exports.contents import Contents
from surveys.exports.table import Column, Kind, Row, Table
from surveys.models import ShownProduct
from surveys.results.frozen_scores import frozen_scores, score_at

COLUMNS = (
    columns.SET_ID,
    columns.SET_KIND,
    columns.METHOD_KEY,
    columns.REFERENCE,
    columns.CATEGORY,
    Column("reference_title", Kind.TEXT, "Title of the reference; may be empty."),
    Column("reference_picture_sha256", Kind.TEXT, "sha256 of the reference's picture.", "", True),
    Column("rank", Kind.WHOLE, "Place in the list, 1 the best.", "", True, (), 1),
    columns.PRODUCT,
    Column("title", Kind.TEXT, "Title of the product at this place; may be empty."),
    Column("picture_sha256", Kind.TEXT, "sha256 of this product's picture.", required=True),
    Column(
        "score",
        Kind.NUMBER,
        "How similar the method found it, higher is more similar, in the method's own unit; empty: "
        "the method gave none, or a set of the round's own.",
    ),
)
PATHS = (
    "shown_set_id",
    "shown_set__methods__key",
    "shown_set__reference__identifier",
    "shown_set__reference__category",
    "shown_set__reference__title",
    "shown_set__reference__picture_sha256",
    "rank",
    "identifier",
    "title",
    "picture_sha256",
)


def rows(contents: Contents) -> Iterator[Row]:
    """In the order of references, sets, methods and ranks."""
    scores = frozen_scores(contents.round.manifest)
    places = (
        ShownProduct.objects.filter(shown_set__reference__round=contents.round)
        .order_by(
            "shown_set__reference__position",
            "shown_set_id",
            "shown_set__methods__position",
            "rank",
        )
        .values_list(*PATHS)
    )
    for shown_set, method, reference, *more in places.iterator(chunk_size=2000):
        found = contents.sets[shown_set]
        *words, rank, product, title, picture = more
        yield (
            found.set_id,
            found.kind,
            method,
            reference,
            *words,
            rank,
            product,
            title,
            picture,
            score_at(scores, reference, method or "", rank),
        )


LISTS = Table(
    "lists",
    "One row per place of every list of every method, and of the round's own sets, as they were "
    "frozen at the opening.",
    COLUMNS,
    rows,
    links={"method_key": ("methods", "method_key")},
)
