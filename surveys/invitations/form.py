"""The page where people are invited: a file, or a number of links."""

from typing import IO, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from surveys.invitations.inviting import Invited, invite, invite_nameless
from surveys.invitations.reading import Invitee, read_invitees
from surveys.models import Channel

MOST_AT_ONCE = 20_000
MOST_BYTES = 5_000_000


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
