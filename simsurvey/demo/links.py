"""The three addresses that a newcomer opens, set so that they are found in a terminal."""

from django.urls import reverse
from django.utils.translation import gettext as _

RULE = "─" * 72
# The variable by which the preparation learns the administrator's.
PASSWORD = "SIMSURVEY_DEMO_PASSWORD"  # noqa: S105


def links(here: str, slug: str, *, password: str, below: str) -> str:
    rows = [
        (_("Take the survey"), here + reverse("surveys:welcome", args=[slug])),
        (_("Administration"), here + reverse("admin:index")),
        ("", _("user %(user)s, password %(password)s") % {"user": "admin", "password": password}),
        (_("Results"), here + reverse("surveys:results", args=[slug])),
    ]
    width = max(len(name) for name, _address in rows) + 3
    lines = [f"  {name.ljust(width)}{address}".rstrip() for name, address in rows]
    return "\n".join(["", RULE, *lines, RULE, below, ""])
