"""What is compared of pictures: taken from the cache, or computed and put there."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing

from recommender.methods.method import Method
from recommender.precompute.share import Prepared as Prepared
from recommender.precompute.share import Share
from recommender.precompute.treated import PictureUnusable as PictureUnusable
from recommender.precompute.treated import Segmenters, Treated, treated_ahead
from recommender.precompute.treated import mask_of as mask_of
from recommender.precompute.treated import opened as opened

# Pictures that a method gets at a time, and as many are decoded ahead meanwhile: up to 100 MB, and
# as much again where they are cut out. Transformers gain up to here, other networks nothing.
BATCH = 16


class Interrupted(Exception):
    """The worker was asked to stop, or lost its claim; what is in the cache stays."""


def prepare(
    sha256s: Iterable[str],
    methods: Sequence[Method],
    *,
    stopping: Callable[[], bool] = lambda: False,
) -> dict[str, Prepared]:
    """The features of all these pictures by method key; only what the cache lacks is computed.

    A picture is opened once for all methods, its background found once for all that want it
    removed, in threads and a few pictures ahead of the methods, which run in this one. Methods
    that read no pictures get no features. Whether to stop is asked between pictures; `Interrupted`
    is raised then, and what is computed stays in the cache.
    """
    wanted = list(dict.fromkeys(sha256s))
    shares = [Share(method) for method in {method.key: method for method in methods}.values()]
    for share in shares:
        share.take_from_cache(wanted)

    def segmenters(sha256: str) -> Segmenters:
        return {share.treatment: share.segmenter for share in shares if share.lacks(sha256)}

    def go_on() -> None:
        if stopping():
            raise Interrupted

    with closing(treated_ahead(wanted, segmenters, ahead=BATCH)) as coming:
        for batch in _batches(coming, go_on):
            for share in shares:
                go_on()
                share.compute(batch)
    for share in shares:
        share.leave_out_odd_shapes()
    return {share.method.key: share.prepared for share in shares}


def _batches(
    coming: Iterable[tuple[str, Future[Treated]]], go_on: Callable[[], None]
) -> Iterator[dict[str, Treated]]:
    batch: dict[str, Treated] = {}
    for sha256, picture in coming:
        go_on()
        batch[sha256] = picture.result()
        if len(batch) == BATCH:
            yield batch
            batch = {}
    if batch:
        yield batch
