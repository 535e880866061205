"""How long one participant will be at it, as the form says while the round is being written."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.expectations import expect_of
from surveys.models import Round

EXTRA = ("identical_checks", "instructed_checks", "repeated_trials")
ASKING = ("answer_format", "trials_per_participant", "sets_per_trial", "practice", *EXTRA)
# The page asks for the sentence again when one of these changes.
ASK_FOR_LENGTH = {
    "hx-get": "",
    "hx-trigger": "change",
    "hx-include": ", ".join(f"[name={name}]" for name in ("catalogue", "method_keys", *ASKING)),
    "hx-target": "#length",
    "hx-select": "#length",
    "hx-swap": "outerHTML",
}


def length_sentence(values: Mapping[str, Any], method_keys: list[str]) -> str:
    """From a round's fields as they stand in the form, typed or not."""
    round = Round(method_keys=method_keys, practice=bool(values["practice"]))
    for name in ("trials_per_participant", "sets_per_trial", *EXTRA):
        setattr(round, name, _number(values[name]))
    if values["answer_format"] in Round.AnswerFormat.values:
        round.answer_format = values["answer_format"]
    expected = expect_of(round)
    pages = expected.trials + round.practice
    sentence = ngettext(
        "With practice, checks and repeats that is %(pages)d page with %(sets)d sets",
        "With practice, checks and repeats these are %(pages)d pages with %(sets)d sets each",
        pages,
    ) % {"pages": pages, "sets": expected.sets}
    lasting = ngettext("about %(minutes)d minute", "about %(minutes)d minutes", expected.minutes)
    return _("%(sentence)s: %(lasting)s.") % {
        "sentence": sentence,
        "lasting": lasting % {"minutes": expected.minutes},
    }


def _number(typed: Any) -> int:
    """The number as far as it is one; what is empty or wrong counts as 0."""
    text = str(typed)
    return int(text) if text.isdecimal() and len(text) < 6 else 0
