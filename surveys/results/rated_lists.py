"""Ratings of single products, with the lists that these stood on."""

import json
import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from statistics import fmean

from surveys.models import Round, ShownProduct
from surveys.results.answering import Answering
from surveys.results.values import saved_answers
from surveys.statistics.ranking_quality import ProductRatings, RatedLists, Recommendations

Scores = Mapping[str, Mapping[str, Sequence[float]]]


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
    for one in saved_answers(round, answering):
        if one.value is not None and one.participation not in without:
            rated[one.participation, one.reference, one.product].append(one.value)
    people, references, products = zip(*rated, strict=True) if rated else ((),) * 3
    return RatedLists(
        ProductRatings(people, references, products, [fmean(some) for some in rated.values()]),
        _lists(round),
    )


def _lists(round: Round) -> Recommendations:
    scores = _scores(round)
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
    listed = [
        (method, reference, product, rank, _score(scores, identifier, method, rank))
        for method, reference, identifier, product, rank in rows
    ]
    return Recommendations(*zip(*listed, strict=True)) if listed else Recommendations(*[()] * 5)


def _scores(round: Round) -> Scores:
    if not round.manifest:
        return {}
    found: Scores = json.loads(round.manifest).get("provenance", {}).get("scores", {})
    return found


def _score(scores: Scores, reference: str, method: str, rank: int) -> float:
    of_list = scores.get(reference, {}).get(method, ())
    return of_list[rank - 1] if rank <= len(of_list) else math.nan
