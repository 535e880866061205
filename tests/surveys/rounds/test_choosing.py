"""Which products become references, and how much the methods agree about each."""

import pytest

from recommender.models import Neighbour
from surveys import rounds
from tests.surveys.factories import make_catalogue, make_round, make_run

pytestmark = pytest.mark.django_db


def opened_with(catalogue, methods=("ssim", "random"), **changes):
    round = rounds.open_round(round=make_round(catalogue, list(methods), **changes))
    return [reference.identifier for reference in round.references.order_by("position")]


def test_chosen_references_stand_in_the_order_of_their_naming(catalogue):
    chosen = ["shoe-03", "dress-01", "dress-00"]

    assert opened_with(catalogue, reference_choice="chosen", chosen_references=chosen) == chosen


def test_choosing_by_hand_says_how_many_there_are(catalogue):
    draft = make_round(
        catalogue, ["ssim"], reference_choice="chosen", chosen_references=["shoe-03", "dress-01"],
        trials_per_participant=2,
    )  # fmt: skip

    assert draft.references_count == 2


def test_chosen_references_that_are_not_in_the_catalogue_are_named(catalogue):
    chosen = ["dress-01", "hat-1", "hat-2"]

    with pytest.raises(rounds.NotReady, match="has no product “hat-1”, “hat-2”: take"):
        opened_with(catalogue, reference_choice="chosen", chosen_references=chosen)


def test_of_many_unknown_references_ten_are_named(catalogue):
    chosen = [f"hat-{number}" for number in range(12)]

    with pytest.raises(rounds.NotReady, match="“hat-9” and 2 more"):
        opened_with(catalogue, reference_choice="chosen", chosen_references=chosen)


def test_chosen_references_without_full_lists_are_named(catalogue):
    Neighbour.objects.filter(reference__identifier="dress-01", rank=5).delete()
    chosen = ["dress-00", "dress-01", "dress-02"]

    with pytest.raises(rounds.NotReady, match="full list for “dress-01”: choose other"):
        opened_with(catalogue, reference_choice="chosen", chosen_references=chosen)


def test_at_random_may_take_more_of_one_category_than_of_another(catalogue):
    drawn = [
        opened_with(catalogue, slug=f"a{seed}", seed=seed, reference_choice="random")
        for seed in range(6)
    ]

    assert any(sum(one.startswith("dress") for one in each) != 3 for each in drawn)


def test_overlap_is_the_mean_share_over_pairs_of_methods(catalogue):
    # ssim and clip have equal lists; efficientnet's are three places further, 2 of 5 in common.
    round = make_round(catalogue, ["ssim", "clip", "efficientnet"])

    found = rounds.candidates(round)

    assert [one.product.identifier for one in found] == sorted(
        catalogue.products.values_list("identifier", flat=True)
    )
    assert all(one.overlap == pytest.approx((1 + 0.4 + 0.4) / 3) for one in found)


def test_overlap_belongs_to_the_product_beside_it(catalogue):
    """Every list of `random` but one is far from ssim's; that one is ssim's own."""
    own = Neighbour.objects.filter(run__method="ssim", reference__identifier="dress-05")
    other = Neighbour.objects.filter(run__method="random", reference__identifier="dress-05")
    other.delete()
    random = catalogue.runs.get(method="random")
    for row in own:
        row.pk, row.run = None, random
        row.save()

    overlaps = {
        one.product.identifier: one.overlap
        for one in rounds.candidates(make_round(catalogue, ["ssim", "random"]))
    }

    assert overlaps.pop("dress-05") == 1
    assert max(overlaps.values()) < 1


def test_one_method_agrees_with_itself(catalogue):
    assert {one.overlap for one in rounds.candidates(make_round(catalogue, ["ssim"]))} == {1}


def test_there_are_no_candidates_without_lists_or_catalogue(catalogue):
    round = make_round(catalogue, ["ssim", "ssim+segmented"])
    assert rounds.candidates(round) == []

    catalogue.delete()
    round.refresh_from_db()
    assert rounds.candidates(round) == []


def test_candidates_take_as_many_queries_for_many_products_as_for_few(
    django_assert_num_queries,
):
    catalogue = make_catalogue(mug=120)
    for number, method in enumerate(("ssim", "random")):
        make_run(catalogue, method, shift=1 + 5 * number)
    round = make_round(catalogue, ["ssim", "random"])

    with django_assert_num_queries(4):
        assert len(rounds.candidates(round)) == 120


def test_products_on_which_methods_disagree_are_drawn_more_readily():
    """On half of the products both methods agree, on the other half they share nothing."""
    catalogue = make_catalogue(mug=60)
    make_run(catalogue, "ssim", shift=1)
    make_run(catalogue, "random", shift=7)
    random = catalogue.runs.get(method="random")
    agreeing = [f"mug-{number:02d}" for number in range(0, 60, 2)]
    random.neighbours.filter(reference__identifier__in=agreeing).delete()
    for row in Neighbour.objects.filter(run__method="ssim", reference__identifier__in=agreeing):
        row.pk, row.run = None, random
        row.save()

    weighted = opened_with(catalogue, references_count=20, disagreement_weight=20, seed=5)

    assert len(set(weighted) - set(agreeing)) >= 17
