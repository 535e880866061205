from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from recommender.catalogue import pictures
from recommender.catalogue.addresses import url
from recommender.catalogue.preparing import prepare
from simsurvey.pictures_first import pictures_first
from tests.recommender.catalogue.photographs import photograph


def the_rest(request: HttpRequest) -> HttpResponse:
    return HttpResponse("the rest of the site")


def answer(path: str) -> bytes:
    response = pictures_first(the_rest)(RequestFactory().get(path))
    assert isinstance(response, HttpResponse)
    return response.content


def test_a_picture_is_answered_for_without_the_rest_of_the_site() -> None:
    prepared = prepare(photograph())
    pictures.store(prepared)

    assert answer(url(prepared.sha256, "320.avif")) == prepared.webs["320.avif"]


def test_a_picture_that_is_not_there_is_a_matter_of_the_whole_site() -> None:
    assert answer(url("0" * 64, "320.avif")) == b"the rest of the site"


def test_every_other_address_is_left_to_the_site() -> None:
    for path in ("/", "/p/token/1/", "/pictures/", "/s/pictures/", "/catalogues/pictures/x/1.jpg"):
        assert answer(path) == b"the rest of the site"
