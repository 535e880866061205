"""What a researcher decides about a round while it is a draft."""

from surveys.round_form.form import RoundForm
from surveys.round_form.lines import LinesField
from surveys.round_form.scale import ScaleField
from surveys.round_form.wording import WordingForm

__all__ = ["LinesField", "RoundForm", "ScaleField", "WordingForm"]
