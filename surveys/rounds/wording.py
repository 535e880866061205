"""Whether a round says the same in every language that it speaks."""

from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from surveys.models import Round
from surveys.rounds.decisions import field_of

NEEDED = ("title", "question", "welcome_text", "consent_text")


def lacking_in(round: Round, language: str) -> list[str]:
    """What the texts in another language lack beside the round's own; sentences, none if nothing.

    Asked when the round opens, and not when one of the two is saved: a scale with other points has
    to be written in one language first.
    """
    if language == round.language:
        return [_("%(language)s is the round's own language.") % {"language": name_of(language)}]
    texts = round.translations[language]
    missing = _("In %(language)s this text is missing: %(text)s.")
    found = [
        missing % {"language": name_of(language), "text": field_of(name).verbose_name}
        for name in NEEDED
        if getattr(round, name).strip() and not texts[name].strip()
    ]
    there, wanted = len(texts["scale_labels"]), len(round.scale_labels)
    if there != wanted:
        found.append(
            ngettext(
                "In %(language)s the scale has %(there)d label, and it needs %(wanted)d as in "
                "%(own)s.",
                "In %(language)s the scale has %(there)d labels, and it needs %(wanted)d as in "
                "%(own)s.",
                there,
            )
            % {
                "language": name_of(language),
                "there": there,
                "wanted": wanted,
                "own": name_of(round.language),
            }
        )
    return found


def name_of(language: str) -> str:
    """In the reader's language."""
    return str(get_language_info(language)["name_translated"])
