"""What a trial asks, as one sentence or two."""

from django.utils import translation
from django.utils.translation import gettext as _

from surveys.models import Round, Trial
from surveys.models.participation import letter_of
from surveys.views.scales import points_of


def question_of(trial: Trial, round: Round) -> str:
    """The round's question; an instructed check goes on, in its language, with what it asks for."""
    if trial.kind != Trial.Kind.INSTRUCTED or trial.instructed_value is None:
        return round.question
    with translation.override(round.language):
        return f"{round.question} {_instruction(round, trial.instructed_value)}"


def _instruction(round: Round, value: int) -> str:
    if round.answer_format == Round.AnswerFormat.BEST_SET:
        return _("To show that you read this, please choose set %(letter)s here.") % {
            "letter": letter_of(value)
        }
    if round.answer_format == Round.AnswerFormat.SET_RANKING:
        return _(
            "To show that you read this, please rank the sets here in the order in which they "
            "stand: 1 for set A, 2 for set B, and so on."
        )
    if round.has_slider:
        return _("To show that you read this, please set every answer here to %(value)d.") % {
            "value": value
        }
    point = points_of(round)[value - 1]
    return _("To show that you read this, please choose “%(point)s” everywhere here.") % {
        "point": point
    }
