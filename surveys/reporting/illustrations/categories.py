"""Each method's score in each category, as a map."""

from django.utils.translation import gettext as _

from surveys import figures
from surveys.number_words import DASH, interval, number
from surveys.reporting import generalising
from surveys.reporting.account import Account
from surveys.reporting.illustrations.illustration import Illustration
from surveys.reporting.tables import table
from surveys.statistics import CrossedEstimate


def categories(account: Account) -> Illustration:
    analysis = account.analysis
    categories = analysis.categories.categories if analysis.categories else ()
    scale = analysis.results.scale
    order = [one.method for one in analysis.results.methods]
    places = {method: place for place, method in enumerate(analysis.ratings.methods)}
    few = _("too few references")

    def estimate(method: str, of: tuple[CrossedEstimate, ...]) -> float:
        return scale.score(of[places[method]]).value if of else float("nan")

    values = [[estimate(method, one.methods) for one in categories] for method in order]
    rows = []
    for method in order:
        cells = []
        for one in categories:
            score = scale.score(one.methods[places[method]]) if one.methods else None
            cells.append(
                f"{number(score.value, 1)} ({interval(score.low, score.high, 1)})" if score else few
            )
        rows.append((account.name(method), *cells))
    names = [str(one.category) or DASH for one in categories]
    heads = [f"{name} ({one.references})" for name, one in zip(names, categories, strict=True)]
    return Illustration(
        "categories",
        _("Method by category"),
        " ".join(
            [
                _(
                    # xgettext:no-python-format
                    "Scores within each category that has at least five references, with 95 % "
                    "intervals in the table; the number of references stands beside its name."
                ),
                generalising.category(),
            ]
        ),
        table([_("Method"), *heads], rows),
        lambda width: figures.draw_heat_map(
            [account.name(method) for method in order],
            heads,
            values,
            axis_label=_("Score, 0 to 100"),
            missing=few,
            width=width,
        ),
    )
