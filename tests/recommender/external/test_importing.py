"""From a file to lists that count."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from recommender import lookup
from recommender.external import storing
from recommender.external.faults import ListsRefused
from recommender.external.importing import import_lists
from recommender.models import Catalogue, Neighbour, Run
from recommender.precompute.plan import contents_sha256
from tests.recommender.external.files import circle, file
from tests.recommender.precompute.conftest import lists_of
from tests.surveys.factories import make_catalogue, make_product

KEY = "external:rival"


@pytest.fixture
def shop(db: None) -> Catalogue:
    return make_catalogue(hat=8)


def ids(catalogue: Catalogue) -> list[str]:
    return [product.identifier for product in catalogue.products.order_by("identifier")]


def good(catalogue: Catalogue, *, shift: int = 0) -> bytes:
    return file(circle(ids(catalogue), shift=shift))


def test_lists_become_a_finished_run(shop: Catalogue) -> None:
    imported = import_lists(catalogue=shop, key=KEY, data=good(shop))

    run = Run.objects.get()
    assert imported.run == run
    assert (run.method, run.state, run.k) == (KEY, Run.State.FINISHED, 5)
    assert (run.lists, run.done, run.total, run.error) == (8, 8, 8, "")
    assert run.contents == contents_sha256(shop.products.select_related("picture"))
    assert run.parameters["scores"] == "reciprocal rank"
    assert len(run.fingerprint) == 64
    assert lists_of(run)["hat-06"] == ["hat-07", "hat-00", "hat-01", "hat-02", "hat-03"]


def test_scores_are_kept_as_they_came(shop: Catalogue) -> None:
    rows = [(*row, -int(str(row[1]))) for row in circle(ids(shop))]

    imported = import_lists(
        catalogue=shop, key=KEY, data=file(rows, header="reference,rank,product,score")
    )

    places = imported.run.neighbours.filter(reference__identifier="hat-00").order_by("rank")
    assert [place.score for place in places] == [-1, -2, -3, -4, -5]
    assert imported.run.parameters["scores"] == "as imported"
    assert imported.notices == []


def test_products_without_a_list_are_counted(shop: Catalogue) -> None:
    imported = import_lists(catalogue=shop, key=KEY, data=file(circle(ids(shop))[:-10]))

    assert imported.summary == "6 of 8 products have a list."
    assert lookup.eligible_references([imported.run]).count() == 6


def test_what_is_taken_all_the_same_is_said(shop: Catalogue) -> None:
    longer = file(circle(ids(shop), length=7))

    imported = import_lists(catalogue=shop, key=KEY, data=longer)

    assert imported.notices == [
        "16 lines with a rank beyond 5 were left out.",
        "The file has no scores: by rank they are 1, 1/2, 1/3 and so on.",
    ]
    assert imported.run.neighbours.count() == 40


def test_a_dry_run_saves_nothing(shop: Catalogue) -> None:
    imported = import_lists(catalogue=shop, key=KEY, data=good(shop), dry_run=True)

    assert imported.summary == "8 of 8 products have a list."
    assert not Run.objects.exists()


def test_one_wrong_line_keeps_everything_out(shop: Catalogue) -> None:
    data = good(shop) + b"hat-00,1,hat-05\n"

    with pytest.raises(ListsRefused) as refused:
        import_lists(catalogue=shop, key=KEY, data=data)

    assert str(refused.value) == "Nothing was imported: 1 fault was found."
    assert [fault.line for fault in refused.value.faults] == [42]
    assert not Run.objects.exists()


def test_of_many_faults_it_says_that_only_the_first_are_listed(shop: Catalogue) -> None:
    rows = circle([f"cap-{number}" for number in range(30)])

    with pytest.raises(ListsRefused, match="150 faults were found") as refused:
        import_lists(catalogue=shop, key=KEY, data=file(rows))

    assert str(refused.value).endswith("Only the first 100 are listed.")
    assert (len(refused.value.faults), refused.value.count) == (100, 150)


def test_a_header_alone_is_refused(shop: Catalogue) -> None:
    with pytest.raises(ListsRefused, match="The file has no lists"):
        import_lists(catalogue=shop, key=KEY, data=file([]))


@pytest.mark.parametrize(
    "key", ["rival", "external:", "external:Rival", "external:a+segmented", "external:-a", "ssim"]
)
def test_a_key_is_external_and_a_plain_name(shop: Catalogue, key: str) -> None:
    with pytest.raises(ListsRefused, match="cannot be a method of another system"):
        import_lists(catalogue=shop, key=key, data=good(shop))


def test_the_same_lists_twice_are_kept_once(shop: Catalogue) -> None:
    first = import_lists(catalogue=shop, key=KEY, data=good(shop)).run
    again = import_lists(catalogue=shop, key=KEY, data=good(shop).replace(b",", b";")).run

    assert again == first
    assert Neighbour.objects.count() == 40


def test_other_lists_of_the_same_name_are_a_run_and_the_last_import_counts(
    shop: Catalogue,
) -> None:
    first = import_lists(catalogue=shop, key=KEY, data=good(shop)).run
    other = import_lists(catalogue=shop, key=KEY, data=good(shop, shift=1)).run

    after_both = lookup.finished_runs(shop)[KEY]
    import_lists(catalogue=shop, key=KEY, data=good(shop))

    assert other != first
    assert after_both == other
    assert lookup.finished_runs(shop)[KEY] == first
    assert lookup.method_states(shop)[-1].run == first


def test_the_same_lists_of_another_name_are_another_method(shop: Catalogue) -> None:
    first = import_lists(catalogue=shop, key=KEY, data=good(shop)).run
    other = import_lists(catalogue=shop, key="external:second", data=good(shop)).run

    assert first.fingerprint != other.fingerprint


def test_a_changed_catalogue_takes_the_same_file_anew(shop: Catalogue) -> None:
    data = good(shop)
    first = import_lists(catalogue=shop, key=KEY, data=data).run
    make_product(shop, "hat", "hat-99")

    second = import_lists(catalogue=shop, key=KEY, data=data).run

    assert second != first
    assert second.fingerprint == first.fingerprint
    assert lookup.finished_runs(shop)[KEY] == second


def test_places_that_went_with_a_product_are_put_back(shop: Catalogue) -> None:
    run = import_lists(catalogue=shop, key=KEY, data=good(shop)).run
    before = lists_of(run)
    lost = shop.products.get(identifier="hat-03")
    category, identifier, picture = lost.category, lost.identifier, lost.picture
    lost.delete()
    shop.products.create(
        category=category, identifier=identifier, picture=picture, source_sha256="0" * 64
    )
    assert lists_of(run) != before

    again = import_lists(catalogue=shop, key=KEY, data=good(shop)).run

    assert again == run
    assert lists_of(run) == before


def test_an_import_that_was_interrupted_does_not_count_and_can_be_done_again(
    shop: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "LISTS_AT_A_TIME", 3)

    def pull_the_plug(done: int, total: int) -> None:
        if done == 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_lists(catalogue=shop, key=KEY, data=good(shop), on_progress=pull_the_plug)
    torn = Run.objects.get()
    (state,) = [state for state in lookup.method_states(shop) if state.key == KEY]

    assert torn.state == Run.State.FAILED
    assert "import the file again" in torn.error
    assert state.run == torn
    assert KEY not in lookup.finished_runs(shop)

    whole = import_lists(catalogue=shop, key=KEY, data=good(shop)).run

    assert (whole, whole.state, whole.error) == (torn, Run.State.FINISHED, "")
    assert whole.neighbours.count() == 40


def test_an_interrupted_import_leaves_the_earlier_lists_in_force(
    shop: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = import_lists(catalogue=shop, key=KEY, data=good(shop)).run
    monkeypatch.setattr(storing, "LISTS_AT_A_TIME", 3)

    def pull_the_plug(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_lists(catalogue=shop, key=KEY, data=good(shop, shift=1), on_progress=pull_the_plug)

    assert Run.objects.count() == 2
    assert lookup.method_states(shop)[-1].run == first


def test_progress_ends_at_all_lists(shop: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storing, "LISTS_AT_A_TIME", 3)
    told: list[tuple[int, int]] = []

    import_lists(
        catalogue=shop,
        key=KEY,
        data=good(shop),
        on_progress=lambda done, total: told.append((done, total)),
    )

    assert told == [(3, 8), (6, 8), (8, 8)]


class TestRows:
    """Files of our own export, which hold the lists of several methods."""

    def several(self, shop: Catalogue, *methods: str) -> bytes:
        rows = [
            (reference, method, rank, product, 1)
            for shift, method in enumerate(methods)
            for reference, rank, product in circle(ids(shop), shift=shift)
        ]
        return file(rows, header="reference,method,rank,product,score")

    def test_the_wished_rows_are_taken(self, shop: Catalogue) -> None:
        data = self.several(shop, "ssim", "ssim+segmented")

        run = import_lists(catalogue=shop, key=KEY, data=data, rows="ssim+segmented").run

        assert lists_of(run)["hat-00"][0] == "hat-02"

    def test_rows_of_the_same_key_are_meant_without_a_wish(self, shop: Catalogue) -> None:
        data = self.several(shop, "ssim", KEY)

        run = import_lists(catalogue=shop, key=KEY, data=data).run

        assert lists_of(run)["hat-00"][0] == "hat-02"

    def test_the_only_method_needs_no_wish(self, shop: Catalogue) -> None:
        assert import_lists(catalogue=shop, key=KEY, data=self.several(shop, "ssim")).lists == 8

    def test_several_methods_need_one(self, shop: Catalogue) -> None:
        data = self.several(shop, "ssim", "clip")

        with pytest.raises(ListsRefused, match="names ssim, clip: say whose rows are meant"):
            import_lists(catalogue=shop, key=KEY, data=data)
        with pytest.raises(ListsRefused, match="names ssim, clip: say whose rows are meant"):
            import_lists(catalogue=shop, key=KEY, data=data, rows="random")

    def test_a_wish_needs_the_column(self, shop: Catalogue) -> None:
        with pytest.raises(ListsRefused, match="has no column “method”"):
            import_lists(catalogue=shop, key=KEY, data=good(shop), rows="ssim")


def test_more_lists_cost_few_more_queries(
    shop: Catalogue, django_assert_max_num_queries: Any
) -> None:
    """A transaction around each of a few statements, and no query for each line."""
    with django_assert_max_num_queries(12):
        import_lists(catalogue=shop, key=KEY, data=good(shop))


def test_a_later_finished_run_of_old_contents_is_still_the_last_import(shop: Catalogue) -> None:
    run = import_lists(catalogue=shop, key=KEY, data=good(shop)).run
    Run.objects.filter(pk=run.pk).update(finished_at=timezone.now() - timedelta(days=1))
    newer = import_lists(catalogue=shop, key=KEY, data=good(shop, shift=1)).run

    assert lookup.finished_runs(shop) == {KEY: newer}
