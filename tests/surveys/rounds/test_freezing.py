import pytest
from django.utils import timezone

from recommender.models import Picture, Product, Run
from surveys import rounds
from surveys.models import Reference, RoundMethod, Seat, ShownProduct, ShownSet
from tests.surveys.factories import make_catalogue, make_round, make_run

pytestmark = pytest.mark.django_db


def identifiers(shown_set):
    return [product.identifier for product in shown_set.products.all()]


def test_sets_are_the_lists_of_the_methods(opened):
    reference = opened.references.first()
    category, number = reference.identifier.split("-")

    lists = reference.sets.filter(kind="list")
    shown = {one.methods.get().key: identifiers(one) for one in lists}

    assert shown["ssim"] == [f"{category}-{(int(number) + step) % 12:02d}" for step in range(1, 6)]
    assert set(shown) == {"ssim", "efficientnet", "random"}


def test_equal_lists_are_one_set_credited_to_each_method(catalogue):
    round = rounds.open_round(round=make_round(catalogue, ["ssim", "random", "clip"]))

    for reference in round.references.all():
        lists = reference.sets.filter(kind="list")
        credits = [sorted(m.key for m in one.methods.all()) for one in lists]
        assert sorted(credits) == [["clip", "ssim"], ["random"]]


def test_same_products_in_another_order_are_another_set(catalogue):
    run = make_run(catalogue, "clip+segmented", shift=1)
    for neighbour in run.neighbours.filter(rank__in=(1, 2)).order_by("reference", "rank"):
        neighbour.rank += 10
        neighbour.save()
    run.neighbours.filter(rank=11).update(rank=2)
    run.neighbours.filter(rank=12).update(rank=1)

    round = rounds.open_round(round=make_round(catalogue, ["ssim", "clip+segmented"]))

    assert all(r.sets.filter(kind="list").count() == 2 for r in round.references.all())


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


def test_random_has_the_last_position(catalogue):
    round = rounds.open_round(round=make_round(catalogue, ["random", "ssim", "efficientnet"]))

    assert [method.key for method in round.methods.all()] == ["ssim", "efficientnet", "random"]
    assert [m.key for m in ShownSet.objects.lists().last().methods.all()] == ["random"]


def test_every_reference_has_a_set_of_itself_that_nobody_is_credited_with(opened):
    for reference in opened.references.all():
        identical = reference.sets.get(kind="identical")
        assert identifiers(identical) == [reference.identifier] * 5
        assert not identical.methods.exists()


def test_variants_stand_for_the_reference_and_it_fills_up(catalogue):
    catalogue.products.filter(identifier__in=["dress-03", "dress-07", "dress-09"]).update(group="g")
    draft = make_round(
        catalogue,
        ["ssim"],
        reference_choice="chosen",
        chosen_references=["dress-07"],
        trials_per_participant=1,
    )

    round = rounds.open_round(round=draft)

    identical = round.references.get().sets.get(kind="identical")
    assert identifiers(identical) == ["dress-03", "dress-09", *["dress-07"] * 3]


def test_practice_has_products_of_other_categories(catalogue):
    round = rounds.open_round(round=make_round(catalogue, ["ssim"], practice=True))

    for reference in round.references.all():
        different = identifiers(reference.sets.get(kind="different"))
        assert len(set(different)) == 5
        assert not any(one.startswith(reference.category) for one in different)


def test_practice_in_a_single_category_has_others_but_not_the_reference():
    catalogue = make_catalogue(mug=7)
    catalogue.products.filter(identifier="mug-01").update(group="g")
    catalogue.products.filter(identifier="mug-02").update(group="g")
    make_run(catalogue, "ssim", shift=1)
    fields = {"references_count": 7, "practice": True, "seed": 3}

    round = rounds.open_round(round=make_round(catalogue, ["ssim"], **fields))

    for reference in round.references.all():
        different = identifiers(reference.sets.get(kind="different"))
        assert len(set(different)) == 5
        assert reference.identifier not in different
        if reference.identifier == "mug-01":
            assert "mug-02" not in different


def test_without_practice_nothing_is_stored_for_it(opened):
    assert not ShownSet.objects.filter(kind="different").exists()


def test_opening_draws_the_first_seats(opened):
    assert opened.seats.exists()
    assert [seat.number for seat in opened.seats.all()] == list(range(1, opened.seats.count() + 1))


def test_nothing_that_happens_to_the_catalogue_changes_an_open_round(opened, catalogue):
    def seen():
        return [
            list(model.objects.order_by("pk").values())
            for model in (Reference, ShownProduct, ShownSet, RoundMethod, Seat)
        ]

    before, manifest = seen(), opened.manifest
    Product.objects.update(title="other", group="all", picture=Picture.objects.first())
    Run.objects.filter(method="ssim").update(fingerprint="other weights", parameters={})
    run = make_run(catalogue, "ssim", shift=6, k=4)
    run.finished_at = timezone.now()
    run.save()
    catalogue.delete()

    opened.refresh_from_db()
    assert seen() == before
    assert opened.manifest == manifest
    assert rounds.changes_since(opened) == []


def test_opening_takes_as_many_queries_for_many_references_as_for_few(
    django_assert_max_num_queries,
):
    catalogue = make_catalogue(mug=80)
    for number, method in enumerate(("ssim", "random")):
        make_run(catalogue, method, shift=1 + 5 * number)
    round = make_round(catalogue, ["ssim", "random"], references_count=80, practice=True)

    with django_assert_max_num_queries(50):
        rounds.open_round(round=round)

    assert ShownProduct.objects.count() == 80 * (2 + 2) * 5
