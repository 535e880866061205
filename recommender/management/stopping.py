"""Ctrl-C in a command that can be started again."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

INTERRUPTED = 130  # 128 + SIGINT, as shells report it


@contextmanager
def stoppable() -> Iterator[None]:
    """End the command with a sentence instead of a traceback."""
    try:
        yield
    except KeyboardInterrupt:
        raise CommandError(
            _("Stopped. What was computed is kept: the same command goes on from here."),
            returncode=INTERRUPTED,
        ) from None
