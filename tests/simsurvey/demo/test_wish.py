from pathlib import Path

import pytest

from recommender.models import Catalogue
from simsurvey.demo.wish import Wish, wish_for
from surveys import round_texts
from surveys.models import Round

pytestmark = pytest.mark.django_db


def make(wish: Wish) -> Catalogue:
    """What a start for this wish leaves behind."""
    catalogue = Catalogue.objects.create(name=wish.name, source=str(wish.source), drawn=wish.drawn)
    ask(catalogue, wish.slug)
    return catalogue


def ask(catalogue: Catalogue | None, slug: str) -> None:
    Round.objects.create(
        catalogue=catalogue,
        slug=slug,
        title="Shoes",
        question="How similar?",
        scale_labels=[str(label) for label in round_texts.SCALES[5]],
        consent_text="Voluntary.",
    )


def test_the_drawn_shop_is_found_again() -> None:
    first = wish_for(None)
    make(first)

    assert (first.name, first.slug, first.drawn) == ("Demo shop", "demo", True)
    assert wish_for(None) == first


def test_photographs_are_found_again_under_their_folders_name(tmp_path: Path) -> None:
    first = wish_for(tmp_path / "Summer shoes")
    make(first)

    assert (first.name, first.slug, first.drawn) == ("Summer shoes", "summer-shoes", False)
    assert wish_for(tmp_path / "Summer shoes") == first


def test_an_archive_goes_by_its_name_without_the_ending(tmp_path: Path) -> None:
    assert wish_for(tmp_path / "shoes.zip").name == "shoes"


def test_another_folder_of_the_same_name_gets_a_number(tmp_path: Path) -> None:
    make(wish_for(tmp_path / "winter" / "shoes"))

    other = wish_for(tmp_path / "summer" / "shoes")

    assert (other.name, other.slug) == ("shoes 2", "shoes-2")


def test_photographs_never_take_the_drawn_shops_address(tmp_path: Path) -> None:
    assert wish_for(tmp_path / "demo").slug == "demo-photographs"


def test_a_name_without_letters_still_gets_an_address(tmp_path: Path) -> None:
    assert wish_for(tmp_path / "写真").slug == "photographs"


def test_a_researchers_round_of_that_address_is_left_alone(tmp_path: Path) -> None:
    ask(None, "shoes")

    assert wish_for(tmp_path / "shoes").slug == "shoes-2"
