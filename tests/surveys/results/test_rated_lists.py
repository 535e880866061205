import json
import math

import pytest

from surveys.models import Round
from surveys.results import Answering, round_results
from surveys.statistics.analysis import analyse
from tests.surveys import answered

pytestmark = pytest.mark.django_db
PRODUCTS = Round.AnswerFormat.PRODUCT_RATING
# ssim is sure of its order, the others have no similarity of their own.
MANIFEST = json.dumps(
    {"provenance": {"scores": {f"R{i}": {"ssim": [0.9, 0.7, 0.5, 0.3, 0.1]} for i in range(3)}}}
)


def rate(round, number, value, **changes):
    """Every product of every list, on one page a reference; `value` of method and rank."""
    person = answered.participant(round, number, **changes)
    for reference in round.references.all():
        shown = [
            (place, product)
            for place, one in enumerate(answered.lists_of(reference))
            for product in one.products.all()
        ]
        products = [product for _place, product in shown]
        values = [value(place, product.rank) for place, product in shown]
        answered.trial(person, reference, products, values)
    return person


def found(round, **asked):
    return round_results(round=round, answering=Answering.PEOPLE, **asked).rated


def test_sets_that_were_answered_as_a_whole_have_none():
    assert found(answered.closed_round()) is None


def test_lists_come_with_the_similarity_that_was_frozen():
    round = answered.closed_round(answer_format=PRODUCTS, manifest=MANIFEST)
    rate(round, 1, lambda place, rank: 6 - rank)

    rated = found(round)

    first = next(zip(*rated.lists, strict=True))
    reference = round.references.first()
    assert first == ("ssim", reference.pk, "R0-0-1", 1, 0.9)
    assert len(rated.lists.methods) == 3 * 3 * 5
    assert math.isnan(rated.lists.scores[rated.lists.methods.index("random")])
    assert len(rated.ratings.values) == 3 * 3 * 5


def test_a_shared_list_is_that_of_both_methods():
    round = answered.closed_round(answer_format=PRODUCTS, shared=True)
    rate(round, 1, lambda place, rank: 3)

    lists = found(round).lists

    assert {lists.methods.count(key) for key in answered.KEYS} == {15}


def test_what_could_not_be_judged_and_who_is_not_asked_are_left_out():
    round = answered.closed_round(answer_format=PRODUCTS)
    rate(round, 1, lambda place, rank: None if rank == 2 else 4)
    rate(round, 2, lambda place, rank: 5, simulated=True)

    assert set(found(round).ratings.values) == {4}
    assert len(found(round).ratings.values) == 3 * 3 * 4


def test_the_analysis_says_who_orders_as_people_do():
    round = answered.closed_round(answer_format=PRODUCTS, manifest=MANIFEST)
    for number in (1, 2, 3):
        rate(round, number, lambda place, rank: 6 - rank if place == 0 else rank)
    results = round_results(round=round, answering=Answering.PEOPLE)

    ssim, _segmented, random = analyse(
        results.ratings, seed=1, rated=results.rated, replicates=20
    ).ranking_quality

    assert ssim.method == "ssim"
    assert ssim.correlation.estimate == pytest.approx(1)
    assert ssim.ndcg.estimate > random.ndcg.estimate
    assert math.isnan(random.correlation.estimate)
