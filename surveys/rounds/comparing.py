"""What a round changes against the one that it was copied from, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from recommender import lookup
from surveys.models import Channel, Round
from surveys.models.wording import TRANSLATED
from surveys.rounds.decisions import DECIDED, field_of
from surveys.rounds.wording import name_of
from surveys.screening.words import label_of
from surveys.statistics.screening import Rule

NOTHING = "–"


@dataclass(frozen=True)
class Difference:
    """What `label` names was `before` in the parent and is `after` now; – is nothing."""

    label: str
    before: str
    after: str


def differences(round: Round) -> list[Difference]:
    """Against the parent: fields, channels, and methods that are no longer the same.

    Of a draft the methods are those that would be frozen today. Without a parent there are none.
    """
    if round.parent is None:
        return []
    found = [
        *_fields(round.parent, round),
        *_translations(round.parent, round),
        *_rules(round.parent.screening, round.screening),
        *_channels(round.parent, round),
        *_fingerprints(round.parent, round),
    ]
    return [one for one in found if one.before != one.after]


def _fields(before: Round, after: Round) -> Iterator[Difference]:
    for name in ("catalogue", *DECIDED):
        if name not in {"screening", "translations"}:
            label = _capital(field_of(name).verbose_name)
            yield Difference(label, _value(before, name), _value(after, name))


def _translations(before: Round, after: Round) -> Iterator[Difference]:
    """Text by text, of every language that one of the two has besides its own."""
    old, new = before.translations, after.translations
    for language in sorted(old.keys() | new.keys()):
        for name in TRANSLATED:
            label = _("%(text)s (%(language)s)") % {
                "text": _capital(field_of(name).verbose_name),
                "language": name_of(language),
            }
            texts = (side.get(language, {}).get(name) for side in (old, new))
            yield Difference(label, *map(_words, texts))


def _rules(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Difference]:
    screening = _capital(Round._meta.get_field("screening").verbose_name)
    for rule in Rule:
        label = f"{screening}: {label_of(rule)}"
        yield Difference(label, _words(before.get(rule)), _words(after.get(rule)))


def _channels(before: Round, after: Round) -> Iterator[Difference]:
    old, new = ({row.slug: row for row in round.channels.all()} for round in (before, after))
    for slug in sorted(old.keys() | new.keys()):
        if slug in old and slug in new:
            yield from _settings(old[slug], new[slug])
        else:
            label = _("Channel “%(channel)s”") % {"channel": slug}
            there, absent = _("there"), NOTHING
            yield Difference(label, *((there, absent) if slug in old else (absent, there)))


def _settings(before: Channel, after: Channel) -> Iterator[Difference]:
    for field in Channel._meta.concrete_fields:
        if field.name not in {"id", "round", "slug"}:
            label = _("Channel “%(channel)s”: %(setting)s") % {
                "channel": before.slug,
                "setting": field.verbose_name,
            }
            yield Difference(label, _value(before, field.name), _value(after, field.name))


def _fingerprints(before: Round, after: Round) -> Iterator[Difference]:
    """Of the methods in both; who came or went stands among the fields."""
    old, new = (_by_key(round) for round in (before, after))
    for key in old:
        if key in new:
            label = _("Method %(key)s: fingerprint") % {"key": key}
            yield Difference(label, old[key][:12], new[key][:12])


def _by_key(round: Round) -> dict[str, str]:
    if round.is_frozen:
        return dict(round.methods.values_list("key", "fingerprint"))
    runs = lookup.finished_runs(round.catalogue) if round.catalogue else {}
    return {key: runs[key].fingerprint for key in round.method_keys if key in runs}


def _value(row: Round | Channel, name: str) -> str:
    value = getattr(row, name)
    if name == "logo":
        return str(value["sha256"][:12]) if value else NOTHING
    field = row._meta.get_field(name)
    choices = dict(getattr(field, "flatchoices", ()))
    return str(choices[value]) if choices and value in choices else _words(value)


def _words(value: Any) -> str:
    if value is True or value is False:
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value)) or NOTHING
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_words(one)}" for key, one in value.items()) or NOTHING
    return NOTHING if value is None or value == "" else str(value)


def _capital(text: object) -> str:
    words = str(text)
    return words[:1].upper() + words[1:]
