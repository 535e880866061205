import pytest
from django.urls import set_script_prefix

from recommender.catalogue import addresses
from recommender.catalogue.addresses import AVIF, JPEG, WEBP, picture_sources
from recommender.catalogue.pictures import content_type

SHA256 = "ab" * 32
HERE = f"/catalogues/pictures/{SHA256}"


@pytest.mark.parametrize(
    ("picture_width", "files", "expected"),
    [
        (1024, WEBP, [("320.webp", 320), ("640.webp", 640), ("1024.jpg", 1024)]),
        (700, WEBP, [("320.webp", 320), ("640.webp", 640), ("1024.jpg", 700)]),
        (640, WEBP, [("320.webp", 320), ("640.webp", 640)]),
        (400, WEBP, [("320.webp", 320), ("640.webp", 400)]),
        (200, WEBP, [("320.webp", 200)]),
        (400, AVIF, [("240.avif", 240), ("320.avif", 320), ("640.webp", 400)]),
        (100, AVIF, [("240.avif", 100)]),
        (400, JPEG, [("320.jpg", 320), ("1024.jpg", 400)]),
    ],
)
def test_srcset_names_true_widths(
    picture_width: int, files: tuple[str, ...], expected: list[tuple[str, int]]
) -> None:
    assert addresses.srcset(SHA256, picture_width, files) == ", ".join(
        f"{HERE}/{file} {width}w" for file, width in expected
    )


def test_sources_offer_every_format_and_the_size_of_the_whole_picture() -> None:
    sources = picture_sources(SHA256, 400, 533)

    assert sources.avif.startswith(f"{HERE}/240.avif 240w, {HERE}/320.avif 320w, ")
    assert sources.webp == f"{HERE}/320.webp 320w, {HERE}/640.webp 400w"
    assert sources.jpeg == f"{HERE}/320.jpg 320w, {HERE}/1024.jpg 400w"
    assert (sources.src, sources.large) == (f"{HERE}/320.jpg", f"{HERE}/1024.jpg")
    assert (sources.width, sources.height) == (400, 533)


@pytest.mark.parametrize(
    ("files", "formats"),
    [
        (AVIF, {"image/avif", "image/webp", "image/jpeg"}),
        (WEBP, {"image/webp", "image/jpeg"}),
        (JPEG, {"image/jpeg"}),
    ],
)
def test_no_browser_is_offered_a_format_newer_than_the_one_that_it_chose(
    files: tuple[str, ...], formats: set[str]
) -> None:
    assert {content_type(file) for file in files} == formats


def test_addresses_follow_where_the_site_is_mounted() -> None:
    set_script_prefix("/surveys/")

    try:
        assert addresses.url(SHA256, "320.jpg") == f"/surveys{HERE}/320.jpg"
    finally:
        set_script_prefix("/")
