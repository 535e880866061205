"""What a researcher gave a round, on its pages: prose, its language, a colour, a logo."""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join, urlize
from django.utils.safestring import SafeString, mark_safe

from surveys import logos
from surveys.views.branding import version_of
from surveys.views.languages import words_of

register = template.Library()
register.simple_tag(words_of)

ITEM = re.compile(r"\s*[-*•–]\s+(?P<text>.+)")
NUMBERED = re.compile(r"\s*(?P<number>\d{1,3})[.)]\s+(?P<text>.+)")


@register.filter
def prose(text: str) -> SafeString:
    """Plain text as paragraphs and simple lists, with addresses as links; nothing else is markup.

    An empty line ends a paragraph. Lines that begin with `- ` are the items of a list, lines that
    begin with `1. ` those of a numbered one.
    """
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return mark_safe("\n".join(part for block in blocks for part in _parts(block)))  # noqa: S308


@register.simple_tag
def theme_url(colour: str) -> str:
    """Of the stylesheet that sets the round's colour."""
    return reverse("surveys:theme", args=[colour.lstrip("#").lower(), version_of(colour)])


@register.filter
def logo_url(logo: dict[str, Any]) -> str:
    return logos.url(logo["sha256"])


def _parts(block: str) -> Iterator[str]:
    """The paragraphs and lists of what stands between two empty lines."""
    for kind, lines in groupby(block.split("\n"), key=_kind):
        if kind is None:
            yield f"<p>{'<br>'.join(_linked(line) for line in lines)}</p>"
            continue
        found = [match for line in lines if (match := kind.fullmatch(line.rstrip()))]
        items = format_html_join("", "<li>{}</li>", ((_linked(one["text"]),) for one in found))
        if kind is ITEM:
            yield format_html("<ul>{}</ul>", items)
        else:
            yield format_html('<ol start="{}">{}</ol>', int(found[0]["number"]), items)


def _kind(line: str) -> re.Pattern[str] | None:
    kinds = (ITEM, NUMBERED)
    return next((one for one in kinds if one.fullmatch(line.rstrip())), None)


def _linked(line: str) -> SafeString:
    return SafeString(urlize(line.strip(), autoescape=True))
