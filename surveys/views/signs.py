"""How our answers are signed, so that a page's script knows them from those of what is on the way.

A portal that wants a login, a page of maintenance and a busy gateway answer in our place, some of
them with 200. The script takes what is not signed for a network that fails, and asks again.
"""

from enum import StrEnum

from django.http import HttpResponse

HEADER = "Survey-Answer"


class Sign(StrEnum):
    """What has become of the answer that was sent; PAGE where none was sent by itself."""

    TAKEN = "taken"
    LATE = "late"  # kept, but a newer one counts
    REFUSED = "refused"
    PAGE = "page"


def sign(response: HttpResponse, as_: Sign) -> HttpResponse:
    """The first signature stays."""
    response.headers.setdefault(HEADER, str(as_))
    return response
