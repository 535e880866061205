"""Lists of another system go the whole way: imported, chosen, frozen, rated, told."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from recommender.external.importing import import_lists
from recommender.models import Run
from surveys import rounds
from surveys.models import Round
from surveys.results import Answering, find
from tests.recommender.external.files import circle, file
from tests.surveys.factories import answer_all, make_catalogue, make_round, make_run, take_part

KEY = "external:ssim"  # the most misleading name that there can be
METHODS = ["ssim", "ssim+segmented", KEY]


@pytest.fixture
def catalogue(db):
    """Both treatments of ssim, and lists of another system that leave out the last two products."""
    catalogue = make_catalogue(dress=12)
    make_run(catalogue, "ssim", shift=1)
    make_run(catalogue, "ssim+segmented", shift=3)
    ids = [f"dress-{number:02d}" for number in range(10)]
    import_lists(catalogue=catalogue, key=KEY, data=file(circle(ids, shift=4)))
    return catalogue


@pytest.fixture
def opened(catalogue):
    return rounds.open_round(round=make_round(catalogue, METHODS))


def test_the_form_of_a_round_offers_them_by_their_label(admin_client, catalogue):
    page = admin_client.get(reverse("admin:surveys_round_add"), {"catalogue": catalogue.pk}).text

    assert "External lists: ssim" in page
    assert f'value="{KEY}"' in page
    assert "10 products have full lists of all chosen methods." in page


def test_the_command_takes_them_like_any_method(catalogue):
    call_command(
        "create_round", "--catalogue", "shop", "--slug", "pilot", "--title", "Alike?", verbosity=0
    )

    assert set(Round.objects.get(slug="pilot").method_keys) == set(METHODS)


def test_an_open_round_keeps_label_fingerprint_and_parameters(opened):
    run = Run.objects.get(method=KEY)
    method = opened.methods.get(key=KEY)

    assert method.label == "External lists: ssim"
    assert (method.fingerprint, method.parameters) == (run.fingerprint, run.parameters)


def test_results_score_them_and_see_no_treatment_in_them(admin_client, opened):
    for value in (2, 4, 5):
        answer_all(take_part(opened), value)

    analysis = find(round=opened, answering=Answering.PEOPLE).everybody.analysis
    page = admin_client.get(reverse("surveys:results", args=[opened.slug])).text

    assert {row.method for row in analysis.results.methods} == set(METHODS)
    effects = analysis.segmentation.per_algorithm
    assert [row.method for row in effects] == ["ssim+segmented"]
    assert "External lists: ssim" in page


def test_later_lists_of_the_same_name_change_nothing_that_is_shown(catalogue, opened):
    before = [list(shown.products.values_list("identifier", flat=True)) for shown in sets(opened)]
    ids = [f"dress-{number:02d}" for number in range(10)]
    import_lists(catalogue=catalogue, key=KEY, data=file(circle(ids, shift=0)))

    after = [list(shown.products.values_list("identifier", flat=True)) for shown in sets(opened)]

    assert after == before


def sets(round):
    return [shown for reference in round.references.all() for shown in reference.sets.all()]
