"""Which products a round compares with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from numpy.typing import NDArray

from recommender import lookup
from recommender.models import Catalogue, Product, Run
from surveys.allocation import draw_references
from surveys.models import Round
from surveys.rounds.errors import NothingToShow, NotReady
from surveys.rounds.readiness import catalogue_of

NAMED = 10


@dataclass(frozen=True)
class Candidate:
    """A product that can be a reference.

    Attributes
    ----------
    overlap : share of products that two methods' lists have in common, 0 to 1
        The mean over all pairs of methods; 1 where there is one method alone.
    """

    product: Product
    overlap: float


def candidates(round: Round) -> list[Candidate]:
    """All products with full lists of the round's methods, by their ids; none if one lacks lists.

    One query a method and two more, however large the catalogue.
    """
    if round.catalogue is None:
        return []
    finished = lookup.finished_runs(round.catalogue)
    if not set(round.method_keys) <= finished.keys():
        return []
    runs = [finished[key] for key in round.method_keys]
    products = eligible_products(runs)
    overlaps = list_overlaps(runs, products)
    return [Candidate(*pair) for pair in zip(products, overlaps.tolist(), strict=True)]


def eligible_products(runs: Iterable[Run]) -> list[Product]:
    """Sorted by their ids' code points, which is the same on every database.

    The order of text differs between SQLite and PostgreSQL; the same seed draws the same products
    on both.
    """
    return sorted(lookup.eligible_references(runs), key=lambda product: product.identifier)


def list_overlaps(runs: Sequence[Run], products: Sequence[Product]) -> NDArray[np.float64]:
    """For every product the mean share, over pairs of runs, of what its lists have in common."""
    lists = [_list_array(run, products) for run in runs]
    shares = [
        (one[:, :, np.newaxis] == other[:, np.newaxis, :]).any(axis=2).mean(axis=1)
        for one, other in combinations(lists, 2)
    ]
    return np.mean(shares, axis=0) if shares else np.ones(len(products))


def _list_array(run: Run, products: Sequence[Product]) -> NDArray[np.int64]:
    """Keys of the products of every product's list, an array (products, k)."""
    rows = np.array(lookup.list_rows(run), dtype=np.int64).reshape(-1, 2)
    wanted = np.array([product.pk for product in products], dtype=np.int64)
    rows = rows[np.isin(rows[:, 0], wanted)]
    by_reference = rows[np.argsort(rows[:, 0], kind="stable"), 1].reshape(-1, run.k)
    return by_reference[np.argsort(np.argsort(wanted))]


def drawn_products(round: Round, runs: Mapping[str, Run]) -> list[Product]:
    """The products to compare with, in the order of the round.

    Raises
    ------
    NothingToShow
        If fewer products than asked for have a full list of every method.
    NotReady
        If a product that was chosen by hand is not there, or lacks lists; it is named.
    """
    eligible = eligible_products(runs.values())
    if round.reference_choice == Round.ReferenceChoice.CHOSEN:
        return _chosen(round, eligible)
    if len(eligible) < round.references_count:
        raise NothingToShow(_too_few(len(eligible), round.references_count))
    weighted = round.disagreement_weight > 1
    drawn = draw_references(
        [product.category for product in eligible],
        round.references_count,
        seed=round.seed,
        choice=round.reference_choice,
        disagreement=1 - list_overlaps(list(runs.values()), eligible) if weighted else None,
        weight=round.disagreement_weight,
    )
    return [eligible[place] for place in drawn]


def _chosen(round: Round, eligible: Sequence[Product]) -> list[Product]:
    """In the order in which the researcher named them."""
    by_identifier = {product.identifier: product for product in eligible}
    lacking = [one for one in round.chosen_references if one not in by_identifier]
    if lacking:
        _refuse_unknown(catalogue_of(round), lacking)
        _refuse(
            lacking,
            _(
                "Not every method of this round has a full list for %(ids)s: choose other "
                "references, or take a method out."
            ),
        )
    return [by_identifier[one] for one in round.chosen_references]


def _refuse_unknown(catalogue: Catalogue, identifiers: Sequence[str]) -> None:
    there = {place.identifier for place in lookup.places(catalogue)}
    _refuse(
        [one for one in identifiers if one not in there],
        _("The catalogue has no product %(ids)s: take it out of the chosen references."),
    )


def _refuse(identifiers: Sequence[str], sentence: str) -> None:
    """With up to ten of them by name."""
    if not identifiers:
        return
    named = ", ".join(f"“{one}”" for one in identifiers[:NAMED])
    more = len(identifiers) - NAMED
    if more > 0:
        named += " " + ngettext("and %(more)d more", "and %(more)d more", more) % {"more": more}
    raise NotReady(sentence % {"ids": named})


def _too_few(there: int, asked: int) -> str:
    having = ngettext(
        "Only %(there)d product has a full list of every method of this round",
        "Only %(there)d products have a full list of every method of this round",
        there,
    ) % {"there": there}
    mending = _("lower the number of references, add products, or take a method out")
    wanting = _("but the round asks for %(asked)d") % {"asked": asked}
    return f"{having}, {wanting}: {mending}."
