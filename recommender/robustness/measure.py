"""The work of one part: some references of one category, under every disturbance, by one method."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from recommender import lookup
from recommender.methods.lists import Products
from recommender.methods.method import Method
from recommender.models import Product, RobustnessPart
from recommender.precompute.features import prepare as prepare_undisturbed
from recommender.precompute.meeting import group_numbers
from recommender.robustness.comparison import answers
from recommender.robustness.disturbing import possible
from recommender.robustness.features import Prepared, prepare


class CatalogueChanged(Exception):
    """Products or lists of the part are gone, so what was planned cannot be measured any more."""


@dataclass
class Outcome:
    """What the work on one part brought, as JSON, and how many features had to be computed."""

    measured: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[dict[str, str]] = field(default_factory=list)
    computed: int = 0


@dataclass(frozen=True)
class Undisturbed:
    """A category as the run compared it: without products whose picture is of no use."""

    members: list[Product]
    compared: Products


def measure(part: RobustnessPart, method: Method, *, stopping: Callable[[], bool]) -> Outcome:
    """Overlap and rank of every reference under every disturbance.

    Raises
    ------
    CatalogueChanged
        If a reference is no longer in its category.
    Interrupted
        If the worker is to stop.
    """
    outcome = Outcome()
    products = _category(part)
    undisturbed = _undisturbed(products, method, outcome, stopping)
    references = [product for product in products if product.identifier in part.references]
    stored = lookup.lists(part.run, [product.pk for product in references])
    for product in references:
        listed = {place.product_id for place in stored.get(product.pk, [])}
        if len(listed) < part.run.k:
            _leave_out(outcome, part, product, _("It has no full list by this method."))
        elif product not in undisturbed.members:
            _leave_out(outcome, part, product, _("Its undisturbed picture cannot be compared."))
        else:
            prepared = prepare(
                product, possible(part.report), method, seed=part.report.seed, stopping=stopping
            )
            _note(outcome, product, prepared)
            _compare(outcome, part, method, product, listed, prepared, undisturbed)
    return outcome


def _category(part: RobustnessPart) -> list[Product]:
    """In the order of ids, by which ties are broken."""
    members = part.report.catalogue.products.filter(category=part.category)
    products = sorted(members.select_related("picture"), key=lambda product: product.identifier)
    if not {product.identifier for product in products} >= set(part.references):
        raise CatalogueChanged(
            _("The catalogue changed in the meantime. Compute its methods and start anew.")
        )
    return products


def _undisturbed(
    products: Sequence[Product],
    method: Method,
    outcome: Outcome,
    stopping: Callable[[], bool],
) -> Undisturbed:
    sha256s = [product.picture.sha256 for product in products]
    prepared = prepare_undisturbed(sha256s, [method], stopping=stopping)[method.key]
    if prepared.error:
        raise prepared.error
    outcome.computed += len(prepared.computed)
    members = [p for p in products if p.picture.sha256 in prepared.features]
    features = [prepared.features[p.picture.sha256].values for p in members]
    compared = Products(
        np.stack(features) if features else np.empty((0, 0)),
        group_numbers(members),
        [product.identifier for product in members],
    )
    return Undisturbed(members, compared)


def _note(outcome: Outcome, product: Product, prepared: Prepared) -> None:
    outcome.computed += prepared.computed
    for key, reason in prepared.unusable.items():
        outcome.left_out.append(_named(product, key) | {"reason": reason})


def _compare(
    outcome: Outcome,
    part: RobustnessPart,
    method: Method,
    product: Product,
    listed: set[int],
    prepared: Prepared,
    undisturbed: Undisturbed,
) -> None:
    """What the disturbed pictures find, beside the list that the run stored."""
    if not prepared.features:
        return
    members = undisturbed.members
    found = answers(
        method.algorithm,
        np.stack(list(prepared.features.values())),
        undisturbed.compared,
        position=members.index(product),
        k=part.run.k,
    )
    for row, key in enumerate(prepared.features):
        nearest = {members[place].pk for place in found.nearest[row] if place >= 0}
        common, rank = len(nearest & listed), int(found.ranks[row])
        outcome.measured.append(_named(product, key) | {"common": common, "rank": rank})


def _leave_out(outcome: Outcome, part: RobustnessPart, product: Product, reason: str) -> None:
    outcome.left_out += [
        _named(product, entry["key"]) | {"reason": reason} for entry in possible(part.report)
    ]


def _named(product: Product, key: str) -> dict[str, Any]:
    return {"reference": product.identifier, "disturbance": key}
