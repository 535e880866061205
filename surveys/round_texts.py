"""What a new round says until its researcher says it otherwise."""

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

# By `Round.AnswerFormat`: what is asked for is a word of the question.
QUESTIONS = {
    "set_rating": _("How similar are these products to the reference product?"),
    "product_rating": _("How similar is each product to the reference product?"),
    "best_set": _("Which set is most similar to the reference product?"),
    "set_ranking": _("Which sets are most similar to the reference product?"),
}

NOT_AT_ALL, EXTREMELY = _("Not at all similar"), _("Extremely similar")
BARELY, SLIGHTLY = _("Barely similar"), _("Slightly similar")
MODERATELY = _("Moderately similar")
QUITE, VERY = _("Quite similar"), _("Very similar")

# Each point says how much by itself, so that a scale is read the same by everyone who takes it.
# Beyond seven there are no such words: the points are numbers, and the ends say what they mean.
SCALES: dict[int, tuple[Any, ...]] = {
    2: (_("Not similar"), _("Similar")),
    3: (NOT_AT_ALL, MODERATELY, EXTREMELY),
    4: (NOT_AT_ALL, SLIGHTLY, VERY, EXTREMELY),
    5: (NOT_AT_ALL, SLIGHTLY, MODERATELY, VERY, EXTREMELY),
    6: (NOT_AT_ALL, BARELY, SLIGHTLY, QUITE, VERY, EXTREMELY),
    7: (NOT_AT_ALL, BARELY, SLIGHTLY, MODERATELY, QUITE, VERY, EXTREMELY),
} | {
    points: (
        format_lazy("1 – {}", NOT_AT_ALL),
        *map(str, range(2, points)),
        format_lazy("{} – {}", points, EXTREMELY),
    )
    for points in (8, 9, 10, 11)
}
SLIDER_ENDS = (NOT_AT_ALL, EXTREMELY)

WELCOME = _(
    "Thank you for your interest. You will see one product at a time, and with it other products "
    "that are said to be similar. Please say how similar they look to you. There are no right or "
    "wrong answers: your own impression counts."
)

CONSENT = _(
    "This study is carried out by [your name, institution and e-mail address]. It asks which "
    "products people find similar.\n"
    "\n"
    "Taking part is voluntary. You can stop at any time by closing the page, without giving a "
    "reason and without any disadvantage.\n"
    "\n"
    "We store your answers and the times at which you gave them. We do not ask for your name, and "
    "nothing that is stored identifies you. The answers are analysed together with those of "
    "others, and may be published in this anonymous form.\n"
    "\n"
    "By agreeing, you confirm that you are at least 18 years old, that you have read this text, "
    "and that you agree to take part."
)


def fitting_question(question: str, answer_format: str) -> str:
    """The ready-made question of this answer format in the place of another format's."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            if question in map(str, QUESTIONS.values()):
                return str(QUESTIONS[answer_format])
    return question
