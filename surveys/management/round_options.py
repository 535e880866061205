"""What a command may be told about a new round, and what it means for the round's fields."""

import json
import math
from argparse import ArgumentParser, ArgumentTypeError, _MutuallyExclusiveGroup
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from surveys import logos, round_texts
from surveys.logos import Logo
from surveys.models import Round
from surveys.models.wording import TRANSLATED
from surveys.rounds.decisions import field_of
from surveys.statistics.screening import DEFAULT_RULES

CHOSEN = Round.ReferenceChoice.CHOSEN

# Options whose value is the field's own, with the field's own help.
NUMBERS = {
    "--sets-per-trial": "sets_per_trial",
    "--participants-per-reference": "participants_per_reference",
    "--lease-minutes": "lease_minutes",
    "--identical-checks": "identical_checks",
    "--instructed-checks": "instructed_checks",
    "--repeated-trials": "repeated_trials",
    "--reject-after": "reject_after_failed_checks",
}
MEASURES = {
    "--disagreement-weight": "disagreement_weight",
    "--smallest-difference": "smallest_difference",
}
CHOICES = {
    "--product-order": "product_order",
    "--answer": "answer_format",
    "--changes-until": "changes_until",
    "--language": "language",
}
WORDS = {
    "--asked-by": "asked_by",
    "--contact": "contact",
    "--accent": "accent",
}
SWITCHES = {
    "--no-practice": ("practice", False, "begin without the trial that explains itself"),
    "--cannot-judge": ("allows_cannot_judge", True, "let participants say “I can't judge”"),
    "--show-leader": (
        "shows_leader_while_open",
        True,
        "show results while the round is open; looking at them is written into the log",
    ),
}
FIELDS = (
    *NUMBERS.values(),
    *MEASURES.values(),
    *CHOICES.values(),
    *WORDS.values(),
    *(field for field, _value, _help in SWITCHES.values()),
    "reference_choice",
    "retention_until",
)


def add_options(parser: CommandParser) -> None:
    """Of design, answers, checks and screening; whoever gives none gets the model's defaults."""
    for flag, name in NUMBERS.items():
        _add(parser, flag, name, type=int, metavar="N")
    for flag, name in MEASURES.items():
        _add(parser, flag, name, type=_measure, metavar="X")
    for flag, name in CHOICES.items():
        _add(parser, flag, name, choices=field_of(name).choices)
    for flag, name in WORDS.items():
        _add(parser, flag, name, metavar="TEXT")
    for flag, (name, value, words) in SWITCHES.items():
        parser.add_argument(flag, dest=name, action="store_const", const=value, help=words)
    _add(parser, "--keep-until", "retention_until", type=_day, metavar="YYYY-MM-DD")
    _add_references(parser)
    _add_scale(parser)
    _add_files(parser)
    parser.add_argument(
        "--screening",
        nargs="+",
        default=[],
        metavar="RULE=VALUE",
        help=f"rules that flag a participant, or “off”; default: {_rules_in_words()}",
    )


def fields_of(options: dict[str, Any]) -> dict[str, Any]:
    """The round's fields that were given.

    Raises
    ------
    CommandError
        If a value cannot be read.
    """
    given = {name: options[name] for name in FIELDS if options[name] is not None}
    given |= _scale_of(options)
    if options["texts"]:
        given["translations"] = dict(map(_texts, options["texts"]))
    if chosen := _chosen(options):
        given |= {
            "reference_choice": CHOSEN,
            "chosen_references": chosen,
            "references_count": len(chosen),
        }
    if options["screening"]:
        given["screening"] = DEFAULT_RULES.to_json() | dict(map(_rule, options["screening"]))
    return given


def _add(
    parser: ArgumentParser | _MutuallyExclusiveGroup, flag: str, name: str, **how: Any
) -> None:
    field = field_of(name)
    words = f"{field.help_text or field.verbose_name}"
    if choices := how.get("choices"):
        words = "; ".join(f"{key}: {label}" for key, label in choices)
        how["choices"] = [key for key, _label in choices]
    if field.get_default() not in (None, ""):
        words = f"{words.rstrip('.')}; default: {field.get_default()}"
    parser.add_argument(flag, dest=name, help=words.replace("%", "%%"), **how)


def _add_references(parser: CommandParser) -> None:
    choice = parser.add_mutually_exclusive_group()
    drawn = [pair for pair in Round.ReferenceChoice.choices if pair[0] != CHOSEN]
    _add(choice, "--reference-choice", "reference_choice", choices=drawn)
    choice.add_argument(
        "--chosen", nargs="+", metavar="ID", help="product ids of references chosen by hand"
    )
    choice.add_argument(
        "--chosen-file", type=Path, metavar="FILE", help="the same, one id a line, as UTF-8"
    )


def _add_scale(parser: CommandParser) -> None:
    scale = parser.add_mutually_exclusive_group()
    scale.add_argument(
        "--scale",
        type=int,
        choices=sorted(round_texts.SCALES),
        default=5,
        help="points, with ready-made labels; default: 5",
    )
    scale.add_argument(
        "--labels",
        nargs="+",
        metavar="LABEL",
        help="2 to 11, from the least similar; of a slider, its two ends",
    )
    parser.add_argument(
        "--slider", action="store_true", help="a slider from 0 to 100 instead of labelled points"
    )


def _add_files(parser: CommandParser) -> None:
    parser.add_argument(
        "--logo", type=Path, metavar="FILE", help="PNG, JPEG, WebP or GIF; needs --asked-by"
    )
    parser.add_argument(
        "--texts",
        nargs="+",
        default=[],
        metavar="LANGUAGE=FILE",
        help="the texts in another language, as JSON with the names "
        f"{', '.join(TRANSLATED)}; the language of the others is --language",
    )


def logo_of(options: dict[str, Any]) -> Logo | None:
    """What is to be stored, and named by the round; None when no logo was given.

    Raises
    ------
    CommandError
        If the file cannot be read, or is no logo.
    """
    file: Path | None = options["logo"]
    if file is None:
        return None
    try:
        return logos.prepare(file.read_bytes())
    except (OSError, logos.LogoRefused) as error:
        raise CommandError(
            _("The logo cannot be read from %(file)s: %(error)s") % {"file": file, "error": error}
        ) from error


def _texts(option: str) -> tuple[str, dict[str, Any]]:
    language, _equals, file = option.partition("=")
    text = read_text(Path(file), _("The texts cannot be read from %(file)s: %(error)s."))
    try:
        texts = json.loads(text)
    except ValueError as error:
        raise CommandError(
            _("%(file)s holds no JSON (%(error)s).") % {"file": file, "error": error}
        ) from error
    if not isinstance(texts, dict):
        raise CommandError(_("%(file)s holds no texts with names.") % {"file": file})
    optional = dict.fromkeys(("welcome_text", "asked_by", "contact"), "")
    return language, optional | texts


def _scale_of(options: dict[str, Any]) -> dict[str, Any]:
    made = round_texts.SLIDER_ENDS if options["slider"] else round_texts.SCALES[options["scale"]]
    labels: Sequence[Any] = options["labels"] or made
    kind = Round.ScaleKind.SLIDER if options["slider"] else Round.ScaleKind.POINTS
    return {"scale_kind": kind, "scale_labels": [str(label) for label in labels]}


def _chosen(options: dict[str, Any]) -> list[str]:
    if options["chosen_file"] is None:
        return list(options["chosen"] or ())
    text = read_text(
        options["chosen_file"], _("The chosen references cannot be read from %(file)s: %(error)s.")
    )
    return [line.strip() for line in text.splitlines() if line.strip()]


def read_text(file: Path, refusal: str) -> str:
    """The file, or an end of the command with a sentence that names `file` and `error`."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(refusal % {"file": file, "error": error}) from error


def _rule(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        raise CommandError(
            _("Write a screening rule as RULE=VALUE, not “%(text)s”.") % {"text": text}
        )
    if name == "no_variance":
        return name, _one_of(value, {"on": True, "off": False}, text)
    if value == "off":
        return name, None
    read: Callable[[str], float] = int if value.lstrip("-").isdecimal() else float
    try:
        return name, read(value)
    except ValueError:
        raise CommandError(
            _("A screening rule has a number or “off”, not “%(text)s”.") % {"text": text}
        ) from None


def _one_of(value: str, meanings: dict[str, bool], text: str) -> bool:
    if value not in meanings:
        raise CommandError(_("This rule is “on” or “off”, not “%(text)s”.") % {"text": text})
    return meanings[value]


def _rules_in_words() -> str:
    return ", ".join(
        f"{name}={'on' if value is True else value}"
        for name, value in DEFAULT_RULES.to_json().items()
    )


def _measure(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ArgumentTypeError(_("“%(text)s” is no number") % {"text": text})
    return value


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(
            _("“%(text)s” is no day; write it as 2027-12-31") % {"text": text}
        ) from None
