"""What a researcher should look at once more before a round opens and nothing can be changed."""

import re

from django.utils.translation import gettext as _

from surveys import outcomes
from surveys.models import Round
from surveys.models.wording import TRANSLATED
from surveys.rounds.placeholders import placeholders_in


def cautions(round: Round) -> list[str]:
    """Sentences; what keeps the round from opening is refused when it opens."""
    text = "\n".join(texts(round))
    holding = _("The texts still hold the placeholder “%(placeholder)s”.")
    naming = _("Participants would read the word “%(word)s”, which also names a method.")
    found = [holding % {"placeholder": placeholder} for placeholder in placeholders_in(text)]
    found += [naming % {"word": word} for word in named_methods(round, text)]
    open_channels = round.channels.filter(is_active=True)
    for channel in open_channels:
        found += [f"{channel}: {fault}" for fault in outcomes.faults(channel)]
    if {bool(channel.person_parameter) for channel in open_channels} == {True, False}:
        found.append(
            _(
                "Beside the channels that know their people, the open link lets anybody in: switch "
                "it off if only they are to take part."
            )
        )
    if not round.welcome_text.strip():
        found.append(_("There is no welcome text."))
    if not round.contact.strip():
        found.append(_("Participants are not told whom to ask: the round has no contact."))
    return found


def texts(round: Round) -> list[str]:
    """All that participants read and the researcher wrote, in every language."""
    said = [getattr(round, name) for name in TRANSLATED]
    said += [text for texts in round.translations.values() for text in texts.values()]
    return [
        round.slug.replace("-", " "),
        *(text if isinstance(text, str) else "\n".join(text) for text in said),
        *(slug.replace("-", " ") for slug in round.channels.values_list("slug", flat=True)),
    ]


def named_methods(round: Round, text: str) -> list[str]:
    """Names of the round's algorithms and treatments that stand in the text as words."""
    words = {word for key in round.method_keys for word in re.split(r"[+:]", key)}
    read = {word.casefold() for word in re.findall(r"\w+", text)}
    return sorted(word for word in words if word.casefold() in read)
