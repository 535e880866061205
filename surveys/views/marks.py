"""What a page says about answers that lack or cannot stand."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.forms import AnswersForm
from surveys.models import Round, Slot
from surveys.participation import MissingAnswers, RankTwice


@dataclass(frozen=True)
class Marks:
    """`alert` stands above all, `errors` beside the slots, by their letters.

    `unanswered` are the letters of slots that are shown without an answer, whatever is saved.
    """

    alert: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    unanswered: Collection[str] = ()


NO_MARKS = Marks()


def marks_of(round: Round, slots: Sequence[Slot], lacking: MissingAnswers | RankTwice) -> Marks:
    """Of a trial that was not complete."""
    letters = [slot.letter for slot in slots if slot.position in lacking.slots]
    if isinstance(lacking, RankTwice):
        return Marks(str(lacking), dict.fromkeys(letters, _("Another set has this rank too.")))
    if round.answer_format == Round.AnswerFormat.BEST_SET:
        return Marks(_("Please choose one of the sets."))
    if round.answer_format == Round.AnswerFormat.PRODUCT_RATING:
        beside, alert = _("Please answer for this product."), _products_lack(len(letters))
    else:
        beside, alert = _("Please answer for this set."), _sets_lack(len(letters))
    return Marks(alert, dict.fromkeys(letters, beside), letters)


def _products_lack(number: int) -> str:
    return ngettext(
        "One product has no answer yet. The others are saved.",
        "%(number)d products have no answer yet. The others are saved.",
        number,
    ) % {"number": number}


def _sets_lack(number: int) -> str:
    return ngettext(
        "One set has no answer yet. The others are saved.",
        "%(number)d sets have no answer yet. The others are saved.",
        number,
    ) % {"number": number}


def marks_of_form(form: AnswersForm) -> Marks:
    """Of answers that could not be taken; the others were saved."""
    errors = {name: str(texts[0]) for name, texts in form.errors.items()}
    return Marks(_alert(errors, form.places), errors)


def _alert(errors: Mapping[str, str], letters: Collection[str]) -> str:
    for_all = [text for name, text in errors.items() if name not in letters]
    return for_all[0] if for_all else _("Not every answer could be taken. The others are saved.")
