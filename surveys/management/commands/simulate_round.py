"""`manage.py simulate_round SLUG`."""

from argparse import ArgumentParser
from collections import Counter
from dataclasses import fields
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from tqdm import tqdm

from surveys.management.rounds import round_named
from surveys.models import Participation, Round
from surveys.participation import ParticipationError, refusal_of
from surveys.screening import flags
from surveys.simulation import Manner, Profile, Simulated, simulate

SHARES = {
    "careless": "who do not look: always the same answer, random answers, or too fast",
    "dropouts": "who leave in the middle",
    "returners": "of those who leave, who come back, half of them after their place was lost",
    "double_clicks": "who send everything twice",
    "two_tabs": "who have the survey open twice",
    "cannot_judge": "of answers that are “I can't judge”, where the round allows it",
}

MANNERS = {
    Manner.ATTENTIVE: gettext_lazy("attentive"),
    Manner.SAME: gettext_lazy("always the same answer"),
    Manner.RANDOM: gettext_lazy("random answers"),
    Manner.FAST: gettext_lazy("too fast"),
}


class Command(BaseCommand):
    help = (
        "Let simulated participants take an open round, through the same functions as a browser. "
        "They are marked as simulated everywhere and never mix with people's answers. Where the "
        "catalogue's products carry attributes, the answers follow them; elsewhere how good a "
        "method is, is invented from the round's seed, and says nothing about it. The times of "
        "their pages are drawn as well, for nobody waits. The same seed again adds nobody twice, "
        "and lets those who were interrupted go on."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the round's address, the last part of its link")
        parser.add_argument("--participants", type=int, default=40, help="default: 40")
        parser.add_argument("--seed", type=int, default=1, help="default: 1")
        shares = parser.add_argument_group("shares of participants, from 0 to 1; default: 0")
        for name, words in SHARES.items():
            flag = f"--{name.replace('_', '-')}"
            shares.add_argument(flag, type=float, default=0.0, metavar="SHARE", help=words)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["participants"] < 1 or options["seed"] < 0:
            raise CommandError(_("Use at least 1 participant and a seed of 0 or more."))
        profile = _profile(options)
        round = round_named(options["slug"])
        if not round.is_open:
            raise CommandError(str(refusal_of(round)))
        with tqdm(total=options["participants"], unit="participant") as bar:
            try:
                simulated = simulate(
                    round=round,
                    participants=options["participants"],
                    seed=options["seed"],
                    profile=profile,
                    on_progress=lambda done, _total: bar.update(done - bar.n),
                )
            except ParticipationError as error:
                raise CommandError(str(error)) from error
        self.stdout.write(_there(len(simulated.manners), options["seed"]))
        for line in _account(round, simulated):
            self.stdout.write(line)


def _profile(options: dict[str, Any]) -> Profile:
    try:
        return Profile(**{field.name: options[field.name] for field in fields(Profile)})
    except ValueError as error:
        raise CommandError(_("Shares of participants lie between 0 and 1.")) from error


def _there(number: int, seed: int) -> str:
    words = ngettext(
        "%(number)d simulated participant with seed %(seed)d.",
        "%(number)d simulated participants with seed %(seed)d.",
        number,
    )
    return words % {"number": number, "seed": seed}


def _account(round: Round, simulated: Simulated) -> list[str]:
    """How many of each manner came to the end, and how many of them the screening flags."""
    rows = Participation.objects.filter(pk__in=simulated.manners)
    completed = set(rows.filter(completed_at__isnull=False).values_list("pk", flat=True))
    screened_out = set(rows.filter(screened_out_at__isnull=False).values_list("pk", flat=True))
    flagged = flags(round, simulated=True).keys()
    lines = []
    for manner, there in sorted(Counter(simulated.manners.values()).items()):
        own = {pk for pk, how in simulated.manners.items() if how == manner}
        lines.append(
            _(
                "  %(manner)s: %(there)d, completed %(completed)d, "
                "screened out %(screened_out)d, flagged %(flagged)d"
            )
            % {
                "manner": MANNERS[manner],
                "there": there,
                "completed": len(own & completed),
                "screened_out": len(own & screened_out),
                "flagged": len(own & flagged),
            }
        )
    if simulated.turned_away:
        lines.append(
            _("  turned away because the round was full: %(number)d")
            % {"number": simulated.turned_away}
        )
    return lines
