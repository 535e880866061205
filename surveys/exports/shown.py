"""What a round's sets are in a file: as many rows as the round has sets, whoever answers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from surveys.models import Round, RoundMethod, ShownProduct, ShownSet


@dataclass(frozen=True)
class SetWords:
    """A set in words: its kind, its methods and its products, best first, joined by `|`."""

    kind: str
    methods: str
    products: str


def sets_of(round: Round) -> Mapping[int, SetWords]:
    """Every set of the round by its primary key, in three queries."""
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
    kinds = ShownSet.objects.filter(reference__round=round).order_by().values_list("pk", "kind")
    return {pk: SetWords(kind, "|".join(methods[pk]), "|".join(products[pk])) for pk, kind in kinds}


def methods_of_products(round: Round) -> Mapping[tuple[int, str], str]:
    """The methods of a reference's product: of every list that holds it, joined by `|`."""
    rows = (
        ShownProduct.objects.filter(shown_set__reference__round=round)
        .filter(shown_set__methods__isnull=False)
        .order_by("shown_set__methods__position")
        .values_list("shown_set__reference_id", "identifier", "shown_set__methods__key")
    )
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    for reference, identifier, method in rows:
        found[reference, identifier].append(method)
    return {product: "|".join(methods) for product, methods in found.items()}


def _joined(rows: Iterable[tuple[int, str]]) -> Mapping[int, list[str]]:
    grouped: dict[int, list[str]] = defaultdict(list)
    for key, word in rows:
        grouped[key].append(word)
    return grouped
