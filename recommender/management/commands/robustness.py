"""`manage.py robustness NAME`: how well methods stand disturbed pictures, with a progress bar."""

import json
import os
import socket
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from tqdm import tqdm

from recommender import tasks
from recommender.lookup import IN_A_TERMINAL
from recommender.management.catalogues import catalogue_named
from recommender.management.stopping import stoppable
from recommender.management.tables import write_table
from recommender.models import RobustnessPart, RobustnessReport
from recommender.robustness import (
    DEFAULT_REFERENCES,
    RobustnessError,
    plan_report,
    progress,
    reconcile,
    work,
)
from recommender.robustness.disturbing import LABELS
from recommender.robustness.estimates import Estimate
from recommender.robustness.results import Row, as_json, results

SECONDS_BETWEEN_LOOKS = 0.5


class Command(BaseCommand):
    help = (
        "Disturbs pictures of a catalogue (other background, rotated, aslant, scaled and shifted, "
        "a quarter of the resolution, brighter, darker) and tells how much of each method's lists "
        "remains and how often the undisturbed picture is found first. Only what is missing is "
        "computed, so the command may be stopped at any time and started again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the catalogue's name")
        parser.add_argument(
            "--methods",
            nargs="+",
            metavar="KEY",
            help="for example ssim efficientnet+segmented; by default all that are computed",
        )
        parser.add_argument(
            "--references",
            type=int,
            default=DEFAULT_REFERENCES,
            metavar="N",
            help="how many products are disturbed, drawn equally from the categories (default "
            f"{DEFAULT_REFERENCES})",
        )
        parser.add_argument(
            "--seed",
            type=int,
            default=1,
            metavar="S",
            help="draws the references and the disturbances (default 1)",
        )
        parser.add_argument("--json", action="store_true", help="print the table as JSON")

    def handle(
        self,
        *,
        name: str,
        methods: list[str] | None,
        references: int,
        seed: int,
        json: bool,
        **_options: Any,
    ) -> None:
        catalogue = catalogue_named(name)
        try:
            report = plan_report(
                catalogue=catalogue, methods=methods, references=references, seed=seed
            )
        except RobustnessError as error:
            raise CommandError(str(error)) from error
        tasks.queue_robustness(report)
        idle = not report.parts.unfinished().exists()
        self._follow(report)
        if report.state == RobustnessReport.State.FAILED:
            raise CommandError(report.error)
        if json:
            self._print_json(report, methods)
            return
        if idle:
            self.stdout.write(
                _("Nothing to compute: catalogue, methods and disturbances are unchanged.")
            )
        self._print(report, results(report, methods=methods))

    def _follow(self, report: RobustnessReport) -> None:
        """Claim parts as a worker does until nothing is left, whoever did it."""
        worker = f"{IN_A_TERMINAL}{os.getpid()}@{socket.gethostname()}"
        now = progress(report)
        with (
            stoppable(),
            tqdm(total=now.total, initial=now.done, unit="picture", disable=None) as bar,
        ):
            while report.is_going:
                self._step(report, worker, bar)

    def _step(self, report: RobustnessReport, worker: str, bar: Any) -> None:
        reconcile()
        part = RobustnessPart.objects.ready().filter(report=report).select_related("run").first()
        if part:
            bar.set_description(part.run.method, refresh=False)
            work(part.pk, worker=worker)
        elif report.parts.unfinished().exists():
            time.sleep(SECONDS_BETWEEN_LOOKS)
        report.refresh_from_db()
        bar.update(progress(report).done - bar.n)

    def _print_json(self, report: RobustnessReport, methods: list[str] | None) -> None:
        described = {
            "catalogue": report.catalogue.name,
            "contents": report.contents,
            "fingerprint": report.fingerprint,
            "seed": report.seed,
            "references": report.references,
            "disturbances": report.disturbances,
            "results": [as_json(row) for row in results(report, methods=methods)],
        }
        self.stdout.write(json.dumps(described, indent=2, ensure_ascii=False))

    def _print(self, report: RobustnessReport, rows: list[Row]) -> None:
        head = [
            _("disturbance"),
            _("method"),
            _("references"),
            _("overlap"),
            "95 %",
            _("found first"),
            "95 %",
            _("reciprocal rank"),
            "95 %",
            _("left out"),
        ]
        write_table(self.stdout, [head, *(_cells(row) for row in rows)], names=2)
        for entry in report.disturbances:
            if entry["unavailable"]:
                self.stdout.write(f"{LABELS[entry['key']]}: {entry['unavailable']}")


def _cells(row: Row) -> list[str]:
    return [
        row.disturbance_label,
        row.method,
        str(row.references),
        *_shown(row.overlap),
        *_shown(row.found),
        *_shown(row.reciprocal_rank),
        str(row.left_out),
    ]


def _shown(estimate: Estimate) -> tuple[str, str]:
    """Two decimals; `nan` where there is no number."""
    interval = "–" if estimate.reason else f"{estimate.low:.2f}–{estimate.high:.2f}"
    return f"{estimate.value:.2f}", interval
