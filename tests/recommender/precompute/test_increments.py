"""Lists that are taken over, merged from blocks, or both, are those of a run from nothing."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recommender.methods.lists import Products
from recommender.methods.method import Method
from recommender.models import Catalogue, Chunk, Picture, Product, Run
from recommender.precompute import plan_run, work
from tests.recommender.precompute.conftest import WORKER, lists_of
from tests.recommender.precompute.shop import add_product

pytestmark = pytest.mark.embedded

LOOKS = 7

Facts = dict[str, tuple[str, str, int]]


@dataclass(frozen=True)
class Edits:
    """A catalogue before and after, as category, group and look by id."""

    before: Facts
    after: Facts


facts = st.tuples(
    st.sampled_from(["hat", "hat", "shoe"]),
    st.sampled_from(["", "", "", "bowler", "cap"]),
    st.integers(0, LOOKS - 1),
)


@st.composite
def edits(draw: st.DrawFn) -> Edits:
    """Some products stay, some go, some come, and some become another in one respect or all."""
    ids = [f"{number:02}" for number in range(draw(st.integers(4, 14)))]
    before = {identifier: draw(facts) for identifier in ids}
    after = dict(before)
    for identifier in draw(st.lists(st.sampled_from(ids), max_size=3, unique=True)):
        del after[identifier]
    touched = [f"{number:02}" for number in range(17)]
    for identifier in draw(st.lists(st.sampled_from(touched), max_size=4, unique=True)):
        after[identifier] = draw(facts)
    return Edits(before, after if after else before)


@pytest.fixture
def looks(db: None) -> list[Picture]:
    """Pictures to choose from; each is read once for all examples."""
    catalogue = Catalogue.objects.create(name="looks")
    pictures = [add_product(catalogue, str(look), look=look).picture for look in range(LOOKS)]
    catalogue.delete()
    return pictures


@pytest.fixture
def coarse(mean: Method, monkeypatch: pytest.MonkeyPatch) -> Method:
    """A method by which many products are equally similar, so that ids decide."""

    def similarities(queries: Products, candidates: Products) -> np.ndarray[Any, Any]:
        levels = [(side.features.sum(axis=1) // 20) % 4 for side in (queries, candidates)]
        return -np.abs(levels[0][:, None] - levels[1][None, :]) / 4

    monkeypatch.setattr(mean.algorithm, "similarities", similarities)
    return mean


def arrange(catalogue: Catalogue, wanted: Facts, looks: list[Picture]) -> None:
    """Make the catalogue hold these products; rows of products that stay are kept."""
    catalogue.products.exclude(identifier__in=wanted).delete()
    for identifier, (category, group, look) in wanted.items():
        Product.objects.update_or_create(
            catalogue=catalogue,
            identifier=identifier,
            defaults={"category": category, "group": group, "picture": looks[look]},
        )


def computed(catalogue: Catalogue, method: Method, k: int) -> Run:
    run = plan_run(catalogue=catalogue, method=method, k=k)
    finish(run)
    return run


def finish(run: Run) -> None:
    while chunk := Chunk.objects.ready().filter(run=run).first():
        work(chunk.pk, worker=WORKER)
    run.refresh_from_db()


def everything(run: Run) -> dict[str, object]:
    """All that a run says, with ids in the place of primary keys."""
    lists = run.neighbours.order_by("reference__identifier", "rank")
    problems = run.problems.order_by("product__identifier")
    return {
        "lists": list(
            lists.values_list("reference__identifier", "product__identifier", "rank", "score")
        ),
        "problems": list(problems.values_list("product__identifier", "kind", "reason")),
        "ended": (run.state, run.error, run.lists),
    }


def changed_lists(before: Run, after: Run) -> int:
    """Counted the long way."""
    lists: list[dict[int, list[int]]] = []
    for run in (before, after):
        lists.append({})
        for reference, product in run.neighbours.order_by("rank").values_list(
            "reference", "product"
        ):
            lists[-1].setdefault(reference, []).append(product)
    return sum(lists[0].get(reference) != products for reference, products in lists[1].items())


examples = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.parametrize("key", ["coarse", "random"])
@examples
@given(edit=edits(), k=st.integers(1, 3), block=st.sampled_from([2, 3, 5, 100]))
def test_a_run_that_takes_over_lists_equals_one_from_nothing(
    key: str,
    looks: list[Picture],
    request: pytest.FixtureRequest,
    edit: Edits,
    k: int,
    block: int,
) -> None:
    method: Method = request.getfixturevalue(key)
    with pytest.MonkeyPatch.context() as patch:
        shop = Catalogue.objects.create(name="shop")
        fresh = Catalogue.objects.create(name="fresh")
        try:
            arrange(shop, edit.before, looks)
            patch.setattr(method.algorithm, "block", block, raising=False)
            before = computed(shop, method, k)
            arrange(shop, edit.after, looks)
            arrange(fresh, edit.after, looks)

            after = computed(shop, method, k)
            patch.setattr(method.algorithm, "block", 100, raising=False)
            from_nothing = computed(fresh, method, k)

            assert everything(after) == everything(from_nothing)
            if after != before and after.state == Run.State.FINISHED:
                known = after.previous is not None
                assert after.changed == (changed_lists(before, after) if known else after.lists)
        finally:
            Catalogue.objects.filter(name__in=["shop", "fresh"]).delete()


@pytest.mark.parametrize("block", [3, 100])
def test_only_new_and_changed_products_are_compared_again(
    block: int, looks: list[Picture], coarse: Method, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Catalogue.objects.create(name="shop")
    stock = {f"{number:02}": ("hat", "", number % LOOKS) for number in range(12)}
    monkeypatch.setattr(coarse.algorithm, "block", block, raising=False)
    arrange(shop, stock, looks)
    computed(shop, coarse, k=5)
    compared: list[tuple[int, int]] = []
    similarities = coarse.algorithm.similarities

    def counted(queries: Products, candidates: Products) -> Any:
        compared.append((len(queries), len(candidates)))
        return similarities(queries, candidates)

    monkeypatch.setattr(coarse.algorithm, "similarities", counted)
    arrange(shop, stock | {"12": ("hat", "", 1), "13": ("hat", "", 2)}, looks)
    run = computed(shop, coarse, k=5)

    pairs = sum(queries * candidates for queries, candidates in compared)
    assert pairs == 2 * 2 + 2 * 12
    assert run.state == Run.State.FINISHED
    assert run.computed == 0


def test_a_run_of_another_catalogue_parameter_or_length_takes_nothing_over(
    looks: list[Picture], coarse: Method, random: Method
) -> None:
    shop, other = (Catalogue.objects.create(name=name) for name in ("shop", "other"))
    stock = {f"{number:02}": ("hat", "", number % LOOKS) for number in range(6)}
    for catalogue in (shop, other):
        arrange(catalogue, stock, looks)

    runs = [
        computed(shop, coarse, k=2),
        computed(other, coarse, k=2),
        computed(shop, random, k=2),
        computed(shop, coarse, k=3),
    ]

    assert [(run.previous, run.changed) for run in runs] == [(None, 6)] * 4


def test_a_run_that_did_not_finish_is_nothing_to_take_over_from(
    looks: list[Picture], coarse: Method
) -> None:
    shop = Catalogue.objects.create(name="shop")
    stock = {f"{number:02}": ("hat", "", number % LOOKS) for number in range(6)}
    arrange(shop, stock, looks)
    finished = computed(shop, coarse, k=2)
    arrange(shop, stock | {"06": ("hat", "", 3)}, looks)
    plan_run(catalogue=shop, method=coarse, k=2)
    arrange(shop, stock | {"07": ("hat", "", 4)}, looks)

    run = plan_run(catalogue=shop, method=coarse, k=2)

    assert run.previous == finished


def test_a_run_without_its_previous_one_is_ranked_from_nothing(
    looks: list[Picture], coarse: Method, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, fresh = (Catalogue.objects.create(name=name) for name in ("shop", "fresh"))
    stock = {f"{number:02}": ("hat", "", number % LOOKS) for number in range(9)}
    monkeypatch.setattr(coarse.algorithm, "block", 3, raising=False)
    arrange(shop, stock, looks)
    previous = computed(shop, coarse, k=2)
    for catalogue in (shop, fresh):
        arrange(catalogue, stock | {"09": ("hat", "", 3)}, looks)

    run = plan_run(catalogue=shop, method=coarse, k=2)
    previous.delete()
    finish(run)

    assert everything(run) == everything(computed(fresh, coarse, k=2))


@pytest.mark.parametrize("block", [2, 100])
@pytest.mark.parametrize("key", ["ssim", "random", "coarse"])
def test_blocks_of_pairs_give_the_lists_of_one_piece_also_in_ties(
    key: str,
    block: int,
    looks: list[Picture],
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    method: Method = request.getfixturevalue(key)
    shop, fresh = (Catalogue.objects.create(name=name) for name in ("shop", "fresh"))
    stock = {
        f"{number:02}": ("hat", "felt" if number < 3 else "", number % 3) for number in range(9)
    }
    for catalogue in (shop, fresh):
        arrange(catalogue, stock, looks)
    in_one_piece = computed(fresh, method, k=5)

    monkeypatch.setattr(method.algorithm, "block", block, raising=False)
    in_blocks = computed(shop, method, k=5)

    pairs = in_blocks.chunks.filter(stage=Chunk.Stage.PAIRS)
    assert pairs.count() == (15 if block == 2 else 0)
    assert not pairs.exclude(found=None).exists()
    assert in_blocks.done == in_blocks.total
    assert everything(in_blocks) == everything(in_one_piece)


@pytest.mark.parametrize("block", [3, 100])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("hat", "", 0), ("hat", "", 5)),
        (("hat", "", 0), ("hat", "felt", 0)),
        (("hat", "felt", 0), ("hat", "", 0)),
        (("hat", "", 0), ("shoe", "", 0)),
        (("shoe", "", 0), ("hat", "", 0)),
        (("hat", "", 0), None),
        (None, ("hat", "", 0)),
    ],
    ids=["picture", "joins", "leaves", "moves away", "moves in", "goes", "comes"],
)
def test_the_nearest_neighbour_changes(
    before: tuple[str, str, int] | None,
    after: tuple[str, str, int] | None,
    block: int,
    looks: list[Picture],
    coarse: Method,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of the first product, which is in the group “felt”: its list must change with it."""
    monkeypatch.setattr(coarse.algorithm, "block", block, raising=False)
    shop, fresh = (Catalogue.objects.create(name=name) for name in ("shop", "fresh"))
    others = {f"1{look}": ("hat", "", look) for look in range(1, 7)}
    stock = {"00": ("hat", "felt", 0), **others, **{f"2{n}": ("shoe", "", n) for n in range(4)}}
    arrange(shop, stock | ({"01": before} if before else {}), looks)
    earlier = computed(shop, coarse, k=3)
    for catalogue in (shop, fresh):
        arrange(catalogue, stock | ({"01": after} if after else {}), looks)

    later = computed(shop, coarse, k=3)

    assert later.previous == earlier
    assert everything(later) == everything(computed(fresh, coarse, k=3))
    assert lists_of(later)["00"] != lists_of(earlier)["00"] or after == ("hat", "", 5)
