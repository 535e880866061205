"""From judgements and a method's similarities to its scores."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommender.agreement.formulae import (
    Estimate,
    rank_correlations,
    reference_mean,
    triplet_agreement,
    triplet_share,
)

# Fewer products have no order that a chance agreement would not often meet.
FEWEST_RATED = 3
# Equal means of ratings are equal, in whatever order a processor summed them.
RATING_DECIMALS = 9

Floats = NDArray[np.float64]
Members = NDArray[np.intp]


@dataclass(frozen=True)
class TripletScore:
    """Agreement with triplets.

    Attributes
    ----------
    share : Estimate
        Between 0 and 1; ½ is what guessing gives.
    ties : int
        Triplets in which the method finds both products equally similar; each counts half.
    left_out : int
        Triplets with a picture that the method cannot compare.
    """

    share: Estimate
    ties: int
    left_out: int


@dataclass(frozen=True)
class PairScore:
    """Agreement with ratings.

    Attributes
    ----------
    rho, tau : Estimate
        Mean over references of Spearman's ρ and of Kendall's τ-b; 0 is what guessing gives.
    pairs : int
        Different pairs that these rest on.
    left_out : int
        Different pairs with a picture that the method cannot compare.
    """

    rho: Estimate
    tau: Estimate
    pairs: int
    left_out: int


@dataclass(frozen=True)
class Rated:
    """Each pair once, with the mean of its ratings.

    Attributes
    ----------
    members : (n, 2) int array
        Reference and product, in ascending order.
    ratings : (n,) float array
    """

    members: Members
    ratings: Floats

    def references(self) -> list[tuple[int, NDArray[np.intp]]]:
        """Each reference with the rows of its pairs."""
        found, starts = np.unique(self.members[:, 0], return_index=True)
        rows = np.split(np.arange(len(self.ratings)), starts[1:])
        return list(zip(found.tolist(), rows, strict=False))  # np.split gives one for none

    def only(self, rows: NDArray[np.bool_]) -> "Rated":
        return Rated(self.members[rows], self.ratings[rows])


def score_triplets(closer: Floats, farther: Floats, members: Members, *, seed: int) -> TripletScore:
    """The score of a method from its similarities of (head, closer) and (head, farther).

    A similarity that is nan leaves its triplet out.
    """
    usable = ~(np.isnan(closer) | np.isnan(farther))
    agreement = triplet_agreement(closer[usable], farther[usable])
    return TripletScore(
        share=triplet_share(agreement, members[usable], seed=seed),
        ties=int((agreement == 0.5).sum()),
        left_out=int((~usable).sum()),
    )


def averaged(members: Members, ratings: Floats) -> Rated:
    """Several ratings of one pair, as several people give them, count as their mean."""
    distinct, codes = np.unique(members, axis=0, return_inverse=True)
    codes = codes.reshape(-1)
    means = np.bincount(codes, weights=ratings) / np.bincount(codes)
    return Rated(distinct, means.round(RATING_DECIMALS))


def ordered_references(rated: Rated) -> list[tuple[int, NDArray[np.intp]]]:
    """The references among whose products people see an order: 3 or more, not all rated alike."""
    return [
        (reference, rows)
        for reference, rows in rated.references()
        if rows.size >= FEWEST_RATED and np.ptp(rated.ratings[rows]) > 0
    ]


def score_pairs(similarities: Floats, rated: Rated, *, seed: int) -> PairScore:
    """The score of a method from its similarity of each pair; nan leaves the pair out."""
    usable = ~np.isnan(similarities)
    rated, similarities = rated.only(usable), similarities[usable]
    references = [rows for _, rows in ordered_references(rated)]
    correlations = [rank_correlations(similarities[r], rated.ratings[r]) for r in references]
    return PairScore(
        rho=reference_mean([found.rho for found in correlations], seed=seed),
        tau=reference_mean([found.tau for found in correlations], seed=seed),
        pairs=sum(rows.size for rows in references),
        left_out=int((~usable).sum()),
    )
