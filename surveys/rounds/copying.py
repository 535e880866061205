"""A new draft out of a round, which itself stays as it is."""

import re
from itertools import count

from django.contrib.auth.models import User
from django.db import transaction

from surveys.models import Channel, Round, RoundEvent
from surveys.rounds.decisions import DECIDED, field_of
from surveys.rounds.life import begin_draft

LONGEST = {name: field_of(name).max_length or 0 for name in ("title", "slug")}


@transaction.atomic
def copy_round(*, round: Round, by: User | None = None, same_seed: bool = False) -> Round:
    """A draft with all that was decided, and the channels without the people in them.

    Title and address get a number. It draws anew, out of a seed of its own, unless the same one is
    asked for.
    """
    fields = {name: getattr(round, name) for name in DECIDED if name != "seed" or same_seed}
    copy = Round.objects.create(
        **fields | _free_names(round), catalogue=round.catalogue, parent=round, created_by=by
    )
    _copy_channels(round, copy)
    begin_draft(round=copy, by=by, kind=RoundEvent.Kind.COPIED, detail=round.slug)
    return copy


def _free_names(round: Round) -> dict[str, str]:
    """`alike-2` and “Alike? (2)” of `alike` and “Alike?”, or the first higher number."""
    title, slug = round.title, round.slug
    if round.parent_id is not None:
        title, slug = re.sub(r" \(\d+\)$", "", title), re.sub(r"-\d+$", "", slug)
    taken = set(Round.objects.values_list("slug", flat=True))
    for number in count(2):
        names = {
            "title": _numbered(title, f" ({number})", LONGEST["title"]),
            "slug": _numbered(slug, f"-{number}", LONGEST["slug"]),
        }
        if names["slug"] not in taken:
            return names
    raise AssertionError("count() has no end")


def _numbered(text: str, ending: str, longest: int) -> str:
    return text[: longest - len(ending)] + ending


def _copy_channels(round: Round, copy: Round) -> None:
    fields = [
        field.attname
        for field in Channel._meta.concrete_fields
        if field.name not in {"id", "round"}
    ]
    Channel.objects.bulk_create(
        Channel(round=copy, **{name: getattr(channel, name) for name in fields})
        for channel in round.channels.order_by("pk")
    )
