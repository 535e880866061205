from pathlib import Path

import pytest
from django.test import Client

from recommender.catalogue import pictures
from recommender.catalogue.addresses import url
from recommender.catalogue.preparing import PreparedPicture, prepare
from tests.recommender.catalogue.photographs import photograph

pytestmark = pytest.mark.django_db  # that a response is closed is told to the database
UNKNOWN = "0" * 64


@pytest.fixture
def prepared() -> PreparedPicture:
    prepared = prepare(photograph())
    pictures.store(prepared)
    return prepared


@pytest.mark.parametrize("file", pictures.FILES)
def test_everybody_gets_a_picture_to_keep(
    client: Client, prepared: PreparedPicture, file: str
) -> None:
    response = client.get(url(prepared.sha256, file))

    assert response.status_code == 200
    assert response.content == {pictures.MASTER: prepared.master, **prepared.webs}[file]
    assert response["Content-Type"] == pictures.content_type(file)
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_picture_is_the_same_for_everybody_and_knows_nobody(
    client: Client, prepared: PreparedPicture
) -> None:
    client.cookies["csrftoken"] = "worn out"
    headers = {"accept-language": "de", "accept-encoding": "gzip"}

    response = client.get(url(prepared.sha256, "320.avif"), headers=headers)

    assert not {"Set-Cookie", "Vary", "Content-Language", "Content-Encoding"} & set(
        response.headers
    )
    assert not response.cookies


def test_head_tells_the_size_alone(client: Client, prepared: PreparedPicture) -> None:
    response = client.head(url(prepared.sha256, "320.webp"))

    assert response.status_code == 200
    assert response["Content-Length"] == str(len(prepared.webs["320.webp"]))
    assert response.content == b""


def test_a_browser_that_has_the_picture_gets_nothing_again(
    client: Client, prepared: PreparedPicture
) -> None:
    small, large = (url(prepared.sha256, file) for file in ("320.webp", "640.webp"))
    tag = client.get(small)["ETag"]

    again = client.get(small, headers={"if-none-match": tag})
    other = client.get(large, headers={"if-none-match": tag})

    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 200


def test_where_a_size_is_missing_another_one_stands_in_until_it_is_there(
    client: Client, prepared: PreparedPicture, media: Path
) -> None:
    small = url(prepared.sha256, "240.avif")
    for file in ("240.avif", "320.avif"):
        (media / pictures.name(prepared.sha256, file)).unlink()

    instead = client.get(small)
    again = client.get(small, headers={"if-none-match": instead["ETag"]})
    pictures.store(prepared)
    mended = client.get(small, headers={"if-none-match": instead["ETag"]})

    assert (instead.status_code, instead["Content-Type"]) == (200, "image/webp")
    assert instead.content == again.content == prepared.webs["320.webp"]
    assert instead["Cache-Control"] == "no-cache"
    assert mended.content == prepared.webs["240.avif"]
    assert "immutable" in mended["Cache-Control"]


def test_the_master_stands_in_for_every_size(
    client: Client, prepared: PreparedPicture, media: Path
) -> None:
    for file in pictures.WEB_FILES:
        (media / pictures.name(prepared.sha256, file)).unlink()

    shown = {client.get(url(prepared.sha256, file)).content for file in pictures.WEB_FILES}

    assert shown == {prepared.master}


@pytest.mark.parametrize("file", pictures.FILES)
def test_an_unknown_picture_is_not_found_and_not_kept(client: Client, file: str) -> None:
    response = client.get(url(UNKNOWN, file))

    assert response.status_code == 404
    assert "Cache-Control" not in response


@pytest.mark.parametrize(
    "path",
    [
        "{sha256}/321.webp",
        "{sha256}/1024.webp",
        "{sha256}/640.jpg",
        "{sha256}/320xavif",
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
    assert client.post(url(prepared.sha256, pictures.MASTER)).status_code == 405
