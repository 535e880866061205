"""The lists of one category: taken over, merged from blocks, and compared here where neither is."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from recommender.methods.lists import Neighbours
from recommender.methods.method import Method
from recommender.methods.ranking import none
from recommender.models import Chunk, Neighbour, Problem, Product
from recommender.precompute.before import Before, lists_before, stamp
from recommender.precompute.features import Interrupted
from recommender.precompute.finish import Outcome
from recommender.precompute.found import add, from_bytes
from recommender.precompute.layout import meetings
from recommender.precompute.meeting import group_numbers, incomplete, meet
from recommender.precompute.problems import left_out, too_few, without_feature

Places = NDArray[np.int64]
Chosen = NDArray[np.bool_]


def find_lists(
    chunk: Chunk, products: Sequence[Product], method: Method, *, stopping: Callable[[], bool]
) -> Outcome:
    """Full lists only: who has fewer than k candidates is named among the problems.

    A picture that turns out to be unusable only now spoils lists that hold its product, so the
    lists are found once more without it.
    """
    without = without_feature(chunk.run)
    present = np.array([product.pk not in without for product in products], dtype=np.bool_)
    known = lists_before(chunk.run, chunk.category)
    problems: list[Problem] = []
    computed = 0
    while True:
        lists = none(len(products), k=chunk.run.k)
        settled = _take_over(lists, products, present, known)
        settled |= _merge_blocks(lists, chunk, products)
        unusable, read = _rank_the_rest(lists, settled, chunk, products, present, method, stopping)
        computed += read
        if not unusable:
            break
        problems += left_out(chunk.run, products, unusable)
        present &= [product.picture.sha256 not in unusable for product in products]
    candidates = _candidates(products, present)
    members = [product for product, there in zip(products, present, strict=True) if there]
    problems += [
        too_few(chunk.run, products[place], int(candidates[place]))
        for place in np.flatnonzero(present & (candidates < chunk.run.k)).tolist()
    ]
    return Outcome(
        problems=problems,
        neighbours=_rows(chunk, products, present & (candidates >= chunk.run.k), lists, method),
        computed=computed,
        members={str(product.pk): stamp(product) for product in members},
    )


def _rank_the_rest(
    lists: Neighbours,
    settled: Chosen,
    chunk: Chunk,
    products: Sequence[Product],
    present: Chosen,
    method: Method,
    stopping: Callable[[], bool],
) -> tuple[dict[str, str], int]:
    """Compare everybody whose list is not settled, or holds who is absent, with everybody.

    Returns what is unusable, and how many features were computed.
    """
    k = chunk.run.k
    stale = ~settled | ((lists.indices >= 0) & ~present[lists.indices]).any(axis=1)
    lists.indices[stale], lists.scores[stale] = -1, np.nan
    late = present & stale & (_candidates(products, present) >= k)
    again, rest = np.flatnonzero(late).tolist(), np.flatnonzero(present & ~late).tolist()
    unusable: dict[str, str] = {}
    computed = 0
    for rows, columns in meetings(again, rest, block=method.algorithm.block):
        if stopping():
            raise Interrupted
        these, others = ([products[place] for place in places] for places in (rows, columns))
        met = meet(these, others, method, k=k, stopping=stopping)
        add(lists, met.found.rows, rows, columns or rows)
        add(lists, met.found.columns, columns, rows)
        unusable |= met.unusable
        computed += met.computed
    return unusable, computed


def _take_over(
    lists: Neighbours, products: Sequence[Product], present: Chosen, known: Before
) -> Chosen:
    """Fill in the lists that are still those of the unchanged products; whose they are."""
    stamps = {p.pk: stamp(p) for p, there in zip(products, present, strict=True) if there}
    kept = known.kept(stamps, k=lists.indices.shape[1])
    places = {product.pk: place for place, product in enumerate(products)}
    for pk in kept:
        others, scores = zip(*known.lists[pk], strict=True)
        lists.indices[places[pk]] = [places[other] for other in others]
        lists.scores[places[pk]] = scores
    return np.array([product.pk in kept for product in products], dtype=np.bool_)


def _merge_blocks(lists: Neighbours, chunk: Chunk, products: Sequence[Product]) -> Chosen:
    """Add what the pairs chunks of the category found; who met everybody in them."""
    places = {product.pk: place for place, product in enumerate(products)}
    met_everybody = np.zeros(len(products), dtype=np.bool_)
    pairs = chunk.run.chunks.filter(stage=Chunk.Stage.PAIRS, category=chunk.category)
    for pair in pairs.exclude(found=None).iterator(chunk_size=1):
        found = from_bytes(bytes(pair.found or b""))
        rows, columns = ([places[pk] for pk in pks] for pks in (pair.products, pair.columns))
        add(lists, found.rows, rows, columns or rows)
        add(lists, found.columns, columns, rows)
        met_everybody[rows] = True
    return met_everybody


def _candidates(products: Sequence[Product], present: Chosen) -> Places:
    """How many others each may be shown with."""
    groups = group_numbers(products)
    return present.sum() - np.bincount(groups[present], minlength=len(products))[groups]


def _rows(
    chunk: Chunk, products: Sequence[Product], listed: Chosen, lists: Neighbours, method: Method
) -> list[Neighbour]:
    if (lists.indices[listed] < 0).any():
        raise incomplete(method, chunk.category)
    return [
        Neighbour(
            run=chunk.run,
            reference=products[place],
            rank=rank,
            product=products[int(lists.indices[place, rank - 1])],
            score=float(lists.scores[place, rank - 1]),
        )
        for place in np.flatnonzero(listed).tolist()
        for rank in range(1, chunk.run.k + 1)
    ]
