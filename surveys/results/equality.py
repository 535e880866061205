"""How often methods made the same list, which is then shown once and credited to each."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from surveys.models import Round, ShownSet


@dataclass(frozen=True)
class ListedSet:
    """A set of a round: its methods in the round's order."""

    pk: int
    reference: int
    methods: tuple[str, ...]


@dataclass(frozen=True)
class EqualPair:
    """For `references` of the round two methods made the same list; `share` is of all."""

    methods: tuple[str, str]
    references: int
    share: float


@dataclass(frozen=True)
class EqualSets:
    """How often lists were equal.

    Attributes
    ----------
    shared : int
        Sets that are credited to more than one method.
    references : int
        References with at least one such set.
    of : int
        References of the round.
    pairs : tuple of EqualPair
        Pairs of methods with an equal list somewhere, the most frequent first.
    """

    shared: int
    references: int
    of: int
    pairs: tuple[EqualPair, ...]


def listed_sets(round: Round) -> list[ListedSet]:
    """All sets that methods made, in plan order."""
    rows = (
        ShownSet.objects.lists()
        .filter(reference__round=round)
        .order_by("reference__position", "pk", "methods__position")
        .values_list("reference_id", "pk", "methods__key")
    )
    credits: dict[tuple[int, int], list[str]] = defaultdict(list)
    for reference, pk, method in rows:
        credits[reference, pk].append(method)
    return [
        ListedSet(pk, reference, tuple(methods)) for (reference, pk), methods in credits.items()
    ]


def equal_sets(sets: Sequence[ListedSet]) -> EqualSets:
    shared = [one for one in sets if len(one.methods) > 1]
    references = len({one.reference for one in sets})
    # A method has one list per reference, so that a pair meets at most once in each.
    together = Counter(pair for one in shared for pair in combinations(one.methods, 2))
    return EqualSets(
        shared=len(shared),
        references=len({one.reference for one in shared}),
        of=references,
        pairs=tuple(
            EqualPair(pair, count, count / references) for pair, count in together.most_common()
        ),
    )


def by_reference(sets: Sequence[ListedSet]) -> Mapping[int, list[ListedSet]]:
    grouped: dict[int, list[ListedSet]] = defaultdict(list)
    for one in sets:
        grouped[one.reference].append(one)
    return grouped
