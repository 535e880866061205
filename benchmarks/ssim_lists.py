"""Whether SSIM's lists of a whole catalogue are those of a plain loop over scikit-image.

    python -m benchmarks.ssim_lists [FOLDER]
    python -m benchmarks.ssim_lists --window gaussian --colour rgb --each 30

All pairs of all categories (folders), on all cores; of the real catalogue that is 72,000 pairs.
Ends with exit status 1 if a single place of a single list differs.
"""

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage.metrics import structural_similarity

from benchmarks.photographs import FOLDER
from benchmarks.side_by_side import machine
from recommender.methods.configuration import Configuration
from recommender.methods.cores import thread_count
from recommender.methods.lists import Products
from recommender.methods.ssim import COLOURS, WINDOWS, Ssim

LISTED = 5
DECIMALS = 6


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--window", choices=WINDOWS, default="uniform")
    parser.add_argument("--colour", choices=COLOURS, default="grey")
    parser.add_argument("--side", type=int, default=128)
    parser.add_argument("--each", type=int, help="pictures of each category (default: all)")
    options = parser.parse_args()
    categories = sorted(path for path in options.folder.iterdir() if path.is_dir())
    if not categories:
        parser.error(f"There are no category folders in {options.folder}; name a catalogue.")
    ssim = Ssim(
        Configuration(
            weights_dir=Path(gettempdir()),
            ssim_size=options.side,
            ssim_window=options.window,
            ssim_colour=options.colour,
        )
    )
    print(f"{machine()}\n{options.window}, {options.colour}, {options.side} × {options.side}")
    different = [check(ssim, category, options.each) for category in categories]
    print(f"{sum(different)} lists differ.")
    sys.exit(any(different))


def check(ssim: Ssim, category: Path, each: int | None) -> int:
    """Print and return how many lists of a category differ."""
    files = sorted(category.glob("*.jpg"))[:each]
    pictures = ssim.features([Image.open(file).convert("RGB") for file in files])
    products = Products(pictures, np.arange(len(files)), [file.stem for file in files])
    ours, exact = ssim.similarities(products, products), scikit_scores(ssim, pictures)
    found, expected = ssim.neighbours(products, k=LISTED), lists(exact)
    different = int((found.indices[:, : expected.shape[1]] != expected).any(axis=1).sum())
    error = np.abs(ours - exact)[np.triu_indices(len(files), 1)].max(initial=0)
    pairs = len(files) * (len(files) - 1) // 2
    print(
        f"{category.name}: {len(files)} products, {pairs} pairs, {different} lists differ, "
        f"scores by at most {error:.1e}",
        flush=True,
    )
    return different


def scikit_scores(ssim: Ssim, pictures: NDArray[np.uint8]) -> NDArray[np.float64]:
    """scikit-image's SSIM of all pairs (n, n), the rows shared among processes."""
    said = ssim.ranking_parameters()
    said.pop("steps_per_unit")
    scores = np.ones((len(pictures), len(pictures)))
    with ProcessPoolExecutor(thread_count()) as pool:
        tasks = [(pictures[i], pictures[i + 1 :], said) for i in range(len(pictures))]
        for i, row in enumerate(pool.map(scikit_row, tasks)):
            scores[i, i + 1 :] = scores[i + 1 :, i] = row
    return scores


def scikit_row(task: tuple[Any, Any, dict[str, Any]]) -> list[float]:
    one, others, said = task
    return [float(structural_similarity(one, other, **said)) for other in others]


def lists(scores: NDArray[np.float64]) -> NDArray[np.intp]:
    """The best of the others, by rounded score and then by position."""
    rounded = np.round(scores, DECIMALS)
    np.fill_diagonal(rounded, -np.inf)
    kept = min(LISTED, len(scores) - 1)
    return np.argsort(-rounded, axis=1, kind="stable")[:, :kept]


if __name__ == "__main__":
    main()
