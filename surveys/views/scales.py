"""How an answer is given on the page: points to choose from, a slider, or one set of all."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from django.utils.translation import gettext as _

from surveys.models import Round

# Points in a row that a finger can tell apart on a phone, below pictures and beside one: all of
# them in one row without gaps, or fewer in several rows.
BELOW, BESIDE = (7, 7), (5, 4)
LONGEST_WORD, LONGEST_LABEL = 13, 28  # letters that find room below the ends of such a row
KEYS = "1234567890-"  # of the keyboard's row of digits, in its order


@dataclass(frozen=True)
class Point:
    """`label` is empty where the number says it all."""

    value: int
    label: str

    def __str__(self) -> str:
        """With its number, which is all that small screens show of most points."""
        return f"{self.value} – {self.label}" if self.label else str(self.value)


@dataclass(frozen=True)
class Scale:
    """What stands under the pictures.

    Attributes
    ----------
    kind : str
        `points`, `slider` or `choice`.
    points : sequence of Point
        Of a slider, its two ends; of a choice, none.
    is_ranking, is_of_products : bool
        Whether points are ranks, and whether each picture is answered for by itself.
    offers_each_cannot_judge, offers_all_cannot_judge : bool
        Where “I can't judge” is offered: in every slot, or once for the whole trial.
    is_for_all : bool
        Whether slots are compared with one another, so that none is judged by itself.
    """

    kind: str
    points: Sequence[Point]
    is_ranking: bool
    is_of_products: bool
    offers_each_cannot_judge: bool
    offers_all_cannot_judge: bool
    is_for_all: bool

    @property
    def rows(self) -> int:
        """Where there is little room."""
        alone, among = BESIDE if self.is_of_products else BELOW
        return ceil(len(self.points) / among) if len(self.points) > alone else 1

    @property
    def across(self) -> int:
        """Points in a row where there is little room, so that all rows are about as long."""
        return max(1, ceil(len(self.points) / self.rows))

    @property
    def is_in_lines(self) -> bool:
        """Whether labels are so long that, where there is little room, each has its own line."""
        labels = [point.label for point in self.points if self.kind == "points"]
        words = [word for label in labels for word in label.split()]
        return any(len(word) > LONGEST_WORD for word in words) or any(
            len(label) > LONGEST_LABEL for label in labels
        )

    @property
    def keys(self) -> str:
        """The keyboard's keys that answer, one for each point."""
        return KEYS[: len(self.points)]


def scale_of(round: Round, slots: int) -> Scale:
    """The scale of a trial with so many slots."""
    chooses = round.answer_format == Round.AnswerFormat.BEST_SET
    ranks = round.answer_format == Round.AnswerFormat.SET_RANKING
    rated = points_of(round) if round.rates else []
    return Scale(
        kind="choice" if chooses else "slider" if round.has_slider else "points",
        points=_ranks(slots) if ranks else rated,
        is_ranking=ranks,
        is_of_products=round.answer_format == Round.AnswerFormat.PRODUCT_RATING,
        offers_each_cannot_judge=round.allows_cannot_judge and round.rates,
        offers_all_cannot_judge=round.allows_cannot_judge and not round.rates,
        is_for_all=not round.rates,
    )


def _ranks(sets: int) -> list[Point]:
    ends = {1: _("Most similar"), sets: _("Least similar")}
    return [Point(rank, ends.get(rank, "")) for rank in range(1, sets + 1)]


def points_of(round: Round) -> list[Point]:
    """Of a rating. A label that only says its number is left out, as is a number before words."""
    labels = round.scale_labels
    if round.has_slider:
        return [Point(0, labels[0]), Point(100, labels[-1])]
    return [
        Point(value, "" if label == str(value) else label.removeprefix(f"{value} – "))
        for value, label in enumerate(labels, start=1)
    ]
