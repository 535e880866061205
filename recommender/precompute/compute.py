"""The work of one chunk, or of several on the same pictures."""

from collections.abc import Callable, Sequence

from recommender.methods.method import Method
from recommender.models import Chunk, Product
from recommender.precompute.features import prepare
from recommender.precompute.finish import Outcome, catalogue_changed
from recommender.precompute.found import to_bytes
from recommender.precompute.meeting import meet
from recommender.precompute.neighbours import find_lists
from recommender.precompute.problems import left_out, picture_problems, without_feature

Stopping = Callable[[], bool]


class CatalogueChanged(Exception):
    """Products of the chunk are gone, so what was planned cannot be computed any more."""


def compute_features(
    chunks: Sequence[Chunk], methods: Sequence[Method], *, stopping: Stopping
) -> list[Outcome | Exception]:
    """What each chunk's method makes of the same pictures, or what kept it alone from that."""
    products = _products(chunks[0].products)
    sha256s = [product.picture.sha256 for product in products]
    prepared = prepare(sha256s, methods, stopping=stopping)
    outcomes: list[Outcome | Exception] = []
    for chunk, method in zip(chunks, methods, strict=True):
        mine = prepared[method.key]
        problems = picture_problems(chunk.run, products, mine)
        outcomes.append(mine.error or Outcome(problems=problems, computed=len(mine.computed)))
    return outcomes


def compute_lists(chunk: Chunk, method: Method, *, stopping: Stopping) -> Outcome:
    """The lists of a category, or what two blocks of it contribute to them."""
    products = _products(chunk.products)
    if chunk.stage == Chunk.Stage.NEIGHBOURS:
        return find_lists(chunk, products, method, stopping=stopping)
    columns, without = _products(chunk.columns), without_feature(chunk.run)
    met = meet(products, columns, method, k=chunk.run.k, without=without, stopping=stopping)
    return Outcome(
        problems=left_out(chunk.run, [*products, *columns], met.unusable),
        computed=met.computed,
        found=to_bytes(met.found),
    )


def _products(pks: Sequence[int]) -> list[Product]:
    rows = Product.objects.select_related("picture").in_bulk(pks)
    if len(rows) < len(pks):
        raise CatalogueChanged(catalogue_changed())
    return [rows[pk] for pk in pks]
