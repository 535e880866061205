"""Ratings of single products: the mean of each list, and the lists themselves."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from surveys.long_table import faults
from surveys.long_table.answers import Answer
from surveys.long_table.faults import Faults
from surveys.statistics.ranking_quality import ProductRatings, Recommendations

Key = tuple[str, ...]


def rates_products(answers: Iterable[Answer]) -> bool:
    """Whether somebody rated two products of one method's list."""
    first: dict[Key, str] = {}
    return any(
        first.setdefault((one.participant, one.reference, one.method), one.product) != one.product
        for one in answers
    )


def set_means(
    answers: Iterable[Answer], told: Mapping[tuple[str, str], int] | None = None
) -> list[Answer]:
    """Ratings of products to one of each method's set: their mean, where all have one.

    How many products a method's set of a reference has is what `told` says of the two, or else the
    most that anybody answered.
    """
    sets: dict[Key, list[Answer]] = defaultdict(list)
    for answer in answers:
        sets[answer.participant, answer.reference, answer.method].append(answer)
    sizes: dict[tuple[str, str], int] = defaultdict(int)
    for (_participant, reference, method), products in sets.items():
        sizes[reference, method] = max(sizes[reference, method], len(products))
    sizes.update(told or {})
    return [
        products[0]._replace(
            value=math.fsum(one.value for one in products) / len(products), slot=""
        )
        for (_participant, reference, method), products in sets.items()
        if len(products) == sizes[reference, method]
        and not any(math.isnan(one.value) for one in products)
    ]


def ratings_of_products(answers: Iterable[Answer]) -> ProductRatings:
    """One per participant, reference and product: the mean, where it stood on several lists."""
    found: dict[Key, list[float]] = defaultdict(list)
    for one in answers:
        if one.product and not math.isnan(one.value):
            found[one.participant, one.reference, one.product].append(one.value)
    participants, references, products = zip(*found, strict=True) if found else ((),) * 3
    means = [math.fsum(values) / len(values) for values in found.values()]
    return ProductRatings(participants, references, products, means)


def lists_of(answers: Sequence[Answer], found: Faults) -> Recommendations | None:
    """Which product stood where; without places, in the order of similarity.

    Products of one similarity are then in the order of their names. None where a product has
    neither a place nor a similarity. What differs between two lines is added to `found`.
    """
    first: dict[Key, Answer] = {}
    for one in answers:
        known = first.setdefault((one.method, one.reference, one.product), one)
        if _told(known) != _told(one):
            found.add(one.line, faults.LISTED, _named(one) | {"line": known.line})
    listed = list(first.values())
    if not any(math.isnan(one.place) for one in listed):
        _check_places(listed, found)
        return _recommendations(listed, [int(one.place) for one in listed])
    if any(math.isnan(one.similarity) for one in listed):
        return None
    listed.sort(key=lambda one: (one.method, one.reference, -one.similarity, one.product))
    counted: dict[Key, int] = defaultdict(int)
    ranks = []
    for one in listed:
        counted[one.method, one.reference] += 1
        ranks.append(counted[one.method, one.reference])
    return _recommendations(listed, ranks)


def _recommendations(listed: Sequence[Answer], ranks: Sequence[int]) -> Recommendations:
    return Recommendations(
        [one.method for one in listed],
        [one.reference for one in listed],
        [one.product for one in listed],
        ranks,
        [one.similarity for one in listed],
    )


def check_products(answers: Sequence[Answer], found: Faults) -> None:
    """A participant rates a product of a method's list once."""
    seen: dict[Key, int] = {}
    for one in answers:
        key = one.participant, one.reference, one.method, one.product
        line = seen.setdefault(key, one.line)
        if line != one.line:
            who = {"participant": one.participant, "line": line}
            found.add(one.line, faults.PRODUCT_TWICE, _named(one) | who)


def _check_places(listed: Iterable[Answer], found: Faults) -> None:
    seen: dict[Key, dict[float, Answer]] = defaultdict(dict)
    for one in listed:
        other = seen[one.method, one.reference].setdefault(one.place, one)
        if other is not one:
            place = {"place": int(one.place), "line": other.line, "product": other.product}
            found.add(one.line, faults.PLACE_TWICE, _named(one) | place)


def _told(one: Answer) -> tuple[float | None, float | None]:
    """One nan equals another here."""
    place, similarity = (
        None if math.isnan(value) else value for value in (one.place, one.similarity)
    )
    return place, similarity


def _named(one: Answer) -> dict[str, str]:
    return {"reference": one.reference, "method": one.method, "product": one.product}
