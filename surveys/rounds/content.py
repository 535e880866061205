"""What a round is about to show, read from the catalogue once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import translation

from recommender import lookup
from recommender.models import Neighbour, Product, Run


@dataclass(frozen=True)
class FrozenSet:
    """A list, credited to every method that made it.

    Attributes
    ----------
    methods : keys, in the order of the round
    products : best first
    scores : for every method, its own score of each product
    """

    methods: tuple[str, ...]
    products: tuple[Product, ...]
    scores: Mapping[str, tuple[float, ...]]


@dataclass(frozen=True)
class Content:
    """Methods by their keys, references in the order of the round, and the sets of each."""

    runs: Mapping[str, Run]
    labels: Mapping[str, str]
    references: Sequence[Product]
    sets: Sequence[tuple[FrozenSet, ...]]


def read_content(runs: Mapping[str, Run], references: Sequence[Product]) -> Content:
    """The lists of these references in these runs, equal ones put together."""
    lists = {key: lookup.lists(run, [item.pk for item in references]) for key, run in runs.items()}
    return Content(
        runs=runs,
        labels=_labels(runs),
        references=references,
        sets=[
            equal_lists_together({key: found[reference.pk] for key, found in lists.items()})
            for reference in references
        ],
    )


def _labels(runs: Mapping[str, Run]) -> dict[str, str]:
    """What the methods are called now, in English; one that nobody registers has but its key."""
    catalogue = next(iter(runs.values())).catalogue
    with translation.override("en"):
        known = {state.key: state.label for state in lookup.method_states(catalogue)}
    return {key: known.get(key, key) for key in runs}


def equal_lists_together(lists: Mapping[str, Sequence[Neighbour]]) -> tuple[FrozenSet, ...]:
    """One set for each different list: the same products in the same order are the same list."""
    keys_of: dict[tuple[int, ...], list[str]] = {}
    for key, rows in lists.items():
        keys_of.setdefault(tuple(row.product_id for row in rows), []).append(key)
    return tuple(
        FrozenSet(
            methods=tuple(keys),
            products=tuple(row.product for row in lists[keys[0]]),
            scores={key: tuple(row.score for row in lists[key]) for key in keys},
        )
        for keys in keys_of.values()
    )
