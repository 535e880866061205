"""The five nearest of every product by cosine: this software, the obvious loop, and faiss.

    python -m benchmarks.neighbours                      # 10,000 products of 512 numbers
    python -m benchmarks.neighbours --products 3000 --dimensions 1280
    python -m benchmarks.neighbours --growth             # time and memory with more products

Beside them runs the matrix product alone, in float32, of all products with a copy of themselves,
into memory that is there already: nobody who multiplies every product with every other can be
faster. This software multiplies every unordered pair once, and so may stand above it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib.util import find_spec
from statistics import median

import numpy as np
from numpy.typing import NDArray

from benchmarks.side_by_side import machine, measure, peak_memory
from recommender.methods.cosine import cosine_neighbours

K = 5
AT_ONCE = 500
LOOPED = 500  # rows of the slow contestants
SIZES = (1_000, 3_000, 10_000, 30_000)
LARGEST_MATRIX = 10_000  # argsort of one line more would not fit into everybody's memory

NOBODY = "nobody"
LOOP, MATRIX, OURS, FAISS, PRODUCT = (
    "loop: dot and argsort",
    "whole matrix and argsort",
    "this software",
    "faiss, flat inner product",
    "matrix product alone",
)

Features = NDArray[np.float32]


def drawn(products: int, dimensions: int) -> Features:
    """Unit rows around a few hundred centres, as products of one category are."""
    rng = np.random.default_rng(1)
    centres = rng.standard_normal((max(products // 50, 1), dimensions), dtype=np.float32)
    features = np.empty((products, dimensions), dtype=np.float32)
    for start in range(0, products, AT_ONCE):  # so that drawing needs no memory to speak of
        rows = features[start : start + AT_ONCE]
        rows[:] = rng.standard_normal(rows.shape, dtype=np.float32)
        rows += centres[rng.integers(0, len(centres), len(rows))]
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return features


def loop(features: Features) -> NDArray[np.intp]:
    """The first rows only: each one's products with all, sorted."""
    found = []
    for row in range(min(LOOPED, len(features))):
        order = np.argsort(-(features @ features[row]), kind="stable")
        found.append(order[order != row][:K])
    return np.array(found)


def whole_matrix(features: Features) -> NDArray[np.intp]:
    products = features @ features.T
    np.fill_diagonal(products, -np.inf)
    return np.argsort(-products, axis=1)[:, :K]


def this_software(features: Features) -> NDArray[np.int32]:
    return cosine_neighbours(features, groups=np.arange(len(features)), k=K).indices


def faiss(features: Features) -> NDArray[np.int64]:
    import faiss

    index = faiss.IndexFlatIP(features.shape[1])
    index.add(features)
    _similarities, found = index.search(features, K + 1)
    return np.asarray(found)


def product_alone(features: Features) -> Callable[[], object]:
    others, out = features.copy(), np.zeros((len(features), len(features)), dtype=np.float32)
    return lambda: np.matmul(features, others.T, out=out)


def compare(products: int, dimensions: int, repeats: int) -> None:
    features = drawn(products, dimensions)
    contestants: dict[str, Callable[[], object]] = {
        LOOP: lambda: loop(features),
        MATRIX: lambda: whole_matrix(features),
        OURS: lambda: this_software(features),
        PRODUCT: product_alone(features),
    }
    if find_spec("faiss"):
        contestants[FAISS] = lambda: faiss(features)
    else:
        print("faiss is not installed (pip install -e .[bench]) and is left out.\n")
    amounts = dict.fromkeys(contestants, products) | {LOOP: min(LOOPED, products)}
    table = measure(contestants, amount=amounts, unit="products", repeats=repeats)
    print(f"{products:,} products × {dimensions}, k = {K}\n")
    table.print()
    pairs = zip(table.seconds[PRODUCT], table.seconds[OURS], strict=True)
    share = median(product / ours for product, ours in pairs)
    flops = 2 * products**2 * dimensions / median(table.seconds[PRODUCT])
    print(f"Share of the matrix product's rate: {share:.0%} of {flops / 1e9:,.0f} GFLOP/s")
    looped = loop(features)
    same = (looped == this_software(features)[: len(looped)]).all(axis=1).mean()
    print(f"Lists equal to those of the loop: {same:.1%}; it has no rounding to the sixth decimal")


def grow(dimensions: int, repeats: int) -> None:
    print(f"{machine()}\n{dimensions} numbers a product, k = {K}\n")
    print("| products | this software: s | MB | whole matrix: s | MB |\n|--:|--:|--:|--:|--:|")
    for products in SIZES:
        features = drawn(products, dimensions)
        contestants: dict[str, Callable[[], object]] = {OURS: lambda f=features: this_software(f)}
        if products <= LARGEST_MATRIX:
            contestants[MATRIX] = lambda f=features: whole_matrix(f)
        table = measure(contestants, amount=products, unit="products", repeats=repeats)
        cells = [f"{products:,}"]
        for name in (OURS, MATRIX):
            if name in contestants:
                idle = _memory(NOBODY, products, dimensions)
                memory = _memory(name, products, dimensions) - idle
                cells += [f"{median(table.seconds[name]):.3g}", f"{memory:,.0f}"]
            else:
                cells += ["", ""]
        print(f"| {' | '.join(cells)} |")
    print("\nMB: the peak of a process of its own, less that of one that only holds the features.")


ALONE: dict[str, Callable[[Features], object]] = {
    NOBODY: len,
    OURS: this_software,
    MATRIX: whole_matrix,
}


def _memory(name: str, products: int, dimensions: int) -> float:
    """Peak in MB of a process that does this once; all of them have loaded the compiled code."""
    program = ["-m", "benchmarks.neighbours", "--alone", name]
    sizes = ["--products", str(products), "--dimensions", str(dimensions)]
    return peak_memory([*program, *sizes]).peak / 1e6


def alone(name: str, products: int, dimensions: int) -> None:
    this_software(drawn(10, dimensions))
    ALONE[name](drawn(products, dimensions))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--products", type=int, default=10_000)
    parser.add_argument("--dimensions", type=int, default=512)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--growth", action="store_true", help="more and more products")
    parser.add_argument("--alone", choices=ALONE, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.alone:
        alone(options.alone, options.products, options.dimensions)
    elif options.growth:
        grow(options.dimensions, options.repeats)
    else:
        compare(options.products, options.dimensions, options.repeats)


if __name__ == "__main__":
    main()
