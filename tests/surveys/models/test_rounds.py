import pytest
from django.db import IntegrityError, transaction

from surveys.models import Round, ShownProduct
from tests.surveys.factories import make_round

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "frozen", "is_open"),
    [
        ("draft", False, False),
        ("open", True, True),
        ("paused", True, False),
        ("closed", True, False),
        ("archived", True, False),
    ],
)
def test_round_is_frozen_from_its_opening_on(state, frozen, is_open):
    round = Round(state=state)

    assert round.is_frozen is frozen
    assert round.is_open is is_open


def test_home_page_lists_what_anybody_may_take(catalogue, opened):
    make_round(catalogue, ["ssim"], slug="being-prepared")
    assert list(Round.objects.on_the_home_page()) == [opened]

    opened.channels.update(is_active=False)

    assert not Round.objects.on_the_home_page().exists()


def test_rank_of_a_set_is_taken_once(opened):
    first, second = ShownProduct.objects.filter(shown_set__reference__round=opened)[:2]

    with pytest.raises(IntegrityError), transaction.atomic():
        ShownProduct.objects.filter(pk=second.pk).update(rank=first.rank)
