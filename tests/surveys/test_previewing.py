"""What the preview makes of a round, against what opening and joining make of it."""

import itertools

import pytest

from recommender.models import Product
from surveys import rounds
from surveys.models import Participation, Round, ShownSet, Slot, Trial
from surveys.previewing import NoSuchTrial, Previewing
from tests.surveys.factories import make_round, make_run

METHODS = ["random", "ssim", "efficientnet", "clip"]  # clip's lists equal ssim's


@pytest.fixture
def checked(catalogue):
    """A draft with practice and every kind of check."""
    return make_round(
        catalogue, METHODS, practice=True, identical_checks=1, instructed_checks=1, slug="checked"
    )


def products(slot):
    return [product.identifier for product in slot.shown_set.products.all()]


def shown(preview):
    return [products(slot) for slot in preview.slots]


def all_orders(previewing, kind, reference):
    first = previewing.trial(kind, reference, 1)
    rest = [previewing.trial(kind, reference, order) for order in range(2, first.orders + 1)]
    return [first, *rest]


@pytest.mark.parametrize("kind", list(Trial.Kind)[:4])
def test_draft_shows_what_opening_freezes(checked, kind):
    drafted = Previewing(Round.objects.get(pk=checked.pk))
    before = [
        shown(drafted.trial(kind, reference, order))
        for reference, order in itertools.product(range(1, 7), (1, 2))
    ]
    rounds.open_round(round=checked)

    frozen = Previewing(Round.objects.get(pk=checked.pk))

    assert before == [
        shown(frozen.trial(kind, reference, order))
        for reference, order in itertools.product(range(1, 7), (1, 2))
    ]


def test_every_set_stands_everywhere_over_the_orders(checked):
    pages = all_orders(Previewing(checked), "main", 1)

    assert len(pages) == 6  # three different lists: an odd Williams square and its mirror
    for place in range(3):
        stood = [tuple(shown(page)[place]) for page in pages]
        assert {stood.count(one) for one in stood} == {2}


def test_orders_are_counted_on_from_the_last(checked):
    previewing = Previewing(checked)

    again = previewing.trial("main", 1, 7)

    assert again.order == 1
    assert shown(again) == shown(previewing.trial("main", 1, 1))


def test_practice_shows_the_identical_and_a_different_set(checked):
    page = Previewing(checked).trial("practice", 2, 1)

    kinds = {slot.shown_set.kind for slot in page.slots}
    categories = dict(Product.objects.values_list("identifier", "category"))
    different = next(one for one in page.slots if one.shown_set.kind == "different")
    assert page.trial.position == 0
    assert kinds == {ShownSet.Kind.IDENTICAL, ShownSet.Kind.DIFFERENT}
    assert page.trial.reference.category not in {categories[one] for one in products(different)}


def test_identical_check_keeps_the_low_anchor_and_one_of_the_others(checked):
    previewing = Previewing(checked)
    main = shown(previewing.trial("main", 1, 1))
    rounds.open_round(round=checked)
    random = ShownSet.objects.get(reference__position=0, methods__key="random")
    anchor = [product.identifier for product in random.products.all()]

    page = previewing.trial("identical", 1, 1)

    assert sum(slot.shown_set.kind == "identical" for slot in page.slots) == 1
    assert anchor in shown(page)
    assert len(page.slots) == len(main)
    assert sum(one in main for one in shown(page)) == 2


@pytest.mark.parametrize("sets", [2, 3])
def test_pages_hold_as_many_sets_as_fit(checked, sets):
    checked.sets_per_trial = sets
    previewing = Previewing(checked)

    for kind in ("main", "identical", "instructed"):
        page = previewing.trial(kind, 1, 1)
        assert len(page.slots) == sets
        assert len({tuple(one) for one in shown(page)}) == sets
    kinds = [slot.shown_set.kind for slot in previewing.trial("identical", 1, 1).slots]
    assert kinds.count("identical") == 1


@pytest.mark.parametrize("kind", ["main", "identical", "instructed"])
def test_every_selection_of_sets_is_reached_in_every_row(catalogue, kind):
    for method, shift in {"clip+segmented": 2, "ssim+segmented": 6}.items():
        make_run(catalogue, method, shift=shift)
    methods = ["ssim", "efficientnet", "clip+segmented", "ssim+segmented", "random"]
    draft = make_round(catalogue, methods, sets_per_trial=3, identical_checks=1)
    draft.instructed_checks = 1

    pages = all_orders(Previewing(draft), kind, 1)

    selections, rows = {"main": 10, "identical": 4, "instructed": 6}[kind], 6
    assert {page.selections for page in pages} == {selections}
    assert len(pages) == selections * rows
    seen = [tuple(map(tuple, shown(page))) for page in pages]
    assert len(set(seen)) == len(pages)
    assert len({frozenset(sets) for sets in seen}) == selections
    for slot in range(3):  # each set stands equally often in every slot, for each selection
        stood = [(frozenset(sets), sets[slot]) for sets in seen]
        assert {stood.count(one) for one in stood} == {rows // 3}


def test_a_drafts_products_are_not_asked_of_the_database(checked, django_assert_num_queries):
    slots = Previewing(checked).trial("main", 1, 1).slots

    with django_assert_num_queries(0):
        assert all(len(products(slot)) == 5 for slot in slots)


def test_one_method_alone_is_shown_beside_the_identical_set(catalogue):
    draft = make_round(catalogue, ["ssim"], identical_checks=1)

    page = Previewing(draft).trial("identical", 1, 1)

    assert sorted(slot.shown_set.kind for slot in page.slots) == ["identical", "list"]


def test_instructed_check_asks_for_another_answer_in_every_order(checked):
    pages = all_orders(Previewing(checked), "instructed", 1)

    assert [page.trial.instructed_value for page in pages] == [1, 2, 3, 4, 5, 1]


def test_products_are_shuffled_where_the_round_shuffles_them(checked):
    checked.product_order = Round.ProductOrder.SHUFFLED
    previewing = Previewing(checked)

    orders = [slot.product_order for slot in previewing.trial("main", 1, 1).slots]
    others = [slot.product_order for slot in previewing.trial("main", 1, 2).slots]

    assert all(sorted(order) == [1, 2, 3, 4, 5] for order in orders)
    assert orders != others
    checked.product_order = Round.ProductOrder.RANK
    assert {slot.product_order for slot in Previewing(checked).trial("main", 1, 1).slots} == {None}


@pytest.mark.parametrize("state", ["draft", "open"])
def test_products_to_be_rated_stand_once_each(checked, state):
    Round.objects.filter(pk=checked.pk).update(answer_format="product_rating")
    checked.refresh_from_db()
    if state == "open":
        rounds.open_round(round=checked)

    page = Previewing(checked).trial("main", 1, 1)

    names = [slot.shown_product.identifier for slot in page.slots]
    assert len(names) == len(set(names)) > 5


def test_round_without_practice_and_checks_has_comparisons_alone(draft):
    previewing = Previewing(draft)

    assert previewing.kinds == ["main"]
    for kind in ("practice", "identical", "instructed", "repeat", "nonsense"):
        with pytest.raises(NoSuchTrial):
            previewing.trial(kind, 1, 1)


@pytest.mark.parametrize(("reference", "order"), [(0, 1), (7, 1), (1, 0)])
def test_there_are_no_other_references(draft, reference, order):
    with pytest.raises(NoSuchTrial):
        Previewing(draft).trial("main", reference, order)


def test_draft_that_is_not_ready_says_why(catalogue):
    draft = make_round(catalogue, ["ssim", "clip+segmented"])

    with pytest.raises(rounds.MethodsNotReady, match=r"clip\+segmented"):
        Previewing(draft).check()


def test_no_row_comes_into_being(checked):
    previewing = Previewing(checked)

    for kind in previewing.kinds:
        previewing.trial(kind, 1, 1).answer(
            {slot.position: 3 for slot in previewing.trial(kind, 1, 1).slots}
        )

    for model in (Participation, Trial, Slot, ShownSet):
        assert not model.objects.exists()
