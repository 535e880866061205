"""What is sent to the invited: everybody's own link."""

from collections.abc import Iterator
from itertools import chain
from urllib.parse import urlencode

from django.urls import reverse

from surveys.models import Channel
from surveys.spreadsheets import csv_lines

COLUMNS = ("address", "token", "link")


def personal_link(channel: Channel, person: str, *, site: str) -> str:
    """What is sent to somebody; `site` is scheme and host."""
    address = reverse("surveys:channel", args=[channel.round.slug, channel.slug])
    query = urlencode({channel.person_parameter: person})
    return f"{site.rstrip('/')}{address}?{query}"


def links_csv(*, channel: Channel, site: str) -> Iterator[str]:
    """One line per invitation, in the order of inviting.

    Text that a spreadsheet would run as a formula starts with `'`.
    """
    invited = channel.identities.order_by("pk").iterator(chunk_size=2000)
    rows = (
        (one.address, one.person, personal_link(channel, one.person, site=site)) for one in invited
    )
    return csv_lines(chain([COLUMNS], rows))
