"""What the place on the page does to a rating."""

from django.utils.translation import gettext as _

from surveys import figures
from surveys.figures import Bar, Group
from surveys.models.participation import letter_of
from surveys.number_words import signed
from surveys.reporting import generalising
from surveys.reporting.account import Account
from surveys.reporting.illustrations.illustration import Illustration
from surveys.reporting.significance import told_apart
from surveys.reporting.tables import interval_head, interval_of, table


def slots(account: Account) -> Illustration:
    found = account.analysis.slots
    slots = found.slots if found else ()
    scale = account.analysis.results.scale
    bars, rows = [], []
    for one in slots:
        score = scale.score_difference(one.effect)
        ends = interval_of(score.low, score.high, one.effect.reason)
        letter = _letter(one.slot)
        bars.append(
            Bar(
                lines=(letter,),
                value=score.value,
                low=score.low,
                high=score.high,
                reading=signed(score.value, 1),
                filled=told_apart(one.effect.p),
            )
        )
        rows.append((letter, signed(score.value, 1), ends, str(one.n)))
    return Illustration(
        "slots",
        _("Slots"),
        " ".join(
            [
                _(
                    "How much higher or lower a set is rated because of the slot it stands in, "
                    "against the mean of all slots, in points of the score. A filled marker: its "
                    "own p is below 0.05."
                ),
                generalising.both(),
            ]
        ),
        table([_("Slot"), _("Effect"), interval_head(), _("Ratings")], rows),
        lambda width: figures.draw_forest(
            [Group("", tuple(bars))],
            axis_label=_("Effect in points of the score"),
            bound=100,
            width=width,
        ),
        tells_who_leads=False,
    )


def _letter(slot: object) -> str:
    return letter_of(slot) if isinstance(slot, int) else str(slot)
