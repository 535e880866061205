"""Copying what a round shows out of the catalogue, so that nothing there can change it."""

from collections.abc import Sequence
from typing import Any

from recommender.models import Product
from surveys.models import Reference, Round, RoundMethod, ShownProduct, ShownSet
from surveys.rounds.content import Content, FrozenSet

BATCH = 500


def freeze(round: Round, content: Content) -> None:
    """Store methods, references and sets as rows of the round's own."""
    methods = _store_methods(round, content)
    references = _store_references(round, content)
    for start in range(0, len(references), BATCH):
        part = slice(start, start + BATCH)
        _store_sets(references[part], content.sets[part], methods)


def _store_methods(round: Round, content: Content) -> dict[str, RoundMethod]:
    rows = [
        RoundMethod(
            round=round,
            key=key,
            label=content.labels[key],
            fingerprint=run.fingerprint,
            parameters=run.parameters,
            position=position,
        )
        for position, (key, run) in enumerate(content.runs.items())
    ]
    return {row.key: row for row in RoundMethod.objects.bulk_create(rows)}


def _store_references(round: Round, content: Content) -> list[Reference]:
    rows = [
        Reference(round=round, position=position, category=product.category, **_shown(product))
        for position, product in enumerate(content.references)
    ]
    return Reference.objects.bulk_create(rows, batch_size=BATCH)


def _store_sets(
    references: Sequence[Reference],
    sets: Sequence[Sequence[FrozenSet]],
    methods: dict[str, RoundMethod],
) -> None:
    pairs = [
        (ShownSet(reference=reference, kind=frozen.kind), frozen)
        for reference, its_sets in zip(references, sets, strict=True)
        for frozen in its_sets
    ]
    ShownSet.objects.bulk_create([row for row, _frozen in pairs])
    credit = ShownSet.methods.through
    credit.objects.bulk_create(
        credit(shownset=row, roundmethod=methods[key])
        for row, frozen in pairs
        for key in frozen.methods
    )
    ShownProduct.objects.bulk_create(
        ShownProduct(shown_set=row, rank=rank, **_shown(product))
        for row, frozen in pairs
        for rank, product in enumerate(frozen.products, start=1)
    )


def _shown(product: Product) -> dict[str, Any]:
    return {
        "identifier": product.identifier,
        "title": product.title,
        "picture_sha256": product.picture.sha256,
        "picture_width": product.picture.width,
        "picture_height": product.picture.height,
    }
