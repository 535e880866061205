"""SSIM over all pairs: a loop over scikit-image, the libraries for torch, and ours.

    python -m benchmarks.ssim [FOLDER]                        # uniform and Gaussian windows
    python -m benchmarks.ssim --growth 1000 2500 5000 10000   # time and memory of one category

scikit-image and the libraries compare fewer pictures than we do, and rates are compared. The
libraries get one picture and a batch of others at a time, and all cores; kornia and piq know the
Gaussian window only. Under each table stands our largest difference to scikit-image. Growth is of
random pictures, each size in a process of its own, Python, imports and compiling included.
"""

import argparse
import itertools
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import gettempdir

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage.metrics import structural_similarity

from benchmarks.photographs import FOLDER, spread_over
from benchmarks.side_by_side import machine, measure, peak_memory
from recommender.methods.configuration import Configuration
from recommender.methods.lists import Products
from recommender.methods.ssim import WINDOWS, Ssim

OURS, LOOP = "SimSurvey", "loop over scikit-image"
OF_LOOP, OF_LIBRARIES, BATCH = 15, 33, 32
LISTED = 5

Pictures = NDArray[np.uint8]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--pictures", type=int, default=600)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--side", type=int, default=128)
    parser.add_argument("--colour", choices=["grey", "rgb"], default="grey")
    parser.add_argument("--windows", nargs="+", choices=WINDOWS, default=list(WINDOWS))
    parser.add_argument("--growth", nargs="+", type=int, metavar="N", help="measure growth instead")
    parser.add_argument("--once", type=int, metavar="N", help=argparse.SUPPRESS)
    options = parser.parse_args()
    made = [
        Ssim(
            Configuration(
                weights_dir=Path(gettempdir()),
                ssim_size=options.side,
                ssim_window=window,
                ssim_colour=options.colour,
            )
        )
        for window in options.windows
    ]
    if options.once:
        make_lists(made[0], random_pictures(made[0], options.once))
    elif options.growth:
        print_growth(made, options.growth)
    else:
        chosen = spread_over(options.folder, options.pictures, parser)
        for ssim in made:
            compare(ssim, chosen, options)


def compare(ssim: Ssim, files: list[Path], options: argparse.Namespace) -> None:
    pictures = ssim.features([Image.open(file).convert("RGB") for file in files])
    contestants = {
        LOOP: lambda: scikit_scores(ssim, pictures[:OF_LOOP]),
        **dict(libraries(ssim, pictures[:OF_LIBRARIES])),
        OURS: lambda: make_lists(ssim, pictures),
    }
    amounts = {name: _pairs(OF_LIBRARIES) for name in contestants}
    amounts |= {LOOP: _pairs(OF_LOOP), OURS: _pairs(len(pictures))}
    table = measure(contestants, amount=amounts, unit="pairs", repeats=options.repeats)
    print(f"{ssim.configuration.ssim_window}, {options.colour}, {options.side} × {options.side}:")
    table.print()
    difference = np.abs(our_scores(ssim, pictures[:OF_LOOP]) - scikit_scores(ssim, pictures))
    print(f"Largest difference to scikit-image: {difference.max():.1e}\n")


def _pairs(n: int) -> int:
    return n * (n - 1) // 2


def make_lists(ssim: Ssim, pictures: Pictures) -> None:
    ssim.neighbours(_products(pictures), k=LISTED)


def our_scores(ssim: Ssim, pictures: Pictures) -> NDArray[np.float64]:
    both = _products(pictures)
    return ssim.similarities(both, both)[np.triu_indices(len(pictures), 1)]


def _products(pictures: Pictures) -> Products:
    numbers = np.arange(len(pictures))
    return Products(pictures, numbers, [str(number) for number in numbers])


def scikit_scores(ssim: Ssim, pictures: Pictures) -> NDArray[np.float64]:
    """Of all pairs of the first few, in order."""
    said = ssim.ranking_parameters()
    said.pop("steps_per_unit")
    pairs = itertools.combinations(pictures[:OF_LOOP], 2)
    return np.array([structural_similarity(a, b, **said) for a, b in pairs])


def libraries(ssim: Ssim, pictures: Pictures) -> Iterator[tuple[str, Callable[[], object]]]:
    """Those that are installed and know the window; one picture against a batch of others."""
    import_module("recommender.methods.networks")  # mends torchvision, which piq imports
    ways = {"pytorch_msssim": _msssim, "kornia": _kornia, "piq": _piq}
    if ssim.configuration.ssim_window == "uniform":
        ways = {"pytorch_msssim": _msssim}
    for name, way in ways.items():
        if find_spec(name):
            yield name.replace("_", "-"), way(ssim, pictures)
        else:
            print(f"{name} is not installed, and left out: pip install -e '.[bench]'")


def _msssim(ssim: Ssim, pictures: Pictures) -> Callable[[], object]:
    import torch
    from pytorch_msssim import ssim as score

    channels = 3 if ssim.configuration.ssim_colour == "rgb" else 1
    uniform = torch.full((channels, 1, 1, 7), 1 / 7)
    window = {"win": uniform} if ssim.configuration.ssim_window == "uniform" else {"win_size": 11}
    return _batched(pictures, lambda a, b: score(a, b, size_average=False, **window))


def _kornia(_: Ssim, pictures: Pictures) -> Callable[[], object]:
    from kornia.metrics import ssim as score

    return _batched(pictures, lambda a, b: score(a, b, 11, 255.0, padding="valid").mean((1, 2, 3)))


def _piq(_: Ssim, pictures: Pictures) -> Callable[[], object]:
    from piq import ssim as score

    return _batched(
        pictures, lambda a, b: score(a, b, data_range=255.0, reduction="none", downsample=False)
    )


def _batched(pictures: Pictures, score: Callable[..., object]) -> Callable[[], object]:
    import torch

    planes = pictures if pictures.ndim == 4 else pictures[:, None]
    every = torch.from_numpy(planes).float()

    def work() -> None:
        with torch.inference_mode():
            for i, one in enumerate(every[:-1]):
                for others in every[i + 1 :].split(BATCH):
                    score(one.expand_as(others).contiguous(), others)

    return work


def random_pictures(ssim: Ssim, n: int) -> Pictures:
    side, colour = ssim.configuration.ssim_size, ssim.configuration.ssim_colour
    shape = (n, 3, side, side) if colour == "rgb" else (n, side, side)
    return np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)


def print_growth(made: list[Ssim], sizes: list[int]) -> None:
    print(f"{machine()}\n\n| window | products | seconds | pairs per second | peak MB |")
    print("|---|--:|--:|--:|--:|")
    for ssim in made:
        chosen = ssim.configuration
        for n in sizes:
            arguments = ["--side", str(chosen.ssim_size), "--colour", chosen.ssim_colour]
            arguments += ["--windows", chosen.ssim_window, "--once", str(n)]
            cost = peak_memory(["-m", "benchmarks.ssim", *arguments])
            rate = _pairs(n) / cost.seconds
            cells = f"{n:,} | {cost.seconds:,.1f} | {rate:,.0f} | {cost.peak / 1e6:,.0f} |"
            print(f"| {chosen.ssim_window} | {cells}", flush=True)


if __name__ == "__main__":
    main()
