import numpy as np

from recommender.models import Product
from surveys.models import ShownSet
from surveys.simulation import likeness
from surveys.simulation.likeness import looks_of


def of_method(round, looks, key):
    lists = ShownSet.objects.lists().filter(reference__round=round, methods__key=key)
    return [looks.sets[pk].likeness for pk in lists.values_list("pk", flat=True)]


def test_likeness_is_the_share_of_equal_attributes():
    mug = {"colour": "red", "pattern": "dots"}

    assert likeness(mug, [mug]) == 1.0
    assert likeness(mug, [{"colour": "blue", "pattern": "plain"}]) == 0.0
    assert likeness({}, [mug]) == 0.5


def test_without_attributes_random_is_invented_the_lowest_and_methods_differ(opened):
    looks = looks_of(opened)

    random, ssim = (of_method(opened, looks, key) for key in ("random", "ssim"))
    assert np.mean(random) < 0.3 < np.mean(ssim)
    assert len(set(ssim)) == len(ssim)


def test_what_is_invented_follows_the_seed_alone(opened):
    assert looks_of(opened) == looks_of(opened)


def test_the_rounds_own_sets_are_identical_and_different(opened_with):
    round = opened_with()

    looks = looks_of(round)

    for kind, value in {ShownSet.Kind.IDENTICAL: 1, ShownSet.Kind.DIFFERENT: 0}.items():
        own = ShownSet.objects.filter(reference__round=round, kind=kind)
        seen = [looks.sets[pk] for pk in own.values_list("pk", flat=True)]
        assert {look.likeness for look in seen} == {value}
        assert {look.is_identical for look in seen} == {bool(value)}
        products = own.values_list("products__pk", flat=True)
        assert {looks.products[pk].likeness for pk in products} == {value}


def test_where_attributes_are_known_likeness_follows_them(opened):
    reference = opened.references.first()
    first = reference.sets.lists().first()
    alike = set(first.products.values_list("identifier", flat=True)) | {reference.identifier}
    for product in Product.objects.all():
        colour = "red" if product.identifier in alike else "blue"
        Product.objects.filter(pk=product.pk).update(attributes={"colour": colour})

    looks = looks_of(opened)

    assert looks.sets[first.pk].likeness == 1
    other = reference.sets.lists().last()
    shared = other.products.filter(identifier__in=alike).count()
    assert looks.sets[other.pk].likeness == shared / 5
