import numpy as np
import pytest
from django.core.management import CommandError, call_command

from recommender.models import Catalogue, Picture, Product
from surveys.models import Participation, Rating, Round
from surveys.participation import RoundNotOpen
from surveys.simulation import likeness, simulate
from tests.surveys.answered import open_round


@pytest.fixture
def round(db):
    return open_round()


def test_likeness_is_the_share_of_equal_attributes():
    mug = {"colour": "red", "pattern": "dots"}

    assert likeness(mug, [mug]) == 1.0
    assert likeness(mug, [{"colour": "blue", "pattern": "plain"}]) == 0.0
    assert likeness({}, [mug]) == 0.5


def test_simulated_participants_finish_and_are_marked(round):
    simulate(round=round, participants=3, seed=1)

    participations = Participation.objects.filter(round=round)
    assert participations.count() == 3
    assert all(one.simulated and one.completed_at for one in participations)
    assert Rating.objects.count() == 3 * 3 * 3


def test_the_same_seed_again_adds_nobody(round):
    simulate(round=round, participants=3, seed=1)
    before = list(Rating.objects.order_by("pk").values_list("pk", "value"))

    simulate(round=round, participants=3, seed=1)

    assert list(Rating.objects.order_by("pk").values_list("pk", "value")) == before


def test_answers_follow_the_known_attributes(round):
    catalogue = Catalogue.objects.create(name="drawn")
    picture = Picture.objects.create(sha256="0" * 64, width=1, height=1)
    Round.objects.update(catalogue=catalogue)
    round.refresh_from_db()
    for reference in round.references.all():
        like = {f"{reference.identifier}-0-{rank}" for rank in range(1, 6)}
        shown = reference.sets.values_list("products__identifier", flat=True)
        for identifier in {reference.identifier, *shown}:
            colour = "red" if identifier in like | {reference.identifier} else "blue"
            Product.objects.create(
                catalogue=catalogue,
                identifier=identifier,
                category="mug",
                attributes={"colour": colour},
                picture=picture,
            )

    simulate(round=round, participants=4, seed=1)

    means = {
        key: np.mean(
            Rating.objects.filter(slot__shown_set__methods__key=key).values_list("value", flat=True)
        )
        for key in ("ssim", "random")
    }
    assert means["ssim"] > 4 > 2 > means["random"]


def test_a_closed_round_is_not_simulated(round):
    Round.objects.update(state=Round.State.CLOSED)
    round.refresh_from_db()

    with pytest.raises(RoundNotOpen):
        simulate(round=round, participants=1, seed=1)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere"], "There is no round “nowhere”. Known: pilot."),
        (["pilot", "--participants", "0"], "at least 1 participant"),
    ],
)
def test_the_command_refuses_with_one_sentence(round, arguments, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("simulate_round", *arguments)
