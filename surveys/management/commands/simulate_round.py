"""`manage.py simulate_round SLUG`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from surveys.management.rounds import round_named
from surveys.participation import ParticipationError, refusal_of
from surveys.simulation import simulate


class Command(BaseCommand):
    help = (
        "Let simulated participants take an open round, through the same functions as a browser. "
        "They are marked as simulated everywhere and never mix with people's answers. Where the "
        "catalogue's products carry attributes, the answers follow them; elsewhere no method is "
        "better than another. The same seed again adds nobody twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the round's address, the last part of its link")
        parser.add_argument("--participants", type=int, default=40, help="default: 40")
        parser.add_argument("--seed", type=int, default=1, help="default: 1")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["participants"] < 1 or options["seed"] < 0:
            raise CommandError("Use at least 1 participant and a seed of 0 or more.")
        round = round_named(options["slug"])
        if not round.is_open:
            raise CommandError(str(refusal_of(round)))
        with tqdm(total=options["participants"], unit="participant") as bar:
            try:
                there = simulate(
                    round=round,
                    participants=options["participants"],
                    seed=options["seed"],
                    on_progress=lambda done, _: bar.update(done - bar.n),
                )
            except ParticipationError as error:
                raise CommandError(str(error)) from error
        self.stdout.write(f"{there} simulated participants with seed {options['seed']}.")
