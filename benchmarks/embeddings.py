"""From JPEG files to stored vectors: the obvious loop, batches as people write them, and ours.

    python -m benchmarks.embeddings [FOLDER]                     # photographs as they are
    python -m benchmarks.embeddings --side 1024 --networks vit   # enlarged first, as a camera's are

EfficientNet-Lite0 has its weights; ViT-B/32, whose weights are rarely at hand, has random ones,
which are as fast. All read the files that an import stores, and torch has all cores. Beside the
times stand the least cosine between our vectors and those of the obvious loop, and how many of the
five most similar pictures are the same.
"""

import argparse
import io
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks import environment
from benchmarks.photographs import FOLDER, spread_over
from benchmarks.side_by_side import measure

if TYPE_CHECKING:
    from recommender.methods.embedding import Embedding

BATCH = 32
LISTED = 5

Rows = NDArray[np.float32]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--pictures", type=int, default=96)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--side", type=int, help="enlarge, to so many pixels on the longer side")
    parser.add_argument("--networks", nargs="+", choices=NETWORKS, default=list(NETWORKS))
    options = parser.parse_args()
    chosen = spread_over(options.folder, options.pictures, parser)
    with tempfile.TemporaryDirectory() as data:
        environment.use(Path(data))
        # Threads of torch that spin a little while they wait are faster on an idle machine than
        # those of our workers, which sleep at once.
        os.environ.setdefault("GOMP_SPINCOUNT", "10000")
        stored = import_pictures([enlarged(file, options.side) for file in chosen])
        for network in options.networks:
            compare(network, NETWORKS[network](Path(data)), stored, repeats=options.repeats)


def compare(name: str, algorithm: "Embedding", sha256s: Sequence[str], *, repeats: int) -> None:
    """Print who takes how long, and how far our vectors are from the obvious loop's."""
    ways = contestants(algorithm, sha256s)
    table = measure(ways, amount=len(sha256s), unit="pictures", repeats=repeats)
    print(f"{name}, pixels of the first: {master(sha256s[0]).size}")
    table.print()
    obvious, *_, ours = (way() for way in ways.values())
    print(f"Least cosine to the obvious loop: {(obvious * ours).sum(axis=1).min():.7f}")
    print(f"Overlap of the top {LISTED}: {overlap(obvious, ours):.4f}\n")


def contestants(algorithm: "Embedding", sha256s: Sequence[str]) -> dict[str, Callable[[], Rows]]:
    network = algorithm.load()
    return {
        "Pillow, the model's transform, torch, one by one": lambda: by_torch(network, sha256s, 1),
        f"the same in batches of {BATCH}": lambda: by_torch(network, sha256s, BATCH),
        "SimSurvey": lambda: by_us(algorithm, sha256s),
    }


def by_torch(network: Any, sha256s: Sequence[str], size: int) -> Rows:
    """The loop that a model's page shows, with a file of NumPy for each vector."""
    from recommender.methods.networks import torch

    rows = []
    with torch_as_it_comes(), torch.inference_mode(), tempfile.TemporaryDirectory() as folder:
        for start in range(0, len(sha256s), size):
            names = sha256s[start : start + size]
            batch = torch.stack([network.prepare(master(sha256)) for sha256 in names])
            found = torch.nn.functional.normalize(network.module(batch)).numpy()
            for sha256, row in zip(names, found, strict=True):
                np.save(Path(folder) / sha256, row)
            rows.append(found)
    return np.concatenate(rows)


def by_us(algorithm: "Embedding", sha256s: Sequence[str]) -> Rows:
    """As a worker does it, with nothing in the cache."""
    from django.conf import settings

    from recommender.methods.method import Method
    from recommender.precompute.features import prepare

    shutil.rmtree(settings.MEDIA_ROOT / "features", ignore_errors=True)
    method = Method(algorithm, "original")
    prepared = prepare(sha256s, [method])[method.key]
    assert len(prepared.computed) == len(set(sha256s)), prepared  # noqa: S101
    return np.stack([prepared.features[sha256].values for sha256 in sha256s])


@contextmanager
def torch_as_it_comes() -> Iterator[None]:
    """All cores for one picture, and attention's shortcut, both of which our workers do without."""
    from recommender.methods.cores import thread_count
    from recommender.methods.networks import torch

    torch.set_num_threads(thread_count())
    torch.backends.mha.set_fastpath_enabled(True)
    yield
    torch.set_num_threads(1)
    torch.backends.mha.set_fastpath_enabled(False)


def overlap(first: Rows, second: Rows) -> float:
    """The mean share of each picture's nearest that are the same, whatever their order."""
    from recommender.methods.cosine import cosine_neighbours

    groups = np.arange(len(first))
    lists = [cosine_neighbours(rows, groups=groups, k=LISTED).indices for rows in (first, second)]
    shared = [len(set(a) & set(b)) for a, b in zip(*map(np.ndarray.tolist, lists), strict=True)]
    return sum(shared) / (LISTED * len(first))


def enlarged(file: Path, side: int | None) -> bytes:
    if side is None:
        return file.read_bytes()
    picture = Image.open(file).convert("RGB")
    scale = side / max(picture.size)
    size = (round(picture.width * scale), round(picture.height * scale))
    buffer = io.BytesIO()
    picture.resize(size, Image.Resampling.LANCZOS).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def import_pictures(contents: Sequence[bytes]) -> list[str]:
    """Into a storage of their own, as an import of a catalogue stores them."""
    import django

    django.setup()
    from recommender.catalogue import pictures
    from recommender.catalogue.preparing import prepare

    prepared = [prepare(content) for content in contents]
    for one in prepared:
        pictures.store(one)
    return [one.sha256 for one in prepared]


def master(sha256: str) -> Image.Image:
    from recommender.catalogue import pictures

    with pictures.open_stored(sha256) as file:
        return Image.open(file).convert("RGB")


def efficientnet(_: Path) -> "Embedding":
    from django.conf import settings

    from recommender.methods.efficientnet import EfficientNet

    return EfficientNet(settings.METHODS)


def vit(folder: Path) -> "Embedding":
    from django.conf import settings

    from recommender.methods.clip import Clip
    from recommender.methods.networks import open_clip, torch

    torch.manual_seed(0)
    torch.save(open_clip.create_model("ViT-B-32").state_dict(), folder / "random.pt")
    chosen = {"clip_model": "ViT-B-32", "clip_pretrained": str(folder / "random.pt")}
    return Clip(replace(settings.METHODS, **chosen))


NETWORKS = {"efficientnet": efficientnet, "vit": vit}

if __name__ == "__main__":
    main()
