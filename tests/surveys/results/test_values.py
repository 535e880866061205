"""What answers are worth, from rows, in every answer format."""

import pytest

from surveys.models import ShownProduct, Trial
from surveys.results import Answering, round_results
from surveys.statistics import summarise
from tests.surveys.answered import (
    KEYS,
    closed_round,
    identical_set,
    lists_of,
    participant,
    trial,
)

pytestmark = pytest.mark.django_db


def means(round, **options):
    found = round_results(round=round, answering=Answering.PEOPLE, **options)
    return {
        row.method: (row.mean.estimate, row.n, row.score.value)
        for row in summarise(found.ratings).methods
        if row.n
    }


def answered(values, *, reference=0, **changes):
    """A closed round in which one participant answered one page of the three lists."""
    round = closed_round(**changes)
    shown = round.references.all()[reference]
    person = participant(round, 1)
    trial(person, shown, lists_of(shown), values)
    return round


def test_a_rating_is_its_own_value():
    round = answered([2, 5, 1])

    assert means(round) == {"ssim": (2, 1, 25), "ssim+segmented": (5, 1, 100), "random": (1, 1, 0)}


def test_a_slider_runs_from_0_to_100():
    round = answered([30, 100, 0], scale_kind="slider", scale_labels=["Not", "Very"])

    assert means(round)["ssim"] == (30, 1, 30)


def test_the_best_set_is_worth_1_and_its_mean_the_share_of_choices():
    round = answered([0, 1, 0], answer_format="best_set")
    second = participant(round, 2)
    reference = round.references.first()
    trial(second, reference, lists_of(reference), [1, 0, 0])

    assert means(round) == {
        "ssim": (0.5, 2, 50),
        "ssim+segmented": (0.5, 2, 50),
        "random": (0, 2, 0),
    }


def test_a_ranking_is_worth_the_share_of_sets_it_stands_before():
    round = answered([2, 1, 3], answer_format="set_ranking")

    assert means(round) == {
        "ssim": (0.5, 1, 50),
        "ssim+segmented": (1, 1, 100),
        "random": (0, 1, 0),
    }


@pytest.mark.parametrize("ranks", [[2, 1], [2, 2, 1], [1]])
def test_an_incomplete_ranking_is_worth_nothing_yet(ranks):
    assert means(answered(ranks, answer_format="set_ranking")) == {}


def test_a_set_is_worth_the_mean_of_its_products_once_all_are_rated():
    """The page shows all products of ssim, and of random all but one."""
    round = closed_round(answer_format="product_rating")
    reference = round.references.first()
    ssim, _segmented, random = lists_of(reference)
    shown = [*ssim.products.all(), *random.products.exclude(rank=5)]
    trial(participant(round, 1), reference, shown, [5, 4, 3, 2, 2, 1, 1, 1, 1])

    assert means(round) == {"ssim": (3.2, 1, pytest.approx(55))}


def test_a_product_is_credited_to_every_set_of_the_reference_that_holds_it():
    """Segmented holds four products of ssim, and one of its own."""
    round = closed_round(answer_format="product_rating")
    reference = round.references.first()
    ssim, segmented, _random = lists_of(reference)
    for product in segmented.products.exclude(rank=5):
        twin = ssim.products.get(rank=product.rank)
        ShownProduct.objects.filter(pk=product.pk).update(identifier=twin.identifier)
    shown = [*ssim.products.all(), segmented.products.get(rank=5)]
    trial(participant(round, 1), reference, shown, [4, 4, 4, 4, 1, 5])

    assert {method: mean for method, (mean, *_rest) in means(round).items()} == {
        "ssim": 3.4,
        "ssim+segmented": 4.2,
    }


@pytest.mark.parametrize(
    ("answer_format", "values", "expected"),
    [
        ("set_rating", [None, 4, 1], {"ssim": 1}),
        ("best_set", [None, None, None], dict.fromkeys(KEYS, 1)),
        ("set_ranking", [None, None, None], dict.fromkeys(KEYS, 1)),
    ],
)
def test_what_could_not_be_judged_has_no_value_and_is_counted(answer_format, values, expected):
    round = answered(values, answer_format=answer_format, allows_cannot_judge=True)

    found = round_results(round=round, answering=Answering.PEOPLE)

    assert dict(found.not_judged) == expected
    assert len(found.ratings) == 3 - len(expected)


def test_a_product_that_could_not_be_judged_leaves_its_set_without_a_value():
    round = closed_round(answer_format="product_rating", allows_cannot_judge=True)
    reference = round.references.first()
    ssim, segmented, _random = lists_of(reference)
    shown = [*ssim.products.all(), *segmented.products.all()]
    trial(participant(round, 1), reference, shown, [5, 5, None, 5, 5, 3, 3, 3, 3, 3])

    found = round_results(round=round, answering=Answering.PEOPLE)

    assert dict(found.not_judged) == {"ssim": 1}
    assert list(means(round)) == ["ssim+segmented"]


@pytest.mark.parametrize("kind", sorted(set(Trial.Kind) - {Trial.Kind.MAIN}))
def test_only_main_trials_count(kind):
    round = closed_round()
    reference = round.references.first()
    identical_set(reference)
    person = participant(round, 1)
    trial(person, reference, lists_of(reference), [5, 5, 5])
    shown = [*lists_of(reference)[1:], reference.sets.get(kind="identical")]
    trial(person, reference, shown, [1, 1, 1], kind=kind, instructed_value=1)

    assert {mean for mean, *_rest in means(round).values()} == {5.0}


def test_answers_on_a_page_that_was_not_sent_off_count():
    round = closed_round()
    reference = round.references.first()
    person = participant(round, 1, completed_at=None)
    trial(person, reference, lists_of(reference), [5], submitted_at=None)

    assert means(round) == {"ssim": (5, 1, 100)}
