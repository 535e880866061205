"""What a round's sets are in a file: as many rows as the round has sets, whoever answers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from surveys.models import Round, RoundMethod, ShownProduct, ShownSet

BETWEEN = "|"


@dataclass(frozen=True)
class SetWords:
    """A set in words: its id and kind, its methods and its products, best first, joined by `|`."""

    set_id: str
    kind: str
    methods: str
    products: str


@dataclass(frozen=True)
class ProductWords:
    """The lists that hold a product: ids, methods, and how many products each method's has."""

    set_ids: str
    methods: str
    sizes: str


def sets_of(round: Round) -> Mapping[int, SetWords]:
    """Every set of the round by its primary key, in three queries; ids count from S0001."""
    methods = _joined(
        RoundMethod.objects.filter(round=round, sets__isnull=False)
        .order_by("position")
        .values_list("sets__pk", "key")
    )
    products = _joined(
        ShownProduct.objects.filter(shown_set__reference__round=round)
        .order_by("shown_set", "rank")
        .values_list("shown_set_id", "identifier")
    )
    kinds = (
        ShownSet.objects.filter(reference__round=round)
        .order_by("reference__position", "pk")
        .values_list("pk", "kind")
    )
    return {
        pk: SetWords(f"S{number:04d}", kind, BETWEEN.join(methods[pk]), BETWEEN.join(products[pk]))
        for number, (pk, kind) in enumerate(kinds, start=1)
    }


def products_of(
    round: Round, sets: Mapping[int, SetWords]
) -> Mapping[tuple[int, str], ProductWords]:
    """By reference and product id, in two queries; methods in the round's order."""
    listed = ShownProduct.objects.filter(
        shown_set__reference__round=round, shown_set__kind=ShownSet.Kind.LIST
    ).order_by()
    held: dict[int, set[str]] = defaultdict(set)
    for shown_set, identifier in listed.values_list("shown_set_id", "identifier"):
        held[shown_set].add(identifier)
    found: dict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
    credits = (
        ShownSet.objects.lists()
        .filter(reference__round=round)
        .order_by("methods__position")
        .values_list("reference_id", "pk", "methods__key")
    )
    for reference, shown_set, method in credits:
        for identifier in held[shown_set]:
            found[reference, identifier].append((shown_set, method))
    return {
        product: ProductWords(
            set_ids=BETWEEN.join(dict.fromkeys(sets[pk].set_id for pk, _method in credited)),
            methods=BETWEEN.join(method for _pk, method in credited),
            sizes=BETWEEN.join(str(len(held[pk])) for pk, _method in credited),
        )
        for product, credited in found.items()
    }


def _joined(rows: Iterable[tuple[int, str]]) -> Mapping[int, list[str]]:
    grouped: dict[int, list[str]] = defaultdict(list)
    for key, word in rows:
        grouped[key].append(word)
    return grouped
