"""What the page of a trial shows, made from rows without a method's name in sight."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from recommender.lookup import picture_srcset, picture_url
from surveys.models import Participation, Slot, Trial
from surveys.models.rounds import Shown

LARGE = 1024
DEFAULT = 320


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
    """A set in its slot; `value` is the saved answer."""

    letter: str
    frames: Sequence[Frame]
    value: int | None
    is_missing: bool
    is_off_scale: bool


@dataclass(frozen=True)
class TrialPage:
    """`done` counts submitted trials, so that the progress bar tells the truth."""

    position: int
    total: int
    done: int
    is_half_way: bool
    reference: Frame
    cards: Sequence[Card]
    next_pictures: Sequence[str]

    @property
    def missing(self) -> Sequence[Card]:
        return [card for card in self.cards if card.is_missing or card.is_off_scale]


def trial_page(
    way: Sequence[Trial],
    position: int,
    *,
    missing: Iterable[int] = (),
    off_scale: Iterable[str] = (),
) -> TrialPage:
    """Read all that is shown, in two queries.

    Parameters
    ----------
    way : the participant's trials in order, with their references
    position : of the trial to show, from 1
    missing : positions of slots to mark as lacking an answer
    off_scale : letters of slots whose answer was refused
    """
    pair = way[position - 1 : position + 1]
    slots = list(Slot.objects.with_pictures(pair))
    own = [slot for slot in slots if slot.trial_id == pair[0].pk]
    marked, refused = frozenset(missing), frozenset(off_scale)
    done = sum(trial.submitted_at is not None for trial in way)
    return TrialPage(
        position=position,
        total=len(way),
        done=done,
        is_half_way=len(way) > 3 and done == position - 1 == len(way) // 2,
        reference=_frame(pair[0].reference, _("Reference product")),
        cards=[_card(slot, slot.position in marked, slot.letter in refused) for slot in own],
        next_pictures=_srcsets(pair[1:], [slot for slot in slots if slot not in own]),
    )


def way_of(participation: Participation) -> list[Trial]:
    """The participant's trials in order, with their references."""
    return list(participation.trials.select_related("reference").order_by("position"))


def _card(slot: Slot, is_missing: bool, is_off_scale: bool) -> Card:
    name = _("Set %(letter)s, picture %(number)d")
    frames = [
        _frame(product, name % {"letter": slot.letter, "number": number})
        for number, product in enumerate(slot.shown_set.products.all(), start=1)
    ]
    return Card(slot.letter, frames, slot.value, is_missing, is_off_scale)


def _frame(shown: Shown, name: str) -> Frame:
    sha256 = shown.picture_sha256
    return Frame(
        name=name,
        src=picture_url(sha256, DEFAULT),
        srcset=picture_srcset(sha256, shown.picture_width),
        large=picture_url(sha256, LARGE),
        width=shown.picture_width,
        height=shown.picture_height,
    )


def _srcsets(trials: Sequence[Trial], slots: Sequence[Slot]) -> list[str]:
    """Of the trial that follows, to be fetched while this one is answered; reference first."""
    shown: list[Shown] = [trial.reference for trial in trials]
    shown += [product for slot in slots for product in slot.shown_set.products.all()]
    return [picture_srcset(one.picture_sha256, one.picture_width) for one in shown]
