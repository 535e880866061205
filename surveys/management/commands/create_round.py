"""`manage.py create_round --catalogue NAME --slug SLUG --title TITLE`."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from recommender import lookup
from recommender.models import Catalogue, Run
from surveys import logos, round_texts
from surveys.cautions import cautions
from surveys.management.round_options import add_options, fields_of, logo_of, read_text
from surveys.models import Round
from surveys.rounds import create_round
from surveys.rounds.decisions import field_of
from surveys.rounds.readiness import in_one_line, reasons_not_ready

REFERENCES, PER_PARTICIPANT, IDENTICAL_CHECKS, REPEATS = (
    field_of(name).get_default()
    for name in (
        "references_count",
        "trials_per_participant",
        "identical_checks",
        "repeated_trials",
    )
)


class Command(BaseCommand):
    help = (
        "Writes the draft of a round; open_round opens it. What is not given takes the defaults of "
        "the form in the admin, where the draft can be changed until it is opened. What will keep "
        "it from opening, or deserves another look, is said at once."
    )
    requires_system_checks: list[str] = []  # they load every page of the site

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--catalogue", required=True, metavar="NAME")
        parser.add_argument("--slug", required=True, help="the last part of the survey's link")
        parser.add_argument("--title", required=True, help="participants see it")
        parser.add_argument(
            "--methods",
            nargs="+",
            metavar="KEY",
            help="for example ssim ssim+segmented; by default all that have finished",
        )
        parser.add_argument(
            "--references",
            type=int,
            metavar="N",
            help=f"products to compare with; default: {REFERENCES}, or all there are",
        )
        parser.add_argument(
            "--per-participant",
            type=int,
            metavar="N",
            help=f"how many of them one participant sees; default: {PER_PARTICIPANT}, or all",
        )
        parser.add_argument("--question", help="default: a ready-made one for --answer")
        parser.add_argument("--welcome", default=round_texts.WELCOME, metavar="TEXT")
        parser.add_argument(
            "--consent-file",
            type=Path,
            metavar="FILE",
            help="UTF-8 text; by default a ready-made one, whose [placeholder] you then write over "
            "in the admin",
        )
        parser.add_argument("--seed", type=int, help="drawn at random when not given")
        parser.add_argument(
            "--quota", type=int, metavar="N", help="participants through the open link at most"
        )
        add_options(parser)

    def handle(self, **options: Any) -> None:
        catalogue = _catalogue(options["catalogue"])
        keys = options["methods"] or list(lookup.finished_runs(catalogue))
        if not keys:
            raise CommandError(
                _("No method has finished in “%(name)s”: run “manage.py precompute” first.")
                % {"name": catalogue}
            )
        eligible = _eligible(catalogue, keys)
        logo = logo_of(options)
        fields = _fields(options, eligible) | {
            "method_keys": keys,
            "logo": logo.column if logo else {},
        }
        try:
            round = _drafted(options["quota"], catalogue=catalogue, **fields)
        except ValidationError as error:
            raise CommandError(in_one_line(error)) from error
        if logo is not None:
            logos.store(logo)
        self.stdout.write(
            _("Drafted “%(title)s” with %(methods)s; open it with: manage.py open_round %(slug)s")
            % {"title": round.title, "methods": ", ".join(keys), "slug": round.slug}
        )
        self._warn(round, catalogue, keys)

    def _warn(self, round: Round, catalogue: Catalogue, keys: list[str]) -> None:
        finished = lookup.finished_runs(catalogue)
        lacking = [key for key in keys if key not in finished]
        for reason in reasons_not_ready(catalogue, lacking):
            without = _("No lists yet, without which the round does not open: %(reason)s")
            self.stderr.write(self.style.WARNING(without % {"reason": reason}))
        for caution in cautions(round):
            self.stderr.write(self.style.WARNING(caution))


@transaction.atomic
def _drafted(quota: int | None, **fields: Any) -> Round:
    round = create_round(**fields)
    if quota is not None:
        link = round.channels.get()
        link.quota = quota
        link.full_clean()
        link.save()
    return round


def _fields(options: dict[str, Any], eligible: int) -> dict[str, Any]:
    """Ready-made texts are in the language of the round."""
    with translation.override(options["language"] or translation.get_language()):
        return _sizes(options, eligible) | {
            "title": options["title"],
            "slug": options["slug"],
            "question": options["question"] or _ready_question(options["answer_format"]),
            "welcome_text": str(options["welcome"]),
            "consent_text": _consent(options["consent_file"]),
            "seed": options["seed"],
        }


def _ready_question(answer_format: str | None) -> str:
    return str(round_texts.QUESTIONS[answer_format or field_of("answer_format").get_default()])


def _sizes(options: dict[str, Any], eligible: int) -> dict[str, Any]:
    """What was given, and defaults that a small catalogue allows."""
    given = fields_of(options)
    references = given.get("references_count")
    if references is None:
        references = _or(options["references"], min(REFERENCES, eligible))
    trials = _or(options["per_participant"], min(PER_PARTICIPANT, references))
    return {
        "references_count": references,
        "trials_per_participant": trials,
        "identical_checks": min(IDENTICAL_CHECKS, references),
        "repeated_trials": min(REPEATS, trials),
    } | given


def _or(value: int | None, default: int) -> int:
    return default if value is None else value


def _catalogue(name: str) -> Catalogue:
    try:
        return Catalogue.objects.get(name=name)
    except Catalogue.DoesNotExist:
        known = ", ".join(Catalogue.objects.values_list("name", flat=True)) or _("none yet")
        raise CommandError(
            _("There is no catalogue “%(name)s”. Known: %(known)s.")
            % {"name": name, "known": known}
        ) from None


def _eligible(catalogue: Catalogue, keys: list[str]) -> int:
    """References that these methods leave; the usual number while some are not computed yet.

    Raises
    ------
    CommandError
        If there is no such method.
    """
    runs = lookup.finished_runs(catalogue)
    known = [state.key for state in lookup.method_states(catalogue)]
    if unknown := [key for key in keys if key not in known and key not in runs]:
        raise CommandError(
            _("There is no method %(unknown)s. Known are: %(known)s.")
            % {"unknown": ", ".join(unknown), "known": ", ".join(known)}
        )
    chosen: list[Run] = [runs[key] for key in keys if key in runs]
    if len(chosen) < len(keys):
        return int(REFERENCES)
    return max(1, lookup.eligible_references(chosen).count())


def _consent(file: Path | None) -> str:
    if file is None:
        return str(round_texts.CONSENT)
    return read_text(file, _("The consent text cannot be read from %(file)s: %(error)s."))
