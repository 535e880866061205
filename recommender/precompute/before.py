"""What is known of a category before it is ranked: who was compared, and everybody's list.

A list of the k best stays the list of the k best, whoever is added, if those who are new are
merged into it. It has to be found anew only where someone in it is gone or is not what he was.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from recommender.models import Chunk, Product, Run


@dataclass(frozen=True)
class Before:
    """Stamps of those who were compared, and lists as (product, score), by primary key."""

    members: Mapping[int, str] = field(default_factory=dict)
    lists: Mapping[int, Sequence[tuple[int, float]]] = field(default_factory=dict)

    def kept(self, stamps: Mapping[int, str], *, k: int) -> set[int]:
        """Those of `stamps` whose list need only be merged with those who are new or changed."""
        same = {pk for pk, stamp in stamps.items() if self.members.get(pk) == stamp}
        return {pk for pk in same if self._is_whole(pk, same, k)}

    def _is_whole(self, pk: int, same: set[int], k: int) -> bool:
        """Deleting a product tears holes into the lists it was in."""
        neighbours = self.lists.get(pk, ())
        return len(neighbours) == k and all(other in same for other, _score in neighbours)


def stamp(product: Product) -> str:
    """What a product is to a comparison; another stamp is another product."""
    facts = [product.identifier, product.category, product.group, product.picture.sha256]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]


def lists_before(run: Run, category: str) -> Before:
    """The run's own, where single products are tried again, or else those of the previous run.

    Members are read first: lists that were written meanwhile hold only more of them.
    """
    for source in filter(None, (run, run.previous)):
        chunks = source.chunks.filter(stage=Chunk.Stage.NEIGHBOURS, category=category)
        if members := chunks.values_list("members", flat=True).first():
            stamps = {int(pk): text for pk, text in members.items()}
            return Before(stamps, _lists(source, category))
    return Before()


def _lists(run: Run, category: str) -> dict[int, list[tuple[int, float]]]:
    lists: dict[int, list[tuple[int, float]]] = {}
    rows = run.neighbours.filter(reference__category=category).order_by("reference_id", "rank")
    for reference, product, score in rows.values_list("reference_id", "product_id", "score"):
        lists.setdefault(reference, []).append((product, score))
    return lists
