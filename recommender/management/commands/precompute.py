"""`manage.py precompute NAME`: similar products by every method, with a progress bar."""

import os
import socket
import time
from argparse import BooleanOptionalAction
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from tqdm import tqdm

from recommender import tasks
from recommender.lookup import IN_A_TERMINAL
from recommender.management.catalogues import catalogue_named
from recommender.management.methods import available_methods, methods_named
from recommender.management.steering import STEPS, steer
from recommender.management.stopping import stoppable
from recommender.management.tables import write_table
from recommender.models import Catalogue, Chunk, Run
from recommender.precompute import PrecomputeError, plan_run, reconcile, work

SECONDS_BETWEEN_LOOKS = 0.5


class Command(BaseCommand):
    help = (
        "Computes the similar products of a catalogue. Only what is missing is computed, so the "
        "command may be stopped at any time and started again. With --wait, the default, this "
        "process computes too, beside any workers; with --no-wait it only calls the workers. "
        "With --pause, --resume, --cancel or --retry it does that with the runs there are, of all "
        "methods or of those named."
    )
    requires_system_checks: list[str] = []  # they load every page of the site

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
        steps = parser.add_mutually_exclusive_group()
        for step, text in {
            "pause": "let workers leave off within seconds, without losing what is computed",
            "resume": "go on with what is paused",
            "cancel": "give up what is under way or paused; started again, it goes on there",
            "retry": "read again only the pictures that could not be read, and rank again",
        }.items():
            steps.add_argument(
                f"--{step}", dest="step", action="store_const", const=step, help=text
            )

    def handle(
        self,
        *,
        name: str,
        methods: list[str] | None,
        wait: bool,
        step: str | None,
        **_options: Any,
    ) -> None:
        catalogue = catalogue_named(name)
        if step is None:
            self._compute(catalogue, self._planned(catalogue, methods), wait)
            return
        methods_named(methods or [])  # refuses unknown ones
        moved = steer(catalogue, STEPS[step], methods, self.stdout.write)
        if moved and STEPS[step].goes_on:
            self._compute(catalogue, moved, wait)

    def _compute(self, catalogue: Catalogue, runs: list[Run], wait: bool) -> None:
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
        self._report_table(catalogue, runs)
        self._report_work(left)
        self._refuse_unfinished(runs)

    @transaction.atomic
    def _planned(self, catalogue: Catalogue, keys: list[str] | None) -> list[Run]:
        """A run for each wished method; who wishes none in particular gets all available ones."""
        wished = methods_named(keys) if keys else available_methods(self.stdout.write)
        try:
            runs = [plan_run(catalogue=catalogue, method=method) for method in wished]
        except PrecomputeError as error:
            raise CommandError(str(error)) from error
        for run in runs:
            tasks.queue_run(run)
        return runs

    def _follow(self, runs: list[Run]) -> None:
        """Claim chunks as a worker does until nothing is left, whoever did it."""
        mine = Run.objects.filter(pk__in=[run.pk for run in runs])
        worker = f"{IN_A_TERMINAL}{os.getpid()}@{socket.gethostname()}"
        total, done = sum(run.total for run in runs), sum(run.done for run in runs)
        try:
            with stoppable(), tqdm(total=total, initial=done, unit="step", disable=None) as bar:
                while going := mine.going().order_by("pk").first():
                    bar.set_description(going.method, refresh=False)
                    reconcile()
                    chunk = Chunk.objects.ready().filter(run__in=mine).first()
                    if chunk:
                        work(chunk.pk, worker=worker)
                    else:
                        time.sleep(SECONDS_BETWEEN_LOOKS)
                    bar.update(mine.aggregate(done=Sum("done"))["done"] - bar.n)
        except DatabaseError as error:
            raise CommandError(
                _(
                    "The database refuses to go on: %(error)s. What was computed is kept: the same "
                    "command goes on from here."
                )
                % {"error": str(error).rstrip(".")}
            ) from error

    def _report_table(self, catalogue: Catalogue, runs: list[Run]) -> None:
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
        write_table(self.stdout, rows)

    def _report_work(self, runs: list[Run]) -> None:
        """How little was computed of how much."""
        for run in Run.objects.filter(pk__in=[run.pk for run in runs]).order_by("pk"):
            features = ngettext(
                "%(computed)s of %(number)s feature computed",
                "%(computed)s of %(number)s features computed",
                run.pictures,
            ) % {"computed": intcomma(run.computed), "number": intcomma(run.pictures)}
            lists = ngettext("%(number)s list changed", "%(number)s lists changed", run.changed)
            changed = lists % {"number": intcomma(run.changed)}
            said = f"{features}, {changed}" if run.pictures else changed
            self.stdout.write(f"{run.method}: {said}")

    def _refuse_unfinished(self, runs: list[Run]) -> None:
        unfinished = Run.objects.filter(pk__in=[run.pk for run in runs])
        if reasons := [
            f"{run.method}: {run.error or run.get_state_display()}"
            for run in unfinished.exclude(state=Run.State.FINISHED).order_by("pk")
        ]:
            raise CommandError("\n".join(reasons))
