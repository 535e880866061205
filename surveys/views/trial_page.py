"""What the page of a trial shows, made from rows without a method's name in sight."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from recommender.lookup import PictureSources, picture_sources
from surveys.forms import CANNOT_JUDGE
from surveys.models import Round, Shown, ShownProduct, Slot, Trial
from surveys.participation import slots_with_pictures
from surveys.views.marks import NO_MARKS, Marks
from surveys.views.questions import question_of
from surveys.views.scales import Scale, scale_of

TINY = 64  # pixels
LONG_WAY = 3  # trials after which a rest in the middle is welcome


@dataclass(frozen=True)
class Frame:
    """A picture; its name says where it stands and nothing of the product."""

    name: str
    sources: PictureSources

    @property
    def is_tiny(self) -> bool:
        """Whether it has so few pixels that they are better seen as such than blurred."""
        return max(self.sources.width, self.sources.height) <= TINY


@dataclass(frozen=True)
class Card:
    """What is answered for in a slot: a set, or a product.

    Attributes
    ----------
    mark : str
        What it is called on the page: the letter, or a product's number.
    value, cannot_judge : int or None, bool
        The saved answer.
    was : str
        The saved answer as the form sends it; empty before there is one.
    given : int
        When the saved answer was given, in milliseconds since 1970; 0 before there is one.
    is_saved : bool
        Whether the answer that is shown is the saved one.
    error : str
        What is wrong with the answer.
    """

    letter: str
    mark: str
    frames: Sequence[Frame]
    value: int | None
    cannot_judge: bool
    was: str
    given: int
    is_saved: bool
    error: str


@dataclass(frozen=True)
class TrialPage:
    """A trial among its participant's others.

    Attributes
    ----------
    position, total, done : int
        Of the numbered trials; `done` are submitted, so that the progress bar tells the truth. The
        practice stands at 0.
    back, onward : int or None
        Positions of the trial before this one, and of the one that “Continue” leads to at once.
    is_final : bool
        Whether the answers are shown, and may not be changed any more.
    best, cannot_judge, was_cannot_judge : str, bool, bool
        Where one answer speaks for all sets: the chosen set's letter, and whether the page shows
        and whether the server knows that the trial cannot be judged.
    title : str
        Of the window.
    """

    position: int
    total: int
    done: int
    back: int | None
    onward: int | None
    is_half_way: bool
    is_final: bool
    question: str
    noun: str
    scale: Scale
    reference: Frame
    cards: Sequence[Card]
    best: str
    cannot_judge: bool
    was_cannot_judge: bool
    alert: str
    title: str

    @property
    def is_practice(self) -> bool:
        return self.position == 0

    @property
    def place(self) -> str:
        """Where among the trials it stands."""
        return _place(self.position, self.total)

    @property
    def now(self) -> int:
        """The server's clock in milliseconds since 1970, by which the page dates answers."""
        return round(time.time() * 1000)

    @property
    def given(self) -> int:
        """Of an answer for all sets; as in `Card`."""
        return max((card.given for card in self.cards), default=0)

    @property
    def missing(self) -> Sequence[Card]:
        return [card for card in self.cards if card.error]


def trial_page(
    round: Round,
    way: Sequence[Trial],
    position: int,
    marks: Marks = NO_MARKS,
) -> TrialPage:
    """Read all that is shown, in two queries.

    What comes before the trial counts as done: it will be once this trial's turn has come.

    Parameters
    ----------
    way : the participant's trials in order, with their references
    position : of the trial to show; 0 is the practice
    marks : what to say about answers that lack
    """
    trial = next(trial for trial in way if trial.position == position)
    before = [one.position for one in way if one.position < position]
    to_come = [one for one in way if one.position > position and one.submitted_at is None]
    numbered = [one for one in way if one.position > 0]
    done = sum(one.submitted_at is not None or one.position < position for one in numbered)
    page = page_of(
        round, trial, slots_with_pictures(trial), total=len(numbered), done=done, marks=marks
    )
    return replace(
        page,
        back=before[-1] if before else None,
        onward=to_come[0].position if to_come and not page.is_practice else None,
        is_half_way=len(numbered) > LONG_WAY and done == position - 1 == len(numbered) // 2,
    )


def page_of(
    round: Round,
    trial: Trial,
    slots: Sequence[Slot],
    *,
    total: int,
    done: int,
    marks: Marks = NO_MARKS,
) -> TrialPage:
    """One trial by itself, with nothing before and nothing after it; asks the database nothing."""
    scale = scale_of(round, len(slots))
    cards = cards_of(slots, scale, marks if marks.alert else _open_again(slots, scale))
    return TrialPage(
        position=trial.position,
        total=total,
        done=done,
        back=None,
        onward=None,
        is_half_way=False,
        is_final=trial.submitted_at is not None and not round.takes_changes(trial),
        question=question_of(trial, round),
        noun=_("Product") if scale.is_of_products else _("Set"),
        scale=scale,
        reference=frame_of(trial.reference, _("Reference product")),
        cards=cards,
        best=next((card.letter for card in cards if card.value == 1), ""),
        cannot_judge=scale.is_for_all and all(card.cannot_judge for card in cards),
        was_cannot_judge=scale.is_for_all and all(slot.cannot_judge for slot in slots),
        alert=marks.alert,
        title=_title(_place(trial.position, total), round, marks),
    )


def _open_again(slots: Sequence[Slot], scale: Scale) -> Marks:
    """Sets whose rank another one took later are without a rank, as the page showed it then."""
    if not scale.is_ranking:
        return NO_MARKS
    last: dict[int, datetime] = {}
    for slot in slots:
        if slot.value is not None:
            at = slot.rating.counts_from
            last[slot.value] = max(at, last.get(slot.value, at))
    return Marks(
        unanswered=[
            slot.letter
            for slot in slots
            if slot.value is not None and slot.rating.counts_from < last[slot.value]
        ]
    )


def cards_of(slots: Iterable[Slot], scale: Scale, marks: Marks = NO_MARKS) -> list[Card]:
    name = _("Product %(mark)s") if scale.is_of_products else _("Set %(mark)s, picture %(number)d")
    return [_card(slot, scale, marks, name) for slot in slots]


def frame_of(shown: Shown, name: str) -> Frame:
    return Frame(name, _sources_of(shown))


def _sources_of(shown: Shown) -> PictureSources:
    return picture_sources(shown.picture_sha256, shown.picture_width, shown.picture_height)


def _card(slot: Slot, scale: Scale, marks: Marks, name: str) -> Card:
    letter = slot.letter
    mark = str(slot.position + 1) if scale.is_of_products else letter
    answered = slot.is_rated and letter not in marks.unanswered
    value = slot.value if answered else None
    saved = CANNOT_JUDGE if slot.cannot_judge and not scale.is_for_all else slot.value
    return Card(
        letter=letter,
        mark=mark,
        frames=[
            frame_of(product, name % {"mark": mark, "number": number})
            for number, product in enumerate(products_of(slot), start=1)
        ],
        value=value,
        cannot_judge=answered and value is None,
        was="" if saved is None else str(saved),
        given=round(slot.rating.counts_from.timestamp() * 1000) if slot.is_rated else 0,
        is_saved=answered and (value is not None or not scale.is_for_all),
        error=marks.errors.get(letter, ""),
    )


def products_of(slot: Slot) -> Sequence[ShownProduct]:
    """In the order in which they stand."""
    if slot.shown_set is None:
        return [slot.shown_product] if slot.shown_product else []
    products = list(slot.shown_set.products.all())
    if slot.product_order is None:
        return products
    at_rank = {product.rank: product for product in products}
    return [at_rank[rank] for rank in slot.product_order]


def _place(position: int, total: int) -> str:
    if position == 0:
        return _("Practice")
    return _("%(position)s of %(total)s") % {"position": position, "total": total}


def _title(place: str, round: Round, marks: Marks) -> str:
    lacks = [_("Answers missing")] if marks.alert else []
    return " · ".join([*lacks, place, round.title])
