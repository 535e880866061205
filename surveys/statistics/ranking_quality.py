"""How well a method's list is ordered, by people's ratings of its single products."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from surveys.statistics.blocks import DECIMALS
from surveys.statistics.crossed import CrossedEstimate, crossed_mean
from surveys.statistics.list_correlation import MeanCorrelation, mean_correlation
from surveys.statistics.scale import Scale

Codes = NDArray[np.intp]
Floats = NDArray[np.float64]


class ProductRatings(NamedTuple):
    """Columns of one length: who rated which product for which reference, and how.

    A (participant, reference, product) occurs at most once; values lie within the scale.
    """

    participants: Sequence[Hashable]
    references: Sequence[Hashable]
    products: Sequence[Hashable]
    values: Sequence[float] | Floats


class Recommendations(NamedTuple):
    """Columns of one length: which product a method put where on its list of a reference.

    Ranks are 1, 2, 3…; `scores` are the method's own similarity values, higher for more similar,
    and nan where it has none.
    """

    methods: Sequence[str]
    references: Sequence[Hashable]
    products: Sequence[Hashable]
    ranks: Sequence[int]
    scores: Sequence[float]


class RatedLists(NamedTuple):
    """Lists whose single products people have rated."""

    ratings: ProductRatings
    lists: Recommendations


@dataclass(frozen=True)
class RankingQuality:
    """One method's order.

    Attributes
    ----------
    method : str
    ndcg : CrossedEstimate
        Mean over (participant, reference), with its crossed interval; 1 is the best possible.
    unrated, without_gain : int
        How many of these were left out: a product of the list was not rated; everything got the
        lowest rating, so that there is no best order.
    correlation : MeanCorrelation
        Of the method's own similarity values with people's ratings.
    """

    method: str
    ndcg: CrossedEstimate
    unrated: int
    without_gain: int
    correlation: MeanCorrelation


def ranking_quality(
    ratings: ProductRatings,
    recommendations: Recommendations,
    scale: Scale,
    *,
    methods_order: Sequence[str] | None = None,
    k: int = 5,
    level: float = 0.95,
) -> tuple[RankingQuality, ...]:
    """NDCG@k of every method's lists, and how its own similarity goes with people's.

    Of a participant's ratings for a reference, with gain g = rating − lowest point ::

        DCG@k = Σ_{r = 1..k} g_r / log2(r + 1),    NDCG@k = DCG@k of the list / DCG@k of the ideal

    The ideal has the k highest gains of all that this participant rated for this reference, of
    whichever method: a list is measured by what could have been recommended, not by its own best
    order. A list of fewer than k products gains nothing on the missing ranks.

    τ-b is computed within each reference between a method's scores and the mean ratings over
    participants of the same products, and then averaged: scores of different references need not
    be on one scale.

    Parameters
    ----------
    ratings : ProductRatings
    recommendations : Recommendations
    scale : Scale
        Of the ratings; its lowest point is worth nothing.
    methods_order : sequence of str, optional
        Of the result; by default the methods of the lists, sorted.
    k : int
    level : float
        Confidence of the intervals, between 0 and 1.

    Returns
    -------
    tuple of RankingQuality

    Raises
    ------
    ValueError
        If columns differ in length, a product was rated twice by someone for a reference or stands
        twice on a list, a rank is below 1 or given twice, `k` is below 1, or `level` is not between
        0 and 1.

    Notes
    -----
    The gain is linear in the rating, as in Järvelin & Kekäläinen; 2^g − 1, as in web search, would
    make the top of a seven-point scale worth 63 times its second point. The discount is
    log2(r + 1) from the first rank on, the form in use since.

    Degenerate cases: no list was rated whole by anybody: `NO_RATINGS`; one participant or one
    reference, and all NDCG equal: as of `crossed_mean`. An ideal of 0 is 0/0: left out and counted.
    τ-b without two different scores and ratings is 0/0: that reference is left out. One reference
    left: its τ-b without an interval, `ONE_REFERENCE`; all alike: `NO_VARIATION`.

    References
    ----------
    Järvelin & Kekäläinen (2002). Cumulated gain-based evaluation of IR techniques. ACM TOIS 20(4),
    422–446. doi:10.1145/582415.582418

    Kendall (1945). The treatment of ties in ranking problems. Biometrika 33(3), 239–251.
    doi:10.1093/biomet/33.3.239

    Examples
    --------
    Two products, the better one second: (1/log2 2 + 3/log2 3) / (3/log2 2 + 1/log2 3).

    >>> found, = ranking_quality(
    ...     ProductRatings(["ann"] * 2, ["mug"] * 2, ["cup", "jug"], [2, 4]),
    ...     Recommendations(["clip"] * 2, ["mug"] * 2, ["cup", "jug"], [1, 2], [0.9, 0.8]),
    ...     Scale(1, 5),
    ... )
    >>> round(found.ndcg.estimate, 3), found.correlation.estimate
    (0.797, -1.0)
    """
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}.")
    if k < 1:
        raise ValueError(f"k must be 1 or more, not {k}.")
    for columns in (ratings, recommendations):
        if len({len(column) for column in columns}) > 1:
            raise ValueError("The columns differ in length.")
    pools = _Pools.of(ratings)
    lists = _Lists(recommendations, pools)
    discount = 1 / np.log2(np.arange(2, k + 2))
    table = pools.table - scale.lowest
    best = -np.sort(-np.nan_to_num(table, nan=0.0), axis=1)[:, :k]
    ideal = best @ discount[: best.shape[1]]
    order = sorted(set(recommendations.methods)) if methods_order is None else methods_order
    return tuple(
        RankingQuality(
            method,
            *_ndcg(table, ideal, pools, lists.places(method, k), discount, level),
            mean_correlation(*lists.paired(method), level=level),
        )
        for method in order
    )


def _ndcg(
    table: Floats, ideal: Floats, pools: _Pools, places: Codes, discount: Floats, level: float
) -> tuple[CrossedEstimate, int, int]:
    """Over cells whose reference has a list; a place is −1 past its end, −2 of what is unrated."""
    listed = (places != -1).any(axis=1)[pools.cell_references]
    at = places[pools.cell_references[listed]]
    gains = np.take_along_axis(table[listed], np.maximum(at, 0), axis=1)
    gains = np.where(at == -1, 0.0, np.where(at == -2, np.nan, gains))
    dcg = gains @ discount
    unrated, nothing = np.isnan(dcg), ideal[listed] == 0
    defined = ~unrated & ~nothing
    ndcg = crossed_mean(
        dcg[defined] / ideal[listed][defined],
        pools.cell_participants[listed][defined],
        pools.cell_references[listed][defined],
        level=level,
    )
    return ndcg, int(np.count_nonzero(unrated)), int(np.count_nonzero(nothing & ~unrated))


@dataclass(frozen=True, eq=False)
class _Pools:
    """What was rated for each reference: its pool, in which every product has a place.

    Attributes
    ----------
    table : (cells, places) float array
        Ratings of one participant for one reference; nan where there is none.
    cell_participants, cell_references : (cells,) int arrays
    references, products : dict
        Codes of the labels.
    pairs, places, means : (pairs,) arrays
        Each (reference, product) that was rated, as reference · products + product, ascending;
        its place in the pool; its mean rating.
    """

    table: Floats
    cell_participants: Codes
    cell_references: Codes
    references: dict[Hashable, int]
    products: dict[Hashable, int]
    pairs: Codes
    places: Codes
    means: Floats

    @classmethod
    def of(cls, ratings: ProductRatings) -> _Pools:
        (_, p), (references, i), (products, j) = map(_coded, ratings[:3])
        values = np.asarray(ratings.values, dtype=np.float64)
        width, height = max(len(products), 1), max(len(references), 1)
        pairs, pair = np.unique(i * width + j, return_inverse=True)
        places = np.arange(len(pairs)) - np.searchsorted(pairs // width, pairs // width)
        cells, cell = np.unique(p * height + i, return_inverse=True)
        table = np.full((len(cells), int(places.max(initial=-1)) + 1), np.nan)
        table[cell, places[pair]] = values
        if np.count_nonzero(~np.isnan(table)) != len(values):
            raise ValueError("Somebody rated a product twice for the same reference.")
        return cls(
            table=table,
            cell_participants=cells // height,
            cell_references=cells % height,
            references=references,
            products=products,
            pairs=pairs,
            places=places,
            means=(np.bincount(pair, weights=values) / np.bincount(pair)).round(DECIMALS),
        )

    def pair_of(self, reference: Hashable, product: Hashable) -> int:
        """Where this pair is among `pairs`; −1 if nobody rated it."""
        i, j = self.references.get(reference), self.products.get(product)
        if i is None or j is None:
            return -1
        key = i * len(self.products) + j
        at = int(np.searchsorted(self.pairs, key))
        return at if at < len(self.pairs) and self.pairs[at] == key else -1


class _Lists:
    """The lists of all methods for references that somebody rated something for."""

    def __init__(self, given: Recommendations, pools: _Pools) -> None:
        self.pools = pools
        self.rows: dict[str, list[tuple[int, int, int, float]]] = {}
        seen: set[tuple[Hashable, ...]] = set()
        for method, reference, product, rank, score in zip(*given, strict=True):
            if rank < 1:
                raise ValueError(f"Rank {rank} of {method} for {reference} is below 1.")
            for entry in ((method, reference, "rank", rank), (method, reference, "of", product)):
                if entry in seen:
                    raise ValueError(f"{method} has two of {entry[3]} on its list of {reference}.")
                seen.add(entry)
            rows = self.rows.setdefault(method, [])
            if reference in pools.references:
                pair = pools.pair_of(reference, product)
                rows.append((pools.references[reference], rank - 1, pair, score))

    def places(self, method: str, k: int) -> Codes:
        """(references, k) places in the pool; −1 past the end of the list, −2 of the unrated."""
        found = np.full((len(self.pools.references), k), -1)
        for reference, rank, pair, _ in self.rows.get(method, ()):
            if rank < k:
                found[reference, rank] = self.pools.places[pair] if pair >= 0 else -2
        return found

    def paired(self, method: str) -> tuple[Floats, Floats]:
        """Scores and mean ratings of the same products, (references, ranks), nan where neither."""
        rows = self.rows.get(method, [])
        size = max((rank + 1 for _, rank, _, _ in rows), default=0)
        scores, means = np.full((2, len(self.pools.references), size), np.nan)
        for reference, rank, pair, score in rows:
            if pair >= 0:
                scores[reference, rank], means[reference, rank] = score, self.pools.means[pair]
        return scores, means


def _coded(column: Sequence[Hashable]) -> tuple[dict[Hashable, int], Codes]:
    codes: dict[Hashable, int] = {}
    found = [codes.setdefault(label, len(codes)) for label in column]
    return codes, np.array(found, dtype=np.intp)
