"""How often people were asked for their consent: where the flow of a round begins."""

import logging

from django.db import DatabaseError
from django.db.models import F

from surveys.models import Channel

logger = logging.getLogger(__name__)


def note_opening(channel: Channel | None) -> None:
    """Count that somebody is shown the page that asks for consent; nothing of who.

    Who comes twice counts twice. A database that takes nothing just now costs the count, and not
    the page.
    """
    if channel is None:
        return
    try:
        Channel.objects.filter(pk=channel.pk).update(openings=F("openings") + 1)
    except DatabaseError as error:
        logger.warning("An opening of %s was not counted: %s", channel, error)
