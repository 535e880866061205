"""How a run is cut into chunks."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from recommender.methods.method import Method
from recommender.models import Chunk, Product, Run
from recommender.precompute.before import lists_before, stamp

PICTURES_IN_A_CHUNK = 32  # the same for every method, so that runs can share opened pictures


def lay_out(run: Run, method: Method, products: list[Product]) -> None:
    """Start from nothing but features in the cache and the lists of an earlier run."""
    for rows in run.chunks, run.neighbours, run.problems:
        rows.all().delete()
    run.previous = _latest_finished(run)
    chunks = _feature_chunks(method, products)
    for category, members in by_category(products):
        chunks += pair_chunks(run, method, category, members)
        chunks.append(_neighbour_chunk(category, members))
    chunks.sort(key=lambda chunk: chunk.stage)
    append_chunks(run, chunks, position=0)
    run.state, run.error = Run.State.PLANNED, ""
    run.started_at = run.finished_at = None
    run.done = run.computed = run.lists = run.changed = 0
    run.seconds = 0.0
    run.total = sum(chunk.steps for chunk in chunks)
    run.save()


def append_chunks(run: Run, chunks: Iterable[Chunk], *, position: int) -> None:
    """Store chunks as the run's, numbered from `position`."""
    numbered = list(chunks)
    for place, chunk in enumerate(numbered, start=position):
        chunk.run, chunk.position = run, place
    Chunk.objects.bulk_create(numbered, batch_size=100)


def by_category(products: Iterable[Product]) -> Iterator[tuple[str, list[Product]]]:
    """Categories by name, the products of each in the order of ids, by which ties are broken."""
    ordered = sorted(products, key=lambda product: (product.category, product.identifier))
    for category, members in groupby(ordered, key=lambda product: product.category):
        yield category, list(members)


def pair_chunks(
    run: Run, method: Method, category: str, products: Sequence[Product]
) -> list[Chunk]:
    """Of a category too large for one piece of work: who is to be ranked anew, with everybody."""
    block = method.algorithm.block
    if len(products) <= block:
        return []
    known = lists_before(run, category)
    kept = known.kept({product.pk: stamp(product) for product in products}, k=run.k)
    again = [product.pk for product in products if product.pk not in kept]
    rest = [product.pk for product in products if product.pk in kept]
    return [
        Chunk(
            stage=Chunk.Stage.PAIRS,
            category=category,
            products=list(rows),
            columns=list(columns),
            steps=len(rows) + len(columns),
        )
        for rows, columns in meetings(again, rest, block=block)
    ]


def meetings(
    again: Sequence[int], rest: Sequence[int], *, block: int
) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
    """Blocks of rows and columns by which everybody of `again` meets everybody, each pair once.

    Without columns the rows meet one another.

    Examples
    --------
    >>> list(meetings([1, 2, 3], [4], block=2))
    [([1, 2], []), ([1, 2], [3]), ([1, 2], [4]), ([3], []), ([3], [4])]
    """
    blocks, others = _cut(again, block), _cut(rest, block)
    for number, rows in enumerate(blocks, start=1):
        yield rows, []
        for columns in blocks[number:] + others:
            yield rows, columns


def _cut(members: Sequence[int], block: int) -> list[Sequence[int]]:
    return [members[start : start + block] for start in range(0, len(members), block)]


def _latest_finished(run: Run) -> Run | None:
    """The run whose lists can be taken over: of the same method, weights and parameters."""
    same = Run.objects.filter(catalogue=run.catalogue, fingerprint=run.fingerprint, k=run.k)
    finished = same.filter(state=Run.State.FINISHED).exclude(pk=run.pk)
    return finished.order_by("finished_at", "pk").last()


def _feature_chunks(method: Method, products: list[Product]) -> list[Chunk]:
    """Chunks of distinct pictures; products that share one are in the same chunk."""
    if not method.reads_pictures:
        return []
    sharing: dict[int, list[int]] = {}
    for product in products:
        sharing.setdefault(product.picture_id, []).append(product.pk)
    pictures = list(sharing.values())
    size = PICTURES_IN_A_CHUNK
    return [
        Chunk(
            stage=Chunk.Stage.FEATURES,
            products=[pk for pks in pictures[start : start + size] for pk in pks],
            steps=len(pictures[start : start + size]),
        )
        for start in range(0, len(pictures), size)
    ]


def _neighbour_chunk(category: str, products: Sequence[Product]) -> Chunk:
    pks = [product.pk for product in products]
    stage = Chunk.Stage.NEIGHBOURS
    return Chunk(stage=stage, category=category, products=pks, steps=len(pks))
