"""What a round is about to show, read from the catalogue once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import translation

from recommender import lookup
from recommender.models import Neighbour, Product, Run
from surveys.models import Round, ShownSet
from surveys.rounds.own_sets import different_sets, identical_sets


@dataclass(frozen=True)
class FrozenSet:
    """A list, credited to every method that made it; or a set of the round's own, to none.

    Attributes
    ----------
    methods : keys, in the order of the round
    products : best first
    scores : for every method, its own score of each product
    """

    methods: tuple[str, ...]
    products: tuple[Product, ...]
    scores: Mapping[str, tuple[float, ...]]
    kind: ShownSet.Kind = ShownSet.Kind.LIST


@dataclass(frozen=True)
class Content:
    """Methods by their keys, references in the order of the round, and the sets of each."""

    runs: Mapping[str, Run]
    labels: Mapping[str, str]
    references: Sequence[Product]
    sets: Sequence[tuple[FrozenSet, ...]]


def read_content(round: Round, runs: Mapping[str, Run], references: Sequence[Product]) -> Content:
    """The lists of these references in these runs, equal ones put together, and the own sets."""
    lists = {key: lookup.lists(run, [item.pk for item in references]) for key, run in runs.items()}
    of_methods = [
        equal_lists_together({key: found[reference.pk] for key, found in lists.items()})
        for reference in references
    ]
    own = _own_sets(round, next(iter(runs.values())).k, references)
    return Content(
        runs=runs,
        labels=_labels(runs),
        references=references,
        sets=[listed + made for listed, made in zip(of_methods, own, strict=True)],
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


def _own_sets(
    round: Round, k: int, references: Sequence[Product]
) -> Sequence[tuple[FrozenSet, ...]]:
    """For every reference a set for checks and, if the round has one, a set for the practice."""
    identical = identical_sets(references, k=k)
    checks = [(_own(ShownSet.Kind.IDENTICAL, products),) for products in identical]
    if not round.practice:
        return checks
    different = different_sets(references, k=k, seed=round.seed)
    return [
        (*check, _own(ShownSet.Kind.DIFFERENT, products))
        for check, products in zip(checks, different, strict=True)
    ]


def _own(kind: ShownSet.Kind, products: tuple[Product, ...]) -> FrozenSet:
    return FrozenSet(methods=(), products=products, scores={}, kind=kind)
