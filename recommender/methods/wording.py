"""Sentences that can be said in the reader's language by those who know it; this room does not."""

from collections.abc import Callable
from typing import Any


class Sentence(str):
    """English text that remembers the template and the values of which it was made.

    Templates are collected for translation where this class is called as `_`.

    Examples
    --------
    >>> german = {"%(method)s, cut out": "%(method)s, freigestellt", "Chance": "Zufall"}
    >>> label = Sentence("%(method)s, cut out", method=Sentence("Chance"))
    >>> label
    'Chance, cut out'
    >>> said(label, german.__getitem__)
    'Zufall, freigestellt'
    """

    template: str
    values: dict[str, Any]

    def __new__(cls, template: str, **values: Any) -> "Sentence":
        sentence = super().__new__(cls, template % values if values else template)
        sentence.template, sentence.values = template, values
        return sentence


def said(text: str, translate: Callable[[str], str]) -> str:
    """The text in the language of `translate`; what is no `Sentence` stays as it is."""
    if not isinstance(text, Sentence):
        return text
    values = {name: said(value, translate) for name, value in text.values.items()}
    template = translate(text.template)
    return template % values if values else template
