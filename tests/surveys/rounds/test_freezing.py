import json
from hashlib import sha256

import pytest
from django.utils import timezone

from recommender.models import Picture, Product
from surveys import rounds
from surveys.models import Reference, RoundMethod, ShownProduct, ShownSet
from tests.surveys.factories import make_catalogue, make_round, make_run

pytestmark = pytest.mark.django_db


def identifiers(shown_set):
    return [product.identifier for product in shown_set.products.all()]


def test_sets_are_the_lists_of_the_methods(opened):
    reference = opened.references.first()
    category, number = reference.identifier.split("-")

    shown = {one.methods.get().key: identifiers(one) for one in reference.sets.all()}

    assert shown["ssim"] == [f"{category}-{(int(number) + step) % 12:02d}" for step in range(1, 6)]
    assert set(shown) == {"ssim", "efficientnet", "random"}


def test_equal_lists_are_one_set_credited_to_each_method(catalogue):
    round = rounds.open_round(round=make_round(catalogue, ["ssim", "random", "clip"]))

    for reference in round.references.all():
        credits = [sorted(m.key for m in one.methods.all()) for one in reference.sets.all()]
        assert sorted(credits) == [["clip", "ssim"], ["random"]]


def test_same_products_in_another_order_are_another_set(catalogue):
    run = make_run(catalogue, "clip+segmented", shift=1)
    for neighbour in run.neighbours.filter(rank__in=(1, 2)).order_by("reference", "rank"):
        neighbour.rank += 10
        neighbour.save()
    run.neighbours.filter(rank=11).update(rank=2)
    run.neighbours.filter(rank=12).update(rank=1)

    round = rounds.open_round(round=make_round(catalogue, ["ssim", "clip+segmented"]))

    assert all(reference.sets.count() == 2 for reference in round.references.all())


def test_references_are_drawn_from_every_category(opened):
    assert {reference.category for reference in opened.references.all()} == {"dress", "shoe"}
    assert opened.references.filter(category="dress").count() == 3


def test_same_seed_draws_the_same_references(catalogue):
    drawn = [
        list(
            rounds.open_round(round=make_round(catalogue, ["ssim"], slug=slug, seed=seed))
            .references.order_by("position")
            .values_list("identifier", flat=True)
        )
        for slug, seed in [("a", 1), ("b", 1), ("c", 2)]
    ]

    assert drawn[0] == drawn[1]
    assert drawn[0] != drawn[2]


def test_manifest_is_hashed_as_it_is_stored(opened):
    opened.refresh_from_db()

    assert sha256(opened.manifest.encode()).hexdigest() == opened.manifest_sha256


def test_manifest_holds_all_that_is_shown(opened):
    manifest = json.loads(opened.manifest)

    assert manifest["texts"]["consent_text"] == opened.consent_text
    assert manifest["plan"] == {"scheme": "rotation-1", "seed": 7, "references": 6, "trials": 3}
    assert manifest["software"]["simsurvey"] == "0.1.0"
    assert [method["key"] for method in manifest["methods"]] == ["ssim", "efficientnet", "random"]
    stored = RoundMethod.objects.get(round=opened, key="ssim")
    assert manifest["methods"][0]["fingerprint"] == stored.fingerprint
    for frozen, reference in zip(manifest["references"], opened.references.all(), strict=True):
        assert frozen["identifier"] == reference.identifier
        assert frozen["picture"]["sha256"] == reference.picture_sha256
        for frozen_set, shown_set in zip(frozen["sets"], reference.sets.all(), strict=True):
            assert [one["identifier"] for one in frozen_set["products"]] == identifiers(shown_set)
            assert frozen_set["scores"][frozen_set["methods"][0]] == [1, 1 / 2, 1 / 3, 1 / 4, 1 / 5]


def test_equal_rounds_have_equal_manifests_but_for_what_differs(catalogue):
    one, two = (
        rounds.open_round(round=make_round(catalogue, ["ssim"], slug=slug)) for slug in ("a", "b")
    )

    first, second = json.loads(one.manifest), json.loads(two.manifest)
    assert first["texts"].pop("slug") != second["texts"].pop("slug")
    assert first == second


def test_nothing_that_happens_to_the_catalogue_changes_an_open_round(opened, catalogue):
    def seen():
        return [
            list(model.objects.order_by("pk").values())
            for model in (Reference, ShownProduct, ShownSet, RoundMethod)
        ]

    before, manifest = seen(), opened.manifest
    Product.objects.update(title="other", picture=Picture.objects.first())
    run = make_run(catalogue, "ssim", shift=6, k=4)
    run.finished_at = timezone.now()
    run.save()
    catalogue.delete()

    opened.refresh_from_db()
    assert seen() == before
    assert opened.manifest == manifest


def test_opening_takes_as_many_queries_for_many_references_as_for_few(
    django_assert_max_num_queries,
):
    catalogue = make_catalogue(mug=80)
    for number, method in enumerate(("ssim", "random")):
        make_run(catalogue, method, shift=1 + 5 * number)
    round = make_round(catalogue, ["ssim", "random"], references_count=80)

    with django_assert_max_num_queries(30):
        rounds.open_round(round=round)

    assert ShownProduct.objects.count() == 80 * 2 * 5
