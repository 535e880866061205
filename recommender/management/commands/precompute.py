"""`manage.py precompute NAME`: similar products by every method, with a progress bar."""

import os
import socket
import time
from argparse import BooleanOptionalAction
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from tqdm import tqdm

from recommender import tasks
from recommender.management.catalogues import catalogue_named
from recommender.methods import registry
from recommender.methods.method import Method
from recommender.models import Catalogue, Chunk, Run
from recommender.precompute import PrecomputeError, plan_run, reconcile, work

SECONDS_BETWEEN_LOOKS = 0.5
INTERRUPTED = 130  # 128 + SIGINT, as shells report it


class Command(BaseCommand):
    help = (
        "Computes the similar products of a catalogue. Only what is missing is computed, so the "
        "command may be stopped at any time and started again. With --wait, the default, this "
        "process computes too, beside any workers; with --no-wait it only calls the workers."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the catalogue's name")
        parser.add_argument(
            "--methods",
            nargs="+",
            metavar="KEY",
            help="for example ssim efficientnet+segmented; by default all that are available",
        )
        parser.add_argument(
            "--wait",
            action=BooleanOptionalAction,
            default=True,
            help="compute and show the progress until everything is done",
        )

    def handle(self, *, name: str, methods: list[str] | None, wait: bool, **_options: Any) -> None:
        catalogue = catalogue_named(name)
        runs = self._planned(catalogue, methods)
        left = [run for run in runs if run.state != Run.State.FINISHED]
        if not left:
            self.stdout.write(_("Nothing to compute: the catalogue and the methods are unchanged."))
        elif not wait:
            self.stdout.write(
                _("Queued: %(methods)s. Workers compute them; “manage.py up” starts one.")
                % {"methods": ", ".join(run.method for run in left)}
            )
            return
        else:
            self._follow(left)
        self._report(catalogue, runs)

    @transaction.atomic
    def _planned(self, catalogue: Catalogue, keys: list[str] | None) -> list[Run]:
        """A run for each wished method; who wishes none in particular gets all available ones."""
        try:
            if keys:
                wished = [registry.method(key, settings.METHODS) for key in dict.fromkeys(keys)]
            else:
                wished = self._available()
            runs = [plan_run(catalogue=catalogue, method=method) for method in wished]
        except (registry.UnknownMethod, PrecomputeError) as error:
            raise CommandError(str(error)) from error
        for run in runs:
            tasks.queue_run(run)
        return runs

    def _available(self) -> list[Method]:
        methods = []
        for method in registry.methods(settings.METHODS):
            if reason := method.unavailable():
                self.stdout.write(f"{method.key}: {reason}")
            else:
                methods.append(method)
        return methods

    def _follow(self, runs: list[Run]) -> None:
        """Claim chunks as a worker does until nothing is left, whoever did it."""
        mine = Run.objects.filter(pk__in=[run.pk for run in runs])
        worker = f"precompute-{os.getpid()}@{socket.gethostname()}"
        total, done = sum(run.total for run in runs), sum(run.done for run in runs)
        try:
            with tqdm(total=total, initial=done, unit="step", disable=None) as bar:
                while going := mine.going().order_by("pk").first():
                    bar.set_description(going.method, refresh=False)
                    reconcile()
                    chunk = Chunk.objects.ready().filter(run__in=mine).first()
                    if chunk:
                        work(chunk.pk, worker=worker)
                    else:
                        time.sleep(SECONDS_BETWEEN_LOOKS)
                    bar.update(mine.aggregate(done=Sum("done"))["done"] - bar.n)
        except KeyboardInterrupt:
            raise CommandError(
                _("Stopped. What was computed is kept: the same command goes on from here."),
                returncode=INTERRUPTED,
            ) from None

    def _report(self, catalogue: Catalogue, runs: list[Run]) -> None:
        head = [
            _("method"),
            _("products"),
            _("lists"),
            _("problems"),
            _("seconds"),
            _("products/s"),
        ]
        rows = [head]
        products = catalogue.products.count()
        for run in Run.objects.filter(pk__in=[run.pk for run in runs]).order_by("pk"):
            rate = f"{products / run.seconds:.1f}" if run.seconds else "–"
            counts = [products, run.lists, run.problems.count(), round(run.seconds), rate]
            rows.append([run.method, *map(str, counts)])
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for method, *cells in rows:
            padded = [cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True)]
            self.stdout.write("  ".join([method.ljust(widths[0]), *padded]))
        if failed := Run.objects.filter(pk__in=[r.pk for r in runs], state=Run.State.FAILED):
            raise CommandError("\n".join(f"{run.method}: {run.error}" for run in failed))
