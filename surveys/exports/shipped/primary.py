"""Each method's mean rating with a 95 % interval, from data/ratings_data.csv alone.

    python analysis/primary.py [data/ratings_data.csv] [--without-flagged] [--simulated]

--without-flagged leaves out whom screening flagged or failed checks sent away; --simulated takes
the simulated answers, which without it are taken only where nobody else has answered.

Needs Python 3.9, numpy and scipy. Prints one line per method as CSV, the best first. The interval
is the two-way cluster-robust t: people and products are both random, and crossed (Cameron, Gelbach
& Miller 2011, doi:10.1198/jbes.2010.07136). It is empty where it cannot be estimated.
"""

from __future__ import annotations

import argparse
import csv
import math
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy.stats import t as student

Row = dict  # a line of the file by the names of its columns
HERE = Path(__file__).resolve().parent
COLUMNS = ["method", "n", "participants", "references", "mean", "sd", "se", "df", "low", "high"]
COLUMNS += ["score", "score_low", "score_high"]


def answers(path: Path, simulated: bool, without_flagged: bool) -> list[Row]:
    """Rows that are analysed: of main trials, with a method; people's, unless there are none."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    people = any(row["simulated"] == "no" for row in rows)
    who = "yes" if simulated or not people else "no"
    return [
        row
        for row in rows
        if row["trial_kind"] == "main"
        and row["simulated"] == who
        and row["method"]
        and not (without_flagged and (row["flags"] or row["participant_screened_out_at"]))
    ]


def values(rows: list[Row]) -> Iterator[tuple[str, str, str, float]]:
    """What each answer is worth: participant, reference, method, value."""
    pages = defaultdict(list)
    for row in rows:
        pages[row["participant"], row["trial"]].append(row)
    for page in pages.values():
        form = page[0]["answer_format"]
        if form == "product_rating":
            found = of_products(page)
        elif form == "set_ranking":
            found = of_ranking(page)
        else:
            found = ((row["method"], float(row["rating"])) for row in page if row["rating"])
        for methods, value in found:
            for method in methods.split("|"):
                yield page[0]["participant"], page[0]["reference"], method, value


def of_ranking(page: list[Row]) -> Iterator[tuple[str, float]]:
    """(k - rank) / (k - 1), if each of the k sets of the page has a rank of its own."""
    k = int(page[0]["slots"])
    if sorted(row["rating"] for row in page) != sorted(str(rank) for rank in range(1, k + 1)):
        return
    for row in page:
        yield row["method"], (k - int(row["rating"])) / (k - 1) if k > 1 else 1.0


def of_products(page: list[Row]) -> Iterator[tuple[str, float]]:
    """The mean rating of a method's products, if all of them were rated."""
    rated: dict[str, dict[str, str]] = defaultdict(dict)
    sizes: dict[str, int] = {}
    for row in page:
        for place, method in enumerate(row["method"].split("|")):
            rated[method][row["product"]] = row["rating"]
            sizes[method] = int(row["set_sizes"].split("|")[place])
    for method, products in rated.items():
        if len(products) == sizes[method] and all(products.values()):
            yield method, math.fsum(map(float, products.values())) / len(products)


def scale(rows: list[Row]) -> tuple[int, int]:
    """The lowest and the highest value."""
    points = rows[0]["scale_points"] if rows else ""
    if not points:
        return 0, 1
    return (0, 100) if points == "101" else (1, int(points))


def primary(found: list[tuple[str, str, float]], lowest: int, highest: int) -> list[float]:
    """One method's line: mean, two-way cluster-robust t interval, and both from 0 to 100.

    With residuals u and a grouping of G groups, V = G/(G - 1) * sum(group sums of u squared)/n^2;
    V = max(V_people + V_products - V_cells, V_people, V_products), df = min(people, products) - 1.
    """
    y = np.array([value for *_, value in found])
    people = np.unique([who for who, *_ in found], return_inverse=True)[1]
    products = np.unique([what for _, what, *_ in found], return_inverse=True)[1]
    cells = np.unique(people * (products.max() + 1) + products, return_inverse=True)[1]
    mean, n = y.mean(), len(y)

    def variance(groups: np.ndarray) -> float:
        count = groups.max() + 1
        sums = np.bincount(groups, weights=n * y - y.sum())  # n * u: exact for whole numbers
        return count / (count - 1) * np.sum((sums / n**2) ** 2)

    size = people.max() + 1, products.max() + 1
    sd = y.std(ddof=1) if n > 1 else math.nan
    se = half = math.nan
    df = min(size) - 1
    if df > 0:
        by_people, by_products = variance(people), variance(products)
        se = math.sqrt(max(by_people + by_products - variance(cells), by_people, by_products))
        half = student.ppf(0.975, df) * se if se > 0 else math.nan
    interval = mean, mean - half, mean + half
    score = [100 * (x - lowest) / (highest - lowest) for x in interval]
    return [n, *size, mean, sd, se, df, *interval[1:], *score]


def table(path: Path, simulated: bool = False, without_flagged: bool = False) -> list[list]:
    """All lines, the best first."""
    rows = answers(path, simulated, without_flagged)
    by_method: dict[str, list[tuple[str, str, float]]] = defaultdict(list)
    for who, what, method, value in values(rows):
        by_method[method].append((who, what, value))
    lines = [[method, *primary(found, *scale(rows))] for method, found in by_method.items()]
    return sorted(lines, key=lambda line: -line[4])


def asked(arguments: list[str]) -> argparse.Namespace:
    """What the command line says; ends with a message where it says anything else."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter, allow_abbrev=False
    )
    default = HERE.parent / "data" / "ratings_data.csv"
    parser.add_argument("file", type=Path, nargs="?", default=default, help="the ratings")
    parser.add_argument("--without-flagged", action="store_true")
    parser.add_argument("--simulated", action="store_true")
    found = parser.parse_args(arguments)
    if not found.file.is_file():
        parser.error(f"there is no file {found.file}")
    return found


def main(arguments: list[str]) -> None:
    options = asked(arguments)
    lines = table(options.file, options.simulated, options.without_flagged)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    for line in lines:
        writer.writerow("" if isinstance(x, float) and math.isnan(x) else x for x in line)


if __name__ == "__main__":
    main(sys.argv[1:])
