from hashlib import sha256

import pytest

from surveys import logos, rounds
from surveys.colours import light_shades
from tests.surveys.factories import make_round, take_part
from tests.surveys.test_logos import file_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def branded(catalogue):
    logo = logos.prepare(file_of())
    logos.store(logo)
    draft = make_round(
        catalogue,
        ["ssim", "random"],
        asked_by="Institute of <Perception>",
        contact="ada@perception.example",
        logo=logo.column,
        accent="#FFD400",
    )
    return rounds.open_round(round=draft)


def test_icon_is_found_where_browsers_look_by_themselves(client):
    answer = client.get("/favicon.ico")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/static/images/icon")
    assert answer["Location"].endswith(".svg")
    assert "max-age" in answer["Cache-Control"]


def theme_of(page):
    return page.text.partition('href="/themes/')[2].partition('"')[0]


def test_every_page_of_the_round_has_its_colour_and_whom_to_ask(client, branded):
    token = take_part(branded).token

    for address in ("/s/alike/", f"/p/{token}/1/", f"/p/{token}/withdraw/", f"/p/{token}/99/"):
        page = client.get(address)
        assert theme_of(page).startswith("ffd400."), address
        assert 'href="mailto:ada@perception.example"' in page.text, address


def test_theme_is_a_stylesheet_for_ever_with_shades_that_are_readable(client, branded):
    address = "/themes/" + theme_of(client.get("/s/alike/"))

    response = client.get(address)

    assert response.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in response.headers["Cache-Control"]
    assert f"--accent: {light_shades('#ffd400').accent};" in response.text
    assert "prefers-color-scheme: dark" in response.text
    assert not response.cookies


@pytest.mark.parametrize("name", ["ffd400.000000000000.css", "red.000000000000.css", "ffd400.css"])
def test_theme_of_another_version_or_of_no_colour_is_not_found(client, name):
    assert client.get(f"/themes/{name}").status_code == 404


def test_logo_stands_beside_the_name_and_is_served_as_it_is_stored(client, branded):
    page = client.get("/s/alike/")
    address = f"/logos/{branded.logo['sha256']}.webp"
    assert f'src="{address}" width="640" height="213" alt=""' in page.text
    assert "Institute of &lt;Perception&gt;" in page.text

    response = client.get(address)

    assert response.headers["Content-Type"] == "image/webp"
    assert "immutable" in response.headers["Cache-Control"]
    assert sha256(b"".join(response)).hexdigest() == branded.logo["sha256"]


def test_logo_that_nobody_stored_is_not_found(client):
    assert client.get(f"/logos/{'0' * 64}.webp").status_code == 404


def test_round_without_any_of_it_has_none_of_it(client, opened):
    page = client.get("/s/alike/")

    for absent in ("/themes/", "/logos/", 'class="asker"', "Questions?"):
        assert absent not in page.text
