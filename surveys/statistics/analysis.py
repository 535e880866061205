"""All that can be said of a table of ratings, computed once and in one shape."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from surveys.statistics.bootstrap import Bootstrap, bootstrap
from surveys.statistics.bradley_terry import BradleyTerry, bradley_terry
from surveys.statistics.categories import Categories, by_category
from surveys.statistics.contrasts import Contrast, pairwise_contrasts
from surveys.statistics.friedman import Friedman, friedman
from surveys.statistics.halves import Halves, halves
from surveys.statistics.icc import IntraclassCorrelations, intraclass
from surveys.statistics.krippendorff import Alpha, Level, alpha
from surveys.statistics.label_order import by_label
from surveys.statistics.omnibus import Omnibus, omnibus
from surveys.statistics.ordinal import OrdinalProbit, ordinal_probit
from surveys.statistics.ranking_quality import RankingQuality, RatedLists, ranking_quality
from surveys.statistics.ratings import Ratings
from surveys.statistics.segmentation import Segmentation, segmentation
from surveys.statistics.skillings_mack import SkillingsMack, skillings_mack
from surveys.statistics.slots import SlotEffects, slot_effects
from surveys.statistics.summary import Results, summarise
from surveys.statistics.wilcoxon import WilcoxonPair, wilcoxon_pairs


@dataclass(frozen=True)
class Analysis:
    """Primary results, and what supports or questions them.

    Attributes
    ----------
    ratings : Ratings
        What was analysed.
    results : Results
    contrasts : tuple of Contrast
        Every two methods.
    segmentation : Segmentation
    omnibus : Omnibus
    bootstrap : Bootstrap
    halves : Halves
    categories : Categories or None
        None where references have no categories.
    friedman : Friedman
    wilcoxon : tuple of WilcoxonPair
    skillings_mack : SkillingsMack
    ordinal : OrdinalProbit
    alphas : mapping from level of measurement to Alpha
        Krippendorff's.
    icc : IntraclassCorrelations
    slots : SlotEffects or None
        None where nobody knows where on the page a set stood.
    choices : BradleyTerry or None
        None of ratings, which were not given by comparing.
    ranking_quality : tuple of RankingQuality, or None
        One per method; None where single products were not rated, or lists are not known.
    """

    ratings: Ratings
    results: Results
    contrasts: tuple[Contrast, ...]
    segmentation: Segmentation
    omnibus: Omnibus
    bootstrap: Bootstrap
    halves: Halves
    categories: Categories | None
    friedman: Friedman
    wilcoxon: tuple[WilcoxonPair, ...]
    skillings_mack: SkillingsMack
    ordinal: OrdinalProbit
    alphas: Mapping[Level, Alpha]
    icc: IntraclassCorrelations
    slots: SlotEffects | None
    choices: BradleyTerry | None
    ranking_quality: tuple[RankingQuality, ...] | None


def analyse(
    ratings: Ratings,
    *,
    seed: int,
    categories: Sequence[Hashable] | None = None,
    slots: Sequence[Hashable] | None = None,
    first_only: bool | None = None,
    rated: RatedLists | None = None,
    replicates: int = 2000,
    level: float = 0.95,
) -> Analysis:
    """Everything, with nan and a reason wherever there is nothing to say.

    Parameters
    ----------
    ratings : Ratings
    seed : int
        Of the bootstrap and of the permutations. Nothing that is drawn depends on the order of
        rows; of all results only `halves` do.
    categories : sequence of hashable, optional
        One per label in `ratings.references`.
    slots : sequence of hashable, optional
        One per rating: where on the page it stood.
    first_only : bool, optional
        Of answers that compare: True of choices of the best, False of rankings.
    rated : RatedLists, optional
        Ratings of single products, with the lists of all methods.
    replicates : int
        Of the bootstrap.
    level : float
        Confidence of every interval.
    """
    drawn = by_label(ratings)
    return Analysis(
        ratings=ratings,
        results=summarise(ratings, level=level),
        contrasts=pairwise_contrasts(ratings, level=level),
        segmentation=segmentation(ratings, level=level),
        omnibus=omnibus(ratings),
        bootstrap=bootstrap(drawn, seed=seed, replicates=replicates, level=level),
        halves=halves(ratings, level=level),
        categories=(
            None if categories is None else by_category(ratings, categories, seed=seed, level=level)
        ),
        friedman=friedman(ratings, level=level),
        wilcoxon=wilcoxon_pairs(ratings),
        skillings_mack=skillings_mack(ratings),
        ordinal=ordinal_probit(ratings, level=level),
        alphas={
            kind: alpha(drawn, kind, level=level, replicates=replicates, seed=seed)
            for kind in Level
        },
        icc=intraclass(ratings, level=level),
        slots=None if slots is None else slot_effects(ratings, slots, level=level),
        choices=(
            None
            if first_only is None
            else bradley_terry(
                drawn,
                first_only=first_only,
                slots=slots,
                level=level,
                replicates=replicates,
                seed=seed,
            )
        ),
        ranking_quality=(
            None
            if rated is None
            else ranking_quality(*rated, ratings.scale, methods_order=ratings.methods, level=level)
        ),
    )
