"""What the page of a trial shows, made from rows without a method's name in sight."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from recommender.lookup import picture_srcset, picture_url
from surveys.forms import CANNOT_JUDGE
from surveys.models import Participation, Round, Shown, ShownProduct, Slot, Trial
from surveys.views.marks import NO_MARKS, Marks
from surveys.views.questions import question_of
from surveys.views.scales import Scale, scale_of

LARGE = 1024
DEFAULT = 320
LONG_WAY = 3  # trials after which a rest in the middle is welcome


@dataclass(frozen=True)
class Frame:
    """A picture; its name says where it stands and nothing of the product."""

    name: str
    src: str
    srcset: str
    large: str
    width: int
    height: int


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
    back : int or None
        Position of the trial before this one.
    best, cannot_judge, was_cannot_judge : str, bool, bool
        Where one answer speaks for all sets: the chosen set's letter, and whether the page shows
        and whether the server knows that the trial cannot be judged.
    """

    position: int
    total: int
    done: int
    back: int | None
    is_half_way: bool
    question: str
    noun: str
    scale: Scale
    reference: Frame
    cards: Sequence[Card]
    best: str
    cannot_judge: bool
    was_cannot_judge: bool
    alert: str
    next_pictures: Sequence[str]

    @property
    def is_practice(self) -> bool:
        return self.position == 0

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

    Parameters
    ----------
    way : the participant's trials in order, with their references
    position : of the trial to show; 0 is the practice
    marks : what to say about answers that lack
    """
    place = next(place for place, trial in enumerate(way) if trial.position == position)
    pair = way[place : place + 2]
    slots = list(Slot.objects.with_pictures(pair))
    own = [slot for slot in slots if slot.trial_id == pair[0].pk]
    numbered = [trial for trial in way if trial.position > 0]
    done = sum(trial.submitted_at is not None for trial in numbered)
    page = page_of(round, pair[0], own, total=len(numbered), done=done, marks=marks)
    return replace(
        page,
        back=way[place - 1].position if place else None,
        is_half_way=len(numbered) > LONG_WAY and done == position - 1 == len(numbered) // 2,
        next_pictures=_srcsets(pair[1:], [slot for slot in slots if slot not in own]),
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
    cards = cards_of(slots, scale, marks)
    return TrialPage(
        position=trial.position,
        total=total,
        done=done,
        back=None,
        is_half_way=False,
        question=question_of(trial, round),
        noun=_("Product") if scale.is_of_products else _("Set"),
        scale=scale,
        reference=frame_of(trial.reference, _("Reference product")),
        cards=cards,
        best=next((card.letter for card in cards if card.value == 1), ""),
        cannot_judge=scale.is_for_all and all(card.cannot_judge for card in cards),
        was_cannot_judge=scale.is_for_all and all(slot.cannot_judge for slot in slots),
        alert=marks.alert,
        next_pictures=(),
    )


def way_of(participation: Participation) -> list[Trial]:
    """The participant's trials in order, with their references."""
    return list(participation.trials.select_related("reference").order_by("position"))


def cards_of(slots: Iterable[Slot], scale: Scale, marks: Marks = NO_MARKS) -> list[Card]:
    name = _("Product %(mark)s") if scale.is_of_products else _("Set %(mark)s, picture %(number)d")
    return [_card(slot, scale, marks, name) for slot in slots]


def frame_of(shown: Shown, name: str) -> Frame:
    sha256 = shown.picture_sha256
    return Frame(
        name=name,
        src=picture_url(sha256, DEFAULT),
        srcset=picture_srcset(sha256, shown.picture_width),
        large=picture_url(sha256, LARGE),
        width=shown.picture_width,
        height=shown.picture_height,
    )


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


def _srcsets(trials: Sequence[Trial], slots: Sequence[Slot]) -> list[str]:
    """Of the trial that follows, to be fetched while this one is answered; reference first."""
    shown: list[Shown] = [trial.reference for trial in trials]
    shown += [product for slot in slots for product in products_of(slot)]
    return [picture_srcset(one.picture_sha256, one.picture_width) for one in shown]
