from contextlib import closing

import pytest
from django.test import Client
from django.urls import reverse

from recommender.catalogue import pictures
from recommender.catalogue.preparing import PreparedPicture, prepare
from tests.recommender.catalogue.photographs import photograph

pytestmark = pytest.mark.django_db  # that a response is closed is told to the database
UNKNOWN = "0" * 64


@pytest.fixture
def prepared() -> PreparedPicture:
    prepared = prepare(photograph())
    pictures.store(prepared)
    return prepared


@pytest.mark.parametrize(
    ("width", "content_type"), [(320, "image/webp"), (640, "image/webp"), (1024, "image/jpeg")]
)
def test_everybody_gets_a_picture_to_keep(
    client: Client, prepared: PreparedPicture, width: int, content_type: str
) -> None:
    response = client.get(pictures.url(prepared.sha256, width))

    assert response.status_code == 200
    assert response.getvalue() == {1024: prepared.master, **prepared.webs}[width]
    assert response["Content-Type"] == content_type
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in response
    assert "Cookie" not in response.get("Vary", "")


def test_head_tells_the_size_alone(client: Client, prepared: PreparedPicture) -> None:
    with closing(client.head(pictures.url(prepared.sha256, 320))) as response:
        assert response.status_code == 200
        assert response["Content-Length"] == str(len(prepared.webs[320]))
        assert response.getvalue() == b""


def test_a_browser_that_has_the_picture_gets_nothing_again(
    client: Client, prepared: PreparedPicture
) -> None:
    small, large = (pictures.url(prepared.sha256, width) for width in (320, 640))
    with closing(client.get(small)) as response:
        tag = response["ETag"]

    again = client.get(small, headers={"if-none-match": tag})
    with closing(client.get(large, headers={"if-none-match": tag})) as other:
        assert (again.status_code, again.content) == (304, b"")
        assert other.status_code == 200


@pytest.mark.parametrize("file", ["320.webp", "1024.jpg"])
def test_an_unknown_picture_is_not_found_and_not_kept(client: Client, file: str) -> None:
    response = client.get(f"/catalogues/pictures/{UNKNOWN}/{file}")

    assert response.status_code == 404
    assert "Cache-Control" not in response


@pytest.mark.parametrize(
    "path",
    [
        "{sha256}/321.webp",
        "{sha256}/1024.webp",
        "{sha256}/320.jpg",
        "{sha256}/320.webp/",
        "{sha256}/320.webp%0a",
        "{upper}/320.webp",
        "{short}/320.webp",
        "../pictures/{sha256}/320.webp/../../../secret_key",
        "%2e%2e/secret_key",
    ],
)
def test_other_addresses_are_not_found(
    client: Client, prepared: PreparedPicture, path: str
) -> None:
    sha256 = prepared.sha256

    response = client.get(
        "/catalogues/pictures/"
        + path.format(sha256=sha256, upper=f"{sha256[:-1]}G", short=sha256[:-1])
    )

    assert response.status_code == 404


def test_pictures_cannot_be_posted_to(client: Client, prepared: PreparedPicture) -> None:
    assert client.post(pictures.url(prepared.sha256)).status_code == 405


def test_the_address_is_reversible() -> None:
    address = reverse("recommender:picture", kwargs={"sha256": UNKNOWN, "file": "320.webp"})

    assert address == f"/catalogues/pictures/{UNKNOWN}/320.webp"
