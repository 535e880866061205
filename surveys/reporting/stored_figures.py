"""Figures drawn once for each analysis, by a worker, or at the latest when somebody asks."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import XMLPullParser

from django.conf import settings
from django.db.models.functions import Substr
from django.utils import translation

from surveys.figures import Kind
from surveys.models import RoundAnalysis, StoredFigure
from surveys.reporting.account import Account, account_of
from surveys.reporting.illustrations import Illustration, Size, illustrations
from surveys.results import Answering, Findings
from surveys.results.storing import from_text

NARROW, WIDE = 326, 720  # CSS pixels: on a phone, and elsewhere and on paper
DRAWN = ((WIDE, Kind.SVG), (NARROW, Kind.SVG), (WIDE, Kind.PDF), (WIDE, Kind.PNG))
HEAD = 1000  # bytes, within which an SVG of ours says how large it is


def figure_bytes(
    row: RoundAnalysis, account: Account, illustration: Illustration, *, width: int, kind: Kind
) -> bytes:
    """The stored file; what is not there yet is drawn and kept.

    Equal calls of several processes at once keep one.
    """
    name = _name(account, illustration.name, width, kind)
    kept = StoredFigure.objects.filter(analysis=row, key=row.key, name=name)
    found = kept.values_list("content", flat=True).first()
    if found is not None:
        return bytes(found)
    content = illustration.picture(width).as_bytes(kind)
    StoredFigure.objects.get_or_create(
        analysis=row, key=row.key, name=name, defaults={"content": content}
    )
    return content


def with_sizes(
    row: RoundAnalysis, account: Account, drawn: Sequence[Illustration]
) -> list[Illustration]:
    """The same, knowing how large they were drawn; what is not stored yet stays without."""

    def name(one: Illustration, width: int) -> str:
        return _name(account, one.name, width, Kind.SVG)

    names = [name(one, width) for one in drawn for width in (NARROW, WIDE)]
    kept = StoredFigure.objects.filter(analysis=row, key=row.key, name__in=names)
    heads = kept.values_list("name", Substr("content", 1, HEAD))
    sizes = {known: _size_of(bytes(head)) for known, head in heads}
    return [
        replace(one, narrow=sizes.get(name(one, NARROW)), wide=sizes.get(name(one, WIDE)))
        for one in drawn
    ]


def draw_all(row: RoundAnalysis) -> None:
    """Everything that pages show or give, in every language; older drawings go."""
    row.figures.exclude(key=row.key).delete()
    answering = Answering.SIMULATED if row.simulated else Answering.PEOPLE
    findings = from_text(Findings, row.text)
    for language, _name_of_it in settings.LANGUAGES:
        with translation.override(language):
            account = account_of(round=row.round, answering=answering, findings=findings)
            for one in _portions(account):
                for illustration in illustrations(one):
                    for width, kind in DRAWN:
                        figure_bytes(row, one, illustration, width=width, kind=kind)


def _portions(account: Account) -> Iterator[Account]:
    yield account
    if account.findings.left_out:
        yield account.with_screening(True)


def _name(account: Account, name: str, width: int, kind: Kind) -> str:
    # Who leaves nobody out shows the same figures either way.
    of = "unflagged" if account.screened and account.findings.left_out else "everybody"
    return f"{name}.{of}.{width}.{translation.get_language()}.{kind.value}"


def _size_of(svg: bytes) -> Size:
    """From the beginning of the file."""
    parser: Any = XMLPullParser(["start"])
    parser.feed(svg)
    _event, root = next(parser.read_events())
    return Size(round(float(root.get("width"))), round(float(root.get("height"))))
