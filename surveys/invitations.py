"""Personal invitations: reading whom to invite, making tokens, and a CSV with everybody's link."""

import csv
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from surveys.models import Channel, Identity

HEADERS = {"address", "e-mail", "email", "mail", "token", "id", "adresse", "code"}
CHARACTERS = "23456789abcdefghjkmnpqrstuvwxyz"
LONGEST_TOKEN = 200
MOST_AT_ONCE = 20_000
MOST_BYTES = 5_000_000
COLUMNS = ("address", "token", "link")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Invitee:
    """A line of the file: an address, for which a token is made, or a token."""

    line: int
    address: str = ""
    token: str = ""

    @property
    def key(self) -> str:
        return self.address.casefold() or self.token


@dataclass(frozen=True)
class Fault:
    """Why a line cannot be used, as a sentence for the researcher."""

    line: int
    text: str
    reason: str

    def __str__(self) -> str:
        about = {"line": self.line, "text": self.text[:80], "reason": self.reason}
        return gettext("Line %(line)d, “%(text)s”: %(reason)s") % about


@dataclass(frozen=True)
class Invited:
    """What `invite` did: who is new, and how many were invited before and keep their link."""

    new: Sequence[Identity]
    known: int


def new_token() -> str:
    """79 random bits in characters that survive being copied from a letter by hand."""
    return "".join(secrets.choice(CHARACTERS) for _place in range(16))


def read_invitees(text: str) -> tuple[list[Invitee], list[Fault]]:
    """Whom a CSV names, in one column, with or without a header; and every line with a fault."""
    invitees: list[Invitee] = []
    faults: list[Fault] = []
    first_lines: dict[str, int] = {}
    for line, cells in _lines(text):
        try:
            invitee = _invitee(line, cells)
            if invitee.key in first_lines:
                same = {"line": first_lines[invitee.key]}
                raise ValidationError(gettext("the same as line %(line)d.") % same)
        except ValidationError as error:
            faults.append(Fault(line, ", ".join(cells), " ".join(error.messages)))
        else:
            first_lines[invitee.key] = line
            invitees.append(invitee)
    return invitees, faults


@transaction.atomic
def invite(*, channel: Channel, invitees: Iterable[Invitee]) -> Invited:
    """Store whom the channel lets in; who was invited before keeps the link.

    The same file sent twice invites once: uploads wait for one another at the channel's row.
    """
    Channel.objects.select_for_update().get(pk=channel.pk)
    rows = channel.identities.values_list("address", "person")
    known = {key for address, person in rows for key in (address.casefold(), person) if key}
    everybody = list(invitees)
    fresh = [
        Identity(channel=channel, person=one.token or new_token(), address=one.address)
        for one in everybody
        if one.key not in known
    ]
    created = Identity.objects.bulk_create(fresh, batch_size=500)
    return Invited(created, len(everybody) - len(created))


def invite_nameless(*, channel: Channel, count: int) -> Invited:
    """Store so many new tokens without addresses, for links that are handed out."""
    tokens = [Invitee(line, token=new_token()) for line in range(1, count + 1)]
    return invite(channel=channel, invitees=tokens)


def personal_link(channel: Channel, person: str, *, site: str) -> str:
    """What is sent to somebody; `site` is scheme and host."""
    address = reverse("surveys:channel", args=[channel.round.slug, channel.slug])
    query = urlencode({channel.person_parameter: person})
    return f"{site.rstrip('/')}{address}?{query}"


def links_csv(*, channel: Channel, site: str) -> Iterator[str]:
    """One line per invitation, in the order of inviting.

    Text that a spreadsheet would run as a formula starts with `'`.
    """
    writer = csv.writer(_Echo(), lineterminator="\n")
    yield writer.writerow(COLUMNS)
    for identity in channel.identities.order_by("pk").iterator(chunk_size=2000):
        link = personal_link(channel, identity.person, site=site)
        yield writer.writerow([_cell(identity.address), _cell(identity.person), link])


class InvitationsForm(forms.Form):
    """A file of people to invite, or a number of links without names; all of it or nothing."""

    file = forms.FileField(
        label=_("file"),
        required=False,
        help_text=_("CSV with one column: e-mail addresses, or tokens of your own."),
    )
    count = forms.IntegerField(
        label=_("or links without names"),
        required=False,
        min_value=1,
        max_value=MOST_AT_ONCE,
        help_text=_("How many links to make, to be handed out."),
    )

    def clean_file(self) -> list[Invitee]:
        file = self.cleaned_data["file"]
        if file is None:
            return []
        invitees, faults = read_invitees(_decoded(file))
        if faults:
            raise ValidationError([str(fault) for fault in faults])
        if not invitees:
            raise ValidationError(_("The file names nobody."))
        if len(invitees) > MOST_AT_ONCE:
            raise ValidationError(
                _("At most %(most)d people can be invited at once."), params={"most": MOST_AT_ONCE}
            )
        return invitees

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors and bool(given.get("file")) == bool(given.get("count")):
            raise ValidationError(_("Choose a file, or say how many links to make."))
        return given

    def invite(self, channel: Channel) -> Invited:
        """Store what the valid form holds."""
        if self.cleaned_data["file"]:
            return invite(channel=channel, invitees=self.cleaned_data["file"])
        return invite_nameless(channel=channel, count=self.cleaned_data["count"])


class _Echo:
    """A file that hands back what is written to it, so that csv can feed a stream."""

    def write(self, text: str) -> str:
        return text


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines that say something, with their numbers; a header is left out."""
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.reader(text.splitlines(), delimiter=delimiter)
    is_first = True
    for row in reader:
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if not (is_first and cells[0].casefold() in HEADERS):
            yield reader.line_num, [cell for cell in cells if cell]
        is_first = False


def _invitee(line: int, cells: Sequence[str]) -> Invitee:
    if len(cells) > 1:
        raise ValidationError(gettext("there is more than one column."))
    (cell,) = cells
    if "@" in cell:
        validate_email(cell)
        return Invitee(line, address=cell)
    if len(cell) > LONGEST_TOKEN:
        most = {"most": LONGEST_TOKEN}
        raise ValidationError(gettext("a token has at most %(most)d characters.") % most)
    if not cell.isprintable() or " " in cell:
        raise ValidationError(gettext("a token has no spaces; or is an address without “@”?"))
    return Invitee(line, token=cell)


def _decoded(file: IO[bytes]) -> str:
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValidationError(_("This file is too large for a list of people."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValidationError(
            _("This file is not text in UTF-8. Save it as “CSV UTF-8” and send it again.")
        ) from error


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
