import re

from tests.tokens import DARK, DARK_BY_SWITCH, LIGHT


def test_page_of_the_design_system_shows_every_colour_without_inline_style(client, db):
    page = client.get("/design/")

    assert page.status_code == 200
    shown = set(re.findall(r"<code>--([\w-]+)</code>", page.text))
    assert set(LIGHT) <= shown
    assert " style=" not in page.text


def test_dark_theme_is_the_same_by_the_system_and_by_the_admin_s_switch():
    assert len(DARK) > 10
    assert DARK == DARK_BY_SWITCH
    assert DARK.keys() == LIGHT.keys()
