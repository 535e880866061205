"""All that can be compared with the opening, and a sentence for each thing that differs."""

import json
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from django.utils.translation import gettext as _

from recommender import lookup
from surveys.models import Reference, Round, ShownProduct
from surveys.rounds import changes_since
from surveys.verification.seats import seats_drawn_otherwise
from surveys.verification.ways import shown_otherwise

MOST_NAMED = 10


def faults(round: Round) -> list[str]:
    """What is not as it was opened; nothing if all holds.

    Where the frozen rows were changed, no more is said: seats are drawn from them, and ways are
    made of both. The answers themselves are under no hash, because they come after the opening.
    """
    if changed := changes_since(round):
        return [_of_the_manifest(changed)]
    return [*_of_the_seats(round), *_of_the_ways(round), *_of_the_pictures(round)]


def _of_the_manifest(changed: Sequence[str]) -> str:
    if changed == ["hash"]:
        return _("The stored manifest is not the one whose hash was noted at the opening.")
    if changed == ["format"]:
        return _(
            "Its manifest was written by a version of SimSurvey with which it is not comparable."
        )
    return _("Different: %(parts)s.") % {"parts": ", ".join(changed)}


def _of_the_seats(round: Round) -> Iterator[str]:
    if strange := seats_drawn_otherwise(round):
        yield _("These seats are not as the seed draws them: %(seats)s.") % {
            "seats": _named(strange)
        }
        software = json.loads(round.manifest)["provenance"]["software"]
        if software["numpy"] != np.__version__:
            yield _(
                "The round was opened with numpy %(then)s and this is numpy %(now)s, which may "
                "draw otherwise: verify with the version of the opening before you blame anybody."
            ) % {"then": software["numpy"], "now": np.__version__}


def _of_the_ways(round: Round) -> Iterator[str]:
    if strayed := shown_otherwise(round):
        yield _("These participants' pages are not those of their seats: %(participants)s.") % {
            "participants": _named(strayed)
        }


def _of_the_pictures(round: Round) -> Iterator[str]:
    """Every picture is read once, however many products show it."""
    pictures: dict[str, str] = {}
    for rows in (
        ShownProduct.objects.filter(shown_set__reference__round=round),
        Reference.objects.filter(round=round),
    ):
        pictures |= dict(rows.order_by("pk").values_list("picture_sha256", "identifier"))
    if altered := lookup.altered_pictures(pictures):
        yield _(
            "The stored pictures of these products are missing or were replaced: %(products)s."
        ) % {"products": _named(sorted(pictures[sha256] for sha256 in altered))}


def _named(things: Iterable[object]) -> str:
    """The first of them, and how many more there are."""
    names = list(map(str, things))
    told, more = ", ".join(names[:MOST_NAMED]), len(names) - MOST_NAMED
    return told if more <= 0 else _("%(names)s and %(count)d more") % {"names": told, "count": more}
