"""Products, and each with its neighbours."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from recommender.external.importing import import_lists
from recommender.methods import registry
from recommender.models import Catalogue, Chunk, Problem, Product
from recommender.precompute import plan_run, work
from tests import people
from tests.queries import queries_of
from tests.recommender.external.files import circle, file
from tests.recommender.precompute.shop import add_product

LIST = "admin:recommender_product_changelist"


@pytest.fixture
def client(db: None) -> Client:
    return people.researcher()


@pytest.fixture
def shop(db: None) -> Catalogue:
    """Eight hats and three mugs, computed by random and ssim."""
    catalogue = Catalogue.objects.create(name="shop")
    for number in range(8):
        add_product(catalogue, f"hat-{number}", look=number)
    for number in range(3):
        add_product(catalogue, f"mug-{number}", category="mug", look=number)
    return catalogue


def compute(catalogue: Catalogue, *keys: str) -> None:
    for key in keys:
        plan_run(catalogue=catalogue, method=registry.method(key, settings.METHODS))
    while ready := Chunk.objects.ready().first():
        work(ready.pk, worker="test")


def page(product: Product) -> str:
    return reverse("admin:recommender_product_change", args=[product.pk])


def find(shop: Catalogue, identifier: str) -> Product:
    return shop.products.get(identifier=identifier)


def test_every_method_has_a_row_of_five_pictures(client: Client, shop: Catalogue) -> None:
    compute(shop, "random", "ssim")

    text = client.get(page(find(shop, "hat-3"))).text

    assert "Random choice" in text
    assert "Structural similarity" in text
    assert text.count('class="score"') == 10
    assert text.count('class="thumbnail"') == 11


def import_into(shop: Catalogue, *, scores: bool) -> None:
    """Lists of another system for the hats but the last."""
    rows = circle([f"hat-{number}" for number in range(7)])
    scored = [(*row, 0.123) for row in rows]
    header = "reference,rank,product,score"
    data = file(scored, header=header) if scores else file(rows)
    import_lists(catalogue=shop, key="external:rival", data=data)


def test_imported_lists_stand_below_the_methods(client: Client, shop: Catalogue) -> None:
    compute(shop, "random")
    import_into(shop, scores=True)

    text = client.get(page(find(shop, "hat-3"))).text

    assert text.index("Random choice") < text.index("External lists: rival")
    assert text.count('class="score"') == 10
    assert text.count("0.123") == 5


def test_ranks_without_scores_show_none(client: Client, shop: Catalogue) -> None:
    import_into(shop, scores=False)

    text = client.get(page(find(shop, "hat-3"))).text

    assert text.count('class="thumbnail"') == 6
    assert 'class="score"' not in text


def test_a_product_that_the_file_leaves_out_says_so(client: Client, shop: Catalogue) -> None:
    import_into(shop, scores=False)

    text = client.get(page(find(shop, "hat-7"))).text

    assert "No list: the imported file has none for this product." in text


def test_without_a_finished_method_the_page_says_what_to_do(
    client: Client, shop: Catalogue
) -> None:
    text = client.get(page(find(shop, "hat-3"))).text

    assert "No method has finished in this catalogue yet." in text
    assert reverse("admin:recommender_catalogue_change", args=[shop.pk]) + "#methods" in text


def test_a_small_category_explains_why_there_are_no_lists(client: Client, shop: Catalogue) -> None:
    compute(shop, "random")

    text = client.get(page(find(shop, "mug-1"))).text

    problem = Problem.objects.filter(product__identifier="mug-1").get()
    assert 'class="score"' not in text
    assert f"Left out: {problem.reason}" in text


def test_a_product_that_came_later_says_why_it_has_no_list(client: Client, shop: Catalogue) -> None:
    compute(shop, "random")
    late = add_product(shop, "hat-late", look=50)

    assert "the product came into the catalogue later" in client.get(page(late)).text


def test_previous_and_next_walk_the_whole_catalogue_once(client: Client, shop: Catalogue) -> None:
    other = Catalogue.objects.create(name="other")
    add_product(other, "hat-3b", look=5)
    walked, following = [], find(shop, "hat-0")

    while following:
        walked.append(following.identifier)
        after = client.get(page(following)).context["after"]
        assert after is None or client.get(page(after)).context["before"] == following
        following = after

    assert walked == [f"hat-{n}" for n in range(8)] + [f"mug-{n}" for n in range(3)]


def test_products_are_found_by_id_and_by_category(client: Client, shop: Catalogue) -> None:
    by_id = client.get(reverse(LIST), {"q": "mug-2"})
    by_category = client.get(reverse(LIST), {"catalogue__id__exact": shop.pk, "category": "mug"})

    assert by_id.context["cl"].result_count == 1
    assert by_category.context["cl"].result_count == 3


def test_more_products_cost_no_more_queries(client: Client, shop: Catalogue) -> None:
    few = queries_of(client, reverse(LIST))
    for number in range(30):
        add_product(shop, f"cap-{number}", look=number)

    assert queries_of(client, reverse(LIST)) == few
    assert client.get(reverse(LIST)).text.count('class="thumbnail"') == 41


def test_more_neighbours_cost_no_more_queries(client: Client, shop: Catalogue) -> None:
    compute(shop, "random")
    address = page(find(shop, "hat-3"))
    few = queries_of(client, address)

    compute(shop, "ssim")

    assert queries_of(client, address) == few


def test_a_title_is_text_and_never_markup(client: Client, shop: Catalogue) -> None:
    Product.objects.filter(identifier="hat-3").update(title='"><script>alert(1)</script>')

    text = client.get(page(find(shop, "hat-3"))).text

    assert "<script>alert" not in text


def test_products_are_not_edited_or_deleted_here(client: Client, shop: Catalogue) -> None:
    product = find(shop, "hat-3")

    changed = client.post(page(product), {"identifier": "other"})
    deleted = client.post(
        reverse("admin:recommender_product_delete", args=[product.pk]), {"post": "yes"}
    )

    assert (changed.status_code, deleted.status_code) == (403, 403)
    assert Product.objects.filter(identifier="hat-3").exists()
