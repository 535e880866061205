"""Commands that somebody watches while they run."""

from django.core.management.base import BaseCommand


class AloudCommand(BaseCommand):
    requires_system_checks: list[str] = []  # they load every page of the site

    def say(self, text: str) -> None:
        """Write at once, through a pipe too, where Python would keep it back."""
        self.stdout.write(text)
        self.stdout.flush()
