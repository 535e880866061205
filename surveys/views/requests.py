"""The request as the middleware hands it on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from surveys.models import Channel, Outcome, Participation, Round
from surveys.outcomes import WayBack, values_of, way_back


@dataclass
class Visit:
    """Where a participant's page belongs: which round, and which channel somebody came by.

    Attributes
    ----------
    values : mapping
        What the channel's link said; of a participation, what is stored about it.
    returns_to : str
        The origin that a form of this page may be sent to, beside our own.
    """

    round: Round
    channel: Channel | None = None
    participation: Participation | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    returns_to: str = ""

    def way_back(self, outcome: Outcome) -> WayBack | None:
        if self.channel is None:
            return None
        stored = values_of(self.participation) if self.participation else {}
        found = way_back(channel=self.channel, outcome=outcome, values={**self.values, **stored})
        if found is not None and found.fields is not None:
            self.returns_to = found.origin
        return found


class HtmxRequest(HttpRequest):
    """A participant's; `switches_by_link` says that its language needs no cookie."""

    htmx: HtmxDetails
    visit: Visit | None
    switches_by_link: bool
