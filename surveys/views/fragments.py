"""What makes up nearly all of a trial's page, rendered by Jinja2 in a tenth of the time.

Why, and what it costs, stands in docs/decisions/0013-what-a-trial-costs.md.
"""

from functools import cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from jinja2 import Environment

from surveys.views.practice import PracticePage
from surveys.views.trial_page import TrialPage


def environment(**options: Any) -> Environment:
    """With Django's options, escaping among them, and its translations, as `_("…")`."""
    made = Environment(**options, trim_blocks=True, lstrip_blocks=True)  # noqa: S701  (on)
    made.globals["_"] = _said
    return made


def trial_form(
    page: TrialPage, *, address: str, words: str, back: str = "", ahead: str = "", timing: str = ""
) -> SafeString:
    """The form of a trial, which takes the place of the one before on the page.

    Parameters
    ----------
    address : where the answers go
    words : attributes of the elements that hold the researcher's words, as `words_of` gives them
    back : address of the trial before; '' where there is none
    ahead : where the trial that follows can be had before its turn; '' where none does
    timing : where the page says what it measured when it is left; '' where nobody wants to know
    """
    context = {
        "page": page,
        "address": address,
        "words": words,
        "back": back,
        "ahead": ahead,
        "timing": timing,
    }
    return _rendered("trial_form", context)


def remarks(page: PracticePage, *, again: str, onward: str, words: str) -> SafeString:
    """What the practice says after it, with the ways to repeat it and to begin."""
    context = {"page": page, "again": again, "onward": onward, "words": words}
    return _rendered("remarks", context)


def saved() -> SafeString:
    """The word beside an answer that the server has."""
    return _rendered("saved", {})


def _said(text: str) -> str:
    return _said_in(get_language(), text)


@cache
def _said_in(_language: str | None, text: str) -> str:
    """Remembered, because a page says thirty things and Django looks each up in several places."""
    return gettext(text)


def _rendered(name: str, context: dict[str, Any]) -> SafeString:
    """Safe, because Jinja2 has escaped what it was given, as Django's own templates do."""
    return mark_safe(render_to_string(f"surveys/{name}.html", context, using="jinja2"))  # noqa: S308
