"""Masks from photographs: rembg as people use it, its network alone, and ours.

    python -m benchmarks.segmentation [FOLDER]

The network alone is what no software around it can beat: it gets tensors that are ready, and
nothing is done with its answers. Ours goes the whole way, from JPEG files in the storage to stored
masks and cut-out products. The first run takes a minute longer, in which rembg compiles.
"""

import argparse
import shutil
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks import environment
from benchmarks.photographs import FOLDER, spread_over
from benchmarks.side_by_side import Table, measure

REMBG = "rembg.remove, one by one"
ONE_BY_ONE = "the network alone, one by one"
SIDE_BY_SIDE = "the network alone, a picture a thread"
OURS = "ours, from stored JPEG to stored mask and cut-out"


@dataclass(frozen=True)
class Work:
    """The photographs, once as files of the storage and once decoded, and who cuts them out."""

    sha256s: Sequence[str]
    pictures: Sequence[Image.Image]
    segmenter: Any
    rembg: Any


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--pictures", type=int, default=16)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--model", default="u2netp", choices=["u2netp", "u2net", "silueta"])
    options = parser.parse_args()
    chosen = spread_over(options.folder, options.pictures, parser)
    with tempfile.TemporaryDirectory() as data:
        environment.use(Path(data))
        work = imported(chosen, options.model)
        table = measure(
            contestants(work), amount=len(chosen), unit="pictures", repeats=options.repeats
        )
        table.print()
        print(f"Ours needs {overhead(table):+.1%} over the faster of the bare networks.")
        print(f"Largest difference from rembg's masks: {largest_difference(work)} of 255.")


def imported(files: Sequence[Path], model: str) -> Work:
    import django

    django.setup()
    from django.conf import settings

    from recommender.catalogue import pictures
    from recommender.catalogue.preparing import prepare
    from recommender.methods.rembg_sessions import new_session
    from recommender.methods.rembg_weights import rembg_home
    from recommender.methods.segmentation import segmenter
    from recommender.precompute.treated import opened

    prepared = [prepare(file.read_bytes()) for file in files]
    for one in prepared:
        pictures.store(one)
    ours = segmenter(replace(settings.METHODS, segmentation_model=model))
    with rembg_home(ours.weights().locate().path.parent):
        theirs = new_session(model)
    sha256s = [one.sha256 for one in prepared]
    return Work(sha256s, [opened(sha256) for sha256 in sha256s], ours, theirs)


def contestants(work: Work) -> dict[str, Callable[[], object]]:
    from rembg.bg import remove

    from recommender.methods import u2net
    from recommender.methods.cores import thread_count

    tensors = [u2net.tensor(picture) for picture in work.pictures]
    many, one_thread = (network(work, threads) for threads in (thread_count(), 1))

    def side_by_side() -> None:
        with ThreadPoolExecutor(thread_count()) as pool:
            list(pool.map(one_thread, tensors))

    return {
        REMBG: lambda: [remove(p, session=work.rembg, only_mask=True) for p in work.pictures],
        ONE_BY_ONE: lambda: [many(tensor) for tensor in tensors],
        SIDE_BY_SIDE: side_by_side,
        OURS: lambda: cut_out_by_us(work),
    }


def network(work: Work, threads: int) -> Callable[[NDArray[np.float32]], object]:
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    path = work.segmenter.weights().locate().path
    session = InferenceSession(path, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return lambda tensor: session.run(None, {name: tensor})


def cut_out_by_us(work: Work) -> None:
    """From an empty cache of masks."""
    from django.conf import settings

    from recommender.precompute.features import BATCH
    from recommender.precompute.treated import treated_ahead

    shutil.rmtree(settings.MEDIA_ROOT / "masks", ignore_errors=True)
    segmenters = {work.segmenter.fingerprint(): work.segmenter}
    for _sha256, treated in treated_ahead(work.sha256s, lambda _sha256: segmenters, ahead=BATCH):
        treated.result()


def overhead(table: Table) -> float:
    """How much longer ours takes, as a share; the median of the rounds."""
    bare = min((ONE_BY_ONE, SIDE_BY_SIDE), key=lambda name: median(table.seconds[name]))
    rounds = zip(table.seconds[OURS], table.seconds[bare], strict=True)
    return median(ours / theirs for ours, theirs in rounds) - 1


def largest_difference(work: Work) -> int:
    found = 0
    for picture in work.pictures:
        (theirs,) = work.rembg.predict(picture)
        ours = work.segmenter.mask(picture)
        difference = np.asarray(ours, dtype=np.int16) - np.asarray(theirs, dtype=np.int16)
        found = max(found, int(np.abs(difference).max()))
    return found


if __name__ == "__main__":
    main()
