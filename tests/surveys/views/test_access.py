import pytest
from django.contrib.auth.models import User

from tests.surveys.factories import answer_all

pytestmark = pytest.mark.django_db
WHO = ["stranger", "participant", "researcher"]


@pytest.fixture
def visitor(request, client, participation):
    """Nobody in particular, somebody with a participant's cookie, or a signed-in researcher."""
    if request.param == "participant":
        client.cookies["participation"] = participation.token
    if request.param == "researcher":
        client.force_login(User.objects.create_superuser("ada"))
    return client


@pytest.mark.parametrize("visitor", WHO, indirect=True)
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/", 200),
        ("/s/alike/", 200),
        ("/s/other/", 404),
        ("/p/{token}/", 302),
        ("/p/{token}/1/", 200),
        ("/p/{token}/9/", 404),
        ("/p/{token}/thanks/", 302),
        ("/p/another-token/1/", 404),
    ],
)
def test_link_alone_decides_what_a_visitor_sees(visitor, participation, address, status):
    response = visitor.get(address.format(token=participation.token))

    assert response.status_code == status


@pytest.mark.parametrize("visitor", WHO, indirect=True)
def test_whoever_has_the_link_can_answer(visitor, participation):
    response = visitor.post(
        f"/p/{participation.token}/1/A/", {"A": 3}, headers={"HX-Request": "true"}
    )

    assert response.status_code == 200


@pytest.mark.parametrize("visitor", WHO, indirect=True)
def test_thanks_are_for_whoever_has_the_link(visitor, participation):
    answer_all(participation)

    assert visitor.get(f"/p/{participation.token}/thanks/").status_code == 200
