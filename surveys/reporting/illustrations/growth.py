"""How the intervals narrow with every participant."""

from django.utils.translation import gettext as _

from surveys import figures
from surveys.figures import Course
from surveys.number_words import number
from surveys.reporting.account import Account
from surveys.reporting.illustrations.illustration import Illustration
from surveys.reporting.tables import table


def growth(account: Account) -> Illustration:
    steps = account.portion.growth
    wanted = account.wished_half_width
    courses = [Course(_("score of a method"), [one.method for one in steps])]
    heads = [_("Participants"), _("Score of a method, ±")]
    if len(account.labels) > 1:
        courses.append(Course(_("difference of two methods"), [one.difference for one in steps]))
        heads.append(_("Difference of two methods, ±"))
    rows = [
        (
            str(step.participants),
            *(number(course.widths[place], 1) for course in courses),
        )
        for place, step in enumerate(steps)
    ]
    return Illustration(
        "growth",
        _("How the intervals narrow"),
        _(
            # xgettext:no-python-format
            "Half of the widest 95 % interval's width in points of the score, with the first "
            "participants up to all of them. It says how precise the results are, and nothing of "
            "who leads. What more participants cannot narrow, only more references can. An arrow "
            "stands where a line comes from above the scale; the table has these widths too."
        ),
        table(heads, rows),
        lambda width: figures.draw_growth(
            [one.participants for one in steps],
            courses,
            wanted=wanted,
            wanted_label=_("wished: ± %(points)s") % {"points": number(wanted or 0.0, 1)},
            axis_label=_("Participants in the order of arrival"),
            above=_("± points of the score, the widest of all"),
            width=width,
        ),
        tells_who_leads=False,
    )
