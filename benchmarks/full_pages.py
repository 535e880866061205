"""A round whose every page shows as many pictures as a page can: a reference and six sets of five.

The six methods are lists drawn at random, imported as another system's: pages weigh and take the
same whatever method made the sets, and nothing needs to be computed or fetched.
"""

import csv
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

METHODS = [f"external:lists-{number}" for number in range(1, 7)]
LENGTH = 5
PICTURES = 1 + len(METHODS) * LENGTH
SLUG = "pages"
SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".avif"}


def open_round(folder: Path, temporary: Path, *, each: int, trials: int) -> None:
    """Import some photographs of each category and open a round over them.

    Parameters
    ----------
    folder : Path
        Of category folders.
    temporary : Path
        For files on the way.
    each : int
        Photographs of each category; categories with too few for six different sets are left out.
    trials : int
        Pages of one participant.

    Raises
    ------
    ValueError
        If no category has enough photographs.
    """
    categories = _copied(folder, temporary / "photographs", each)
    if not categories:
        raise ValueError(f"No category in {folder} has the {PICTURES} photographs of one page.")
    _command("migrate", "--verbosity", "0")
    _command("collectstatic", "--noinput", "--verbosity", "0")
    _command("import_catalogue", str(temporary / "photographs"), "--name", "pages")
    for method, lists in zip(METHODS, _drawn_lists(categories), strict=True):
        path = temporary / "lists.csv"
        _write(path, lists)
        _command("import_recommendations", "pages", str(path), "--method", method)
    _command(
        *("create_round", "--catalogue", "pages", "--slug", SLUG, "--title", "Pages"),
        *("--methods", *METHODS, "--seed", "1", "--no-practice", "--repeated-trials", "0"),
        *("--identical-checks", "0", "--per-participant", str(trials)),
        *("--references", str(max(trials, 2 * len(categories)))),
    )
    _command("open_round", SLUG, "--with-placeholders")


def _copied(folder: Path, target: Path, each: int) -> list[list[str]]:
    """The ids of the products in each category that is large enough."""
    categories = []
    for category in sorted(path for path in folder.iterdir() if path.is_dir()):
        files = sorted(path for path in category.iterdir() if path.suffix.lower() in SUFFIXES)
        if len(files) < PICTURES:
            continue
        (target / category.name).mkdir(parents=True)
        for number, file in enumerate(files[: max(each, PICTURES)]):
            name = f"{category.name}-{number:03d}"
            shutil.copy(file, target / category.name / f"{name}{file.suffix}")
        categories.append([path.stem for path in sorted((target / category.name).iterdir())])
    return categories


def _drawn_lists(categories: Sequence[Sequence[str]]) -> list[dict[str, list[str]]]:
    """For each method the list of every product; no product stands twice on a page."""
    generator = np.random.default_rng(1)
    lists: list[dict[str, list[str]]] = [{} for _method in METHODS]
    for identifiers in categories:
        for reference in identifiers:
            others = [identifier for identifier in identifiers if identifier != reference]
            drawn = generator.permutation(others)[: PICTURES - 1]
            for own, part in zip(lists, np.split(drawn, len(METHODS)), strict=True):
                own[reference] = part.tolist()
    return lists


def _write(path: Path, lists: dict[str, list[str]]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["reference", "rank", "product"])
        for reference, products in lists.items():
            writer.writerows([reference, rank, one] for rank, one in enumerate(products, start=1))


def _command(*arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"manage.py {arguments[0]} failed:\n{done.stdout}{done.stderr}")
