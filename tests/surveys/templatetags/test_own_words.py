import pytest
from django.utils import translation

from surveys.models import Round
from surveys.templatetags.own_words import prose, words_of


def test_empty_lines_make_paragraphs_and_line_breaks_stay():
    assert prose("One\r\nstill one\r\n\r\n\r\nTwo") == "<p>One<br>still one</p>\n<p>Two</p>"


def test_lines_with_a_mark_make_lists():
    text = "We store:\n- answers\n* times\n\n3. third\n4) fourth\nAnd on."

    assert prose(text) == (
        "<p>We store:</p>\n<ul><li>answers</li><li>times</li></ul>\n"
        '<ol start="3"><li>third</li><li>fourth</li></ol>\n<p>And on.</p>'
    )


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "- <b onclick=x>", '1. <a href="x">']
)
def test_nothing_but_lists_and_links_is_markup(text):
    html = prose(text)

    assert "&lt;" in html
    for tag in ("<script", "<b ", "<a "):
        assert tag not in html


def test_addresses_are_links_also_in_lists():
    assert 'href="mailto:me@example.org"' in prose("- Write to me@example.org")
    assert 'href="https://example.org/?a=1&amp;b=2"' in prose("See https://example.org/?a=1&b=2")
    assert "href" not in prose("javascript:alert(1)")


def test_empty_text_is_an_empty_paragraph_at_most():
    assert prose("  ") in ("", "<p></p>")


def test_words_say_their_language_where_the_page_has_another():
    round = Round(language="en")

    with translation.override("de"):
        assert words_of(round) == ' lang="en" dir="ltr"'
    with translation.override("en"):
        assert words_of(round) == ""
