import pytest

from recommender.models import Neighbour
from simsurvey.demo import preparing
from surveys.models import Round
from tests.surveys.factories import make_catalogue, make_round, make_run

pytestmark = pytest.mark.django_db


def test_it_opens_with_the_usual_checks_what_a_tiny_catalogue_allows():
    catalogue = make_catalogue(mug=6)
    make_run(catalogue, "ssim", shift=1)
    Neighbour.objects.exclude(reference__identifier="mug-00").filter(rank=5).delete()
    usual = {"practice": True, "identical_checks": 2, "repeated_trials": 2}

    preparing._open(make_round(catalogue, ["ssim", "random"], **usual), catalogue, print)

    round = Round.objects.get()
    assert round.is_open
    assert (round.references_count, round.identical_checks, round.repeated_trials) == (1, 1, 1)
    assert round.practice
