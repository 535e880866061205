"""What is compared of a product's disturbed pictures: from the cache, or computed and put there."""

from collections.abc import Callable, Generator, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

from recommender.methods.cores import thread_count
from recommender.methods.disturbances import Undisturbable
from recommender.methods.method import Method
from recommender.methods.segmentation import CutOut, cut_out
from recommender.models import Product
from recommender.precompute.cache import Feature, load_features, store_feature
from recommender.precompute.features import Interrupted, PictureUnusable, mask_of
from recommender.precompute.share import read_by
from recommender.robustness.disturbing import Entry, disturbed, identity


@dataclass
class Prepared:
    """Features, and why there is none, by the disturbance's key; and how many were computed."""

    features: dict[str, NDArray[Any]] = field(default_factory=dict)
    unusable: dict[str, str] = field(default_factory=dict)
    computed: int = 0


def prepare(
    product: Product,
    entries: Iterable[Entry],
    method: Method,
    *,
    seed: int,
    stopping: Callable[[], bool],
) -> Prepared:
    """The features of the product under every disturbance; only what the cache lacks is computed.

    A segmented method looks for the product in the disturbed picture anew, as it would in any
    other photograph, and uses the whole picture where it finds none.

    Raises
    ------
    Interrupted
        If the worker is to stop; what is computed stays in the cache.
    Unavailable
        If the method lacks its weights.
    """
    prepared, fingerprint = Prepared(), method.feature_fingerprint()
    names = {identity(entry, seed=seed, product=product): entry for entry in entries}
    known = load_features(fingerprint, names)
    prepared.features = {names[name]["key"]: feature.values for name, feature in known.items()}
    missing = {name: entry for name, entry in names.items() if name not in known}
    with closing(_treated(missing, method, seed=seed, product=product)) as treated:
        for name, cut in treated:
            if stopping():
                raise Interrupted
            key = names[name]["key"]
            try:
                whole = cut.result()
                (values,) = read_by(method, [whole])
            except (PictureUnusable, Undisturbable) as error:
                prepared.unusable[key] = str(error)
                continue
            store_feature(fingerprint, name, Feature(values, whole.failure))
            prepared.features[key] = values
            prepared.computed += 1
    return prepared


def _treated(
    entries: Mapping[str, Entry], method: Method, *, seed: int, product: Product
) -> Generator[tuple[str, Future[CutOut]], None, None]:
    """The disturbed pictures as the method compares them, made in threads ahead of their use."""

    def treat(name: str, entry: Entry) -> CutOut:
        picture = disturbed(entry, seed=seed, product=product).picture
        if method.segmenter is None:
            return CutOut(picture)
        return cut_out(picture, mask_of(name, picture, method.segmenter))

    pool = ThreadPoolExecutor(thread_count())
    try:
        yield from [(name, pool.submit(treat, name, entry)) for name, entry in entries.items()]
    finally:
        pool.shutdown(cancel_futures=True)
