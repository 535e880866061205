"""Which catalogue a demo is about, and under which names it goes."""

from dataclasses import dataclass
from itertools import count
from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.utils.text import slugify

from recommender.models import Catalogue
from surveys.models import Round

DRAWN_NAME, DRAWN_SLUG = "Demo shop", "demo"


@dataclass(frozen=True)
class Wish:
    """The catalogue called `name`, imported from `source`, asked about in the round `slug`."""

    name: str
    slug: str
    source: Path
    drawn: bool


def wish_for(photographs: Path | None) -> Wish:
    """The same names at every start; another folder of the same name gets a number."""
    drawn = photographs is None
    source = settings.DATA_DIR / "demoshop" if photographs is None else photographs.resolve()
    name = DRAWN_NAME if drawn else source.stem[:80]
    slug = DRAWN_SLUG if drawn else _own_slug(name)
    for number in count(1):
        wish = Wish(_numbered(name, number, " "), _numbered(slug, number, "-"), source, drawn)
        if _is_free(wish):
            return wish
    raise AssertionError("count() has no end")


def _own_slug(name: str) -> str:
    slug = slugify(name)[:40] or "photographs"
    return f"{slug}-photographs" if slug == DRAWN_SLUG else slug


def _numbered(text: str, number: int, between: str) -> str:
    return text if number == 1 else f"{text}{between}{number}"


def _is_free(wish: Wish) -> bool:
    """Nobody has these names, or an earlier start for the same source has."""
    same = Q(drawn=True) if wish.drawn else Q(source=str(wish.source)[-500:])
    ours = Catalogue.objects.filter(same, name=wish.name)
    taken = Catalogue.objects.filter(name=wish.name).exclude(pk__in=ours)
    asked = Round.objects.filter(slug=wish.slug).exclude(catalogue__in=ours)
    return not taken.exists() and not asked.exists()
