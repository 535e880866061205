import pytest
from django.urls import reverse

from surveys.results import Answering, answering_by_default, round_results
from tests.surveys.answered import answer, open_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered():
    round = open_round()
    answer(round, {"ssim": 2, "ssim+segmented": 4, "random": 1}, number=1)
    answer(round, {"ssim": 3, "ssim+segmented": 5, "random": 1}, number=2)
    return round


def test_results_rank_methods_and_give_the_segmentation_effect(answered):
    found = round_results(round=answered, answering=Answering.PEOPLE).summary

    assert [row.method for row in found.methods] == ["ssim+segmented", "ssim", "random"]
    assert [row.mean.estimate for row in found.methods] == [4.5, 2.5, 1.0]
    assert (found.n, found.participants, found.references) == (18, 2, 3)
    assert [row.difference.estimate for row in found.segmentation] == [2.0]


def test_simulated_answers_never_mix_with_those_of_people(answered):
    answer(answered, {"ssim": 5, "ssim+segmented": 5, "random": 5}, number=3, simulated=True)

    people = round_results(round=answered, answering=Answering.PEOPLE)
    simulated = round_results(round=answered, answering=Answering.SIMULATED)

    assert (people.started, people.summary.n) == (2, 18)
    assert (simulated.started, simulated.summary.n) == (1, 9)
    assert answering_by_default(round=answered) is Answering.PEOPLE


def test_the_simulation_is_shown_by_default_only_while_no_person_has_answered():
    round = open_round()
    before = answering_by_default(round=round)
    answer(round, {"ssim": 5, "ssim+segmented": 5, "random": 5}, number=1, simulated=True)

    assert before is Answering.PEOPLE
    assert answering_by_default(round=round) is Answering.SIMULATED


def test_a_shared_set_counts_for_each_of_its_methods():
    round = open_round(shared=True)
    answer(round, {"ssim": 4, "random": 1}, number=1)

    found = round_results(round=round, answering=Answering.PEOPLE)

    assert found.shared_sets == 3
    assert {row.method: row.n for row in found.summary.methods} == {
        "ssim": 3,
        "ssim+segmented": 3,
        "random": 3,
    }


def test_ratings_are_read_in_one_query(answered, django_assert_num_queries):
    with django_assert_num_queries(5):
        round_results(round=answered, answering=Answering.PEOPLE)


def test_page_names_methods_intervals_and_the_simulation(admin_client, answered):
    answer(answered, {"ssim": 5, "ssim+segmented": 5, "random": 5}, number=3, simulated=True)
    url = reverse("surveys:results", args=[answered.slug])

    people = admin_client.get(url).text
    simulated = admin_client.get(url, {"answering": "simulated"}).text

    assert "SSIM+SEGMENTED" in people
    assert "Simulated answers" not in people
    assert "Simulated answers" in simulated
    assert "all answers are equal" in people


def test_page_without_any_rating_says_so(admin_client):
    page = admin_client.get(reverse("surveys:results", args=[open_round().slug]))

    assert page.status_code == 200
    assert "Nobody has rated yet" in page.text


def test_page_of_one_participant_says_why_there_is_no_interval(admin_client):
    round = open_round()
    answer(round, {"ssim": 2, "ssim+segmented": 4, "random": 1}, number=1)

    page = admin_client.get(reverse("surveys:results", args=[round.slug]))

    assert "needs more than one participant" in page.text


def test_figure_is_a_picture_of_the_methods(admin_client, answered):
    response = admin_client.get(reverse("surveys:scores_figure", args=[answered.slug]))

    assert response.headers["Content-Type"] == "image/svg+xml"
    assert "SSIM+SEGMENTED" in response.text


@pytest.mark.parametrize("name", ["results", "scores_figure", "ratings_csv"])
def test_strangers_are_sent_to_sign_in(client, answered, name):
    response = client.get(reverse(f"surveys:{name}", args=[answered.slug]))

    assert response.status_code == 302
    assert response.url.startswith(reverse("admin:login"))


@pytest.mark.parametrize("name", ["results", "scores_figure", "ratings_csv"])
def test_staff_without_the_permission_is_refused(client, django_user_model, answered, name):
    client.force_login(django_user_model.objects.create_user("clerk", is_staff=True))

    response = client.get(reverse(f"surveys:{name}", args=[answered.slug]))

    assert response.status_code == 403


def test_an_unknown_round_is_not_found(admin_client):
    assert admin_client.get(reverse("surveys:results", args=["nowhere"])).status_code == 404
