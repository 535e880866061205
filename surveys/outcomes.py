"""Where people go at the end, and with which code, as their channel's columns say."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext as _

from surveys.models import Channel, Identity, Outcome, Participation

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
CODE = "code"


@dataclass(frozen=True)
class WayBack:
    """A panel's way to be told how somebody's way ended.

    Attributes
    ----------
    outcome : str
        One of `Outcome`.
    code : str
        To be entered by hand; may be empty.
    address : str
        To be opened, or to be sent `fields`; empty when there is none, or none that is safe.
    fields : mapping or None
        Of the form to be sent; None when a link is followed.
    is_lost : bool
        There should be an address, and what the link brought along does not make one.
    """

    outcome: str
    code: str
    address: str
    fields: Mapping[str, str] | None
    is_lost: bool

    @property
    def host(self) -> str:
        return urlsplit(self.address).netloc

    @property
    def origin(self) -> str:
        """As the form-action of a content security policy names it."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"


def way_back(
    *, channel: Channel | None, outcome: Outcome, values: Mapping[str, str]
) -> WayBack | None:
    """The way back for somebody with these values of the link's parameters; None if there is none.

    Addresses hold the names of parameters and `code` in braces. Values are quoted. One that stands
    at the very beginning names the place itself, and is followed only to the channel's hosts, over
    HTTPS.
    """
    entry = channel.outcomes.get(outcome.value) if channel is not None else None
    if channel is None or not entry or not any(entry.values()):
        return None
    code, template = entry.get("code", ""), entry.get("address", "")
    address = _filled(template, {**values, CODE: code}, channel.return_hosts)
    return WayBack(
        outcome=outcome.value,
        code=code,
        address=address,
        fields=_fields(channel, outcome, template, values, code) if address else None,
        is_lost=bool(template) and not address,
    )


def values_of(participation: Participation) -> dict[str, str]:
    """What the link said about somebody, as long as it was not erased."""
    identity = Identity.objects.filter(participation=participation).first()
    if identity is None or participation.channel is None:
        return {}
    return values_for(participation.channel, identity.person, identity.parameters)


def values_for(channel: Channel, person: str, parameters: Mapping[str, str]) -> dict[str, str]:
    own = {channel.person_parameter: person} if channel.person_parameter else {}
    return {**parameters, **own}


def faults(channel: Channel) -> Iterator[str]:
    """What in the outcomes cannot work, as sentences for the researcher."""
    known = {CODE, channel.person_parameter, *channel.kept_parameters}
    for outcome in Outcome:
        entry = channel.outcomes.get(outcome.value, {})
        template = entry.get("address", "")
        for name in PLACEHOLDER.findall(template):
            if name not in known:
                about = {"outcome": outcome.label, "name": name}
                yield _("%(outcome)s: the link has no parameter {%(name)s}.") % about
        if f"{{{CODE}}}" in template and not entry.get("code"):
            yield _("%(outcome)s: the code is missing.") % {"outcome": outcome.label}
        if template and not PLACEHOLDER.match(template) and not _constant_origin(template):
            yield _("%(outcome)s: the address begins with https://, then the host.") % {
                "outcome": outcome.label
            }


def _filled(template: str, values: Mapping[str, str], hosts: Sequence[str]) -> str:
    first = PLACEHOLDER.match(template)
    origin = _origin(values.get(first[1], ""), hosts) if first else _constant_origin(template)
    rest = template[first.end() :] if first else template[len(origin) :]
    names = PLACEHOLDER.findall(rest)
    if not origin or not all(values.get(name) for name in names) or rest[:1] not in ("", "/", "?"):
        return ""
    return origin + PLACEHOLDER.sub(lambda found: quote(values[found[1]], safe=""), rest)


def _constant_origin(template: str) -> str:
    """Scheme and host as the researcher wrote them; empty if a parameter stands among them."""
    found = re.match(r"https?://[^/?#{}\s\\@]+", template, re.IGNORECASE)
    return found[0] if found else ""


def _origin(value: str, hosts: Sequence[str]) -> str:
    """The host that a parameter names, if it is one of the channel's."""
    named = re.fullmatch(r"https://([^/?#\s\\@]+)/?", value, re.IGNORECASE)
    return f"https://{named[1].lower()}" if named and named[1].lower() in hosts else ""


def _fields(
    channel: Channel, outcome: Outcome, template: str, values: Mapping[str, str], code: str
) -> dict[str, str] | None:
    """What is sent: the kept parameters that do not stand in the address, the outcome, the code."""
    if not channel.returns_by_post:
        return None
    there = {*PLACEHOLDER.findall(template), channel.person_parameter}
    kept = {name: value for name, value in values.items() if name not in there}
    return {**kept, "outcome": outcome.value, **({CODE: code} if code else {})}
