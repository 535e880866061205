"""Drawing the shop to a folder: several processes, nothing drawn twice, no half files."""

import csv
import hashlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from recommender.demoshop.products import ATTRIBUTES, DemoProduct, catalogue

COLUMNS = ("id", "title", "category", "group", "image", *ATTRIBUTES)

Progress = Callable[[int, int], None]


def draw(
    folder: Path, *, seed: int = 20260, processes: int = 2, on_progress: Progress | None = None,
    per_category: int = 34, long_side: int | None = None,
) -> Path:  # fmt: skip
    """Draw the shop and return the path of its `products.csv`, which is written last.

    Pictures that lie there already and are what would be drawn are kept. `on_progress` is called
    with (done, total), first with what was there. `long_side` (pixels) makes all pictures that
    large. The processes are spawned, so a script that calls this needs a `__main__` guard.
    """
    products = catalogue(seed, per_category)
    marks = {product.identifier: _mark(product, long_side) for product in products}
    missing = [
        product for product in products
        if not _is_drawn(folder / product.image, marks[product.identifier])
    ]  # fmt: skip
    report = on_progress or (lambda done, total: None)
    report(len(products) - len(missing), len(products))
    if missing:
        _draw_all(folder, missing, marks, long_side, processes, report, len(products))
    return _write_table(folder / "products.csv", products)


def _draw_all(
    folder: Path, missing: Sequence[DemoProduct], marks: dict[str, bytes], long_side: int | None,
    processes: int, report: Progress, total: int,
) -> None:  # fmt: skip
    for category in {product.category for product in missing}:
        (folder / category).mkdir(parents=True, exist_ok=True)
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_settle_in)
    try:
        drawings = [
            pool.submit(_draw_one, folder, product, marks[product.identifier], long_side)
            for product in missing
        ]
        for count, drawing in enumerate(as_completed(drawings), start=1):
            drawing.result()
            report(total - len(missing) + count, total)
    finally:
        pool.shutdown(cancel_futures=True)


def _settle_in() -> None:
    """On Ctrl-C end without a traceback, and never outlive the parent."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _draw_one(folder: Path, product: DemoProduct, mark: bytes, long_side: int | None) -> None:
    # here and not above: the parent may be a web process, which never imports numba
    from PIL import Image

    from recommender.demoshop.render import photograph

    target = folder / product.image
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    picture = Image.fromarray(photograph(product, long_side))
    picture.save(unfinished, "JPEG", quality=product.scene.quality, comment=mark)
    unfinished.replace(target)


def _mark(product: DemoProduct, long_side: int | None) -> bytes:
    """Written into the file as a comment: which drawing it is, without telling what it shows."""
    return hashlib.sha256(repr((product, long_side)).encode()).hexdigest().encode()


def _is_drawn(path: Path, mark: bytes) -> bool:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as picture:
            return picture.info.get("comment") == mark
    except (FileNotFoundError, UnidentifiedImageError):
        return False


def _write_table(path: Path, products: Sequence[DemoProduct]) -> Path:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    with unfinished.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for product in products:
            values = [product.attributes[name] for name in ATTRIBUTES]
            writer.writerow(
                [
                    product.identifier,
                    product.title,
                    product.category,
                    product.group,
                    product.image,
                    *values,
                ]
            )
    unfinished.replace(path)
    return path
