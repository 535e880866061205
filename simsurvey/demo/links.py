"""The three addresses that a newcomer opens, set so that they are found in a terminal."""

from django.urls import reverse
from django.utils.translation import gettext as _

from simsurvey.demo.administrator import USER

RULE = "─" * 72


def links(here: str, slug: str, *, password: str, below: str) -> str:
    """`password` is '' where only its owner knows it."""
    known = _("user %(user)s, password %(password)s") % {"user": USER, "password": password}
    unknown = _("user %(user)s, with the password that you chose") % {"user": USER}
    rows = [
        (_("Take the survey"), here + reverse("surveys:welcome", args=[slug])),
        (_("Administration"), here + reverse("admin:index")),
        ("", known if password else unknown),
        (_("Results"), here + reverse("surveys:results", args=[slug])),
    ]
    width = max(len(name) for name, _address in rows) + 3
    lines = [f"  {name.ljust(width)}{address}".rstrip() for name, address in rows]
    return "\n".join(["", RULE, *lines, RULE, below, ""])
