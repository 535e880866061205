"""The rows that opening wrote, as plain values, in a few queries however many there are."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from surveys.models import Reference, Round, ShownProduct, ShownSet

SHOWN = ("identifier", "title", "picture_sha256", "picture_width", "picture_height")


def methods_of(round: Round) -> list[dict[str, Any]]:
    fields = ("key", "label", "fingerprint", "parameters")
    return list(round.methods.order_by("position").values(*fields))


def references_of(round: Round) -> list[dict[str, Any]]:
    """In the order of the round, each with its sets in the order of their storing."""
    sets = _sets_of(round)
    rows = Reference.objects.filter(round=round).order_by("position")
    return [
        _shown(row) | {"category": row["category"], "sets": sets.get(row["pk"], [])}
        for row in rows.values("pk", "category", *SHOWN)
    ]


def seats_of(round: Round, count: int | None) -> dict[str, Any]:
    """How many of the first seats, and one hash over them."""
    rows = list(round.seats.order_by("number")[:count].values_list("number", "trials"))
    text = json.dumps(rows, sort_keys=True, separators=(",", ":"))
    return {"count": len(rows), "sha256": sha256(text.encode()).hexdigest()}


def _sets_of(round: Round) -> dict[int, list[dict[str, Any]]]:
    """By the primary key of the reference."""
    products, credits = _products_of(round), _credits_of(round)
    sets: dict[int, list[dict[str, Any]]] = {}
    for row in ShownSet.objects.filter(reference__round=round).order_by("pk"):
        sets.setdefault(row.reference_id, []).append(
            {
                "kind": row.kind,
                "methods": credits.get(row.pk, []),
                "products": products.get(row.pk, []),
            }
        )
    return sets


def _products_of(round: Round) -> dict[int, list[dict[str, Any]]]:
    products: dict[int, list[dict[str, Any]]] = {}
    rows = ShownProduct.objects.filter(shown_set__reference__round=round)
    for row in rows.order_by("shown_set_id", "rank").values("shown_set_id", *SHOWN):
        products.setdefault(row["shown_set_id"], []).append(_shown(row))
    return products


def _credits_of(round: Round) -> dict[int, list[str]]:
    credits: dict[int, list[str]] = {}
    credit = ShownSet.methods.through.objects.filter(roundmethod__round=round)
    rows = credit.order_by("shownset_id", "roundmethod__position")
    for shown_set, key in rows.values_list("shownset_id", "roundmethod__key"):
        credits.setdefault(shown_set, []).append(key)
    return credits


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "identifier": row["identifier"],
        "title": row["title"],
        "picture": {name: row[f"picture_{name}"] for name in ("sha256", "width", "height")},
    }
