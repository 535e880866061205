"""Personal invitations: whom a file names, who is let in, and everybody's own link."""

from surveys.invitations.form import InvitationsForm
from surveys.invitations.inviting import Invited, invite, invite_nameless
from surveys.invitations.links import links_csv, personal_link
from surveys.invitations.reading import Invitee, read_invitees

__all__ = [
    "InvitationsForm",
    "Invited",
    "Invitee",
    "invite",
    "invite_nameless",
    "links_csv",
    "personal_link",
    "read_invitees",
]
