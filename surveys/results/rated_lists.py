"""Ratings of single products, with the lists that these stood on."""

import math
from collections import defaultdict
from collections.abc import Collection
from statistics import fmean

from surveys.models import Round, ShownProduct
from surveys.results.answering import Answering
from surveys.results.frozen_scores import frozen_scores, score_at
from surveys.results.values import main_slots
from surveys.statistics.ranking_quality import ProductRatings, RatedLists, Recommendations


def rated_lists(
    *, round: Round, answering: Answering, without: Collection[int] = ()
) -> RatedLists | None:
    """What `ranking_quality` takes, some participations left out; None where sets were answered.

    References are primary keys, as in the round's `Ratings`. A product that somebody rated on two
    pages of a reference counts once, with the mean. A method's similarity is the one that was
    frozen when the round opened, and nan in a round without a manifest.
    """
    if round.answer_format != Round.AnswerFormat.PRODUCT_RATING:
        return None
    rated: dict[tuple[int, int, str | None], list[int]] = defaultdict(list)
    for one in main_slots(round, answering):
        if one.value is not None and one.participation not in without:
            rated[one.participation, one.reference, one.product].append(one.value)
    people, references, products = zip(*rated, strict=True) if rated else ((),) * 3
    return RatedLists(
        ProductRatings(people, references, products, [fmean(some) for some in rated.values()]),
        _lists(round),
    )


def _lists(round: Round) -> Recommendations:
    scores = frozen_scores(round.manifest)
    rows = (
        ShownProduct.objects.filter(shown_set__reference__round=round)
        .filter(shown_set__methods__isnull=False)
        .order_by("shown_set__reference__position", "shown_set__methods__position", "rank")
        .values_list(
            "shown_set__methods__key",
            "shown_set__reference_id",
            "shown_set__reference__identifier",
            "identifier",
            "rank",
        )
    )
    listed = []
    for method, reference, identifier, product, rank in rows:
        score = score_at(scores, identifier, method, rank)
        listed.append((method, reference, product, rank, math.nan if score is None else score))
    return Recommendations(*zip(*listed, strict=True)) if listed else Recommendations(*[()] * 5)
