"""The effects of segmenting and the differences of all pairs, as a forest."""

from django.utils.translation import gettext as _

from surveys import figures
from surveys.figures import Bar, Group
from surveys.number_words import signed
from surveys.reporting import generalising
from surveys.reporting.account import Account
from surveys.reporting.illustrations.illustration import Illustration
from surveys.reporting.significance import told_apart
from surveys.reporting.tables import Row, Table, contrast_cells, contrast_head
from surveys.statistics import Contrast


def contrasts(account: Account) -> Illustration:
    analysis = account.analysis
    effects = analysis.segmentation

    def effect(contrast: Contrast) -> tuple[str, ...]:
        return (account.effect(contrast),)

    def pair(contrast: Contrast) -> tuple[str, ...]:
        return account.name(contrast.method), f"− {account.name(contrast.baseline)}"

    sections = [(_("All pairs"), analysis.contrasts, pair)]
    if effects.per_algorithm:
        pooled = (effects.pooled,) if effects.pooled and len(effects.per_algorithm) > 1 else ()
        sections.insert(0, (_("Segmented − original"), (*effects.per_algorithm, *pooled), effect))
    groups = [
        Group(heading, tuple(_contrast_bar(lines(one), one) for one in contrasts))
        for heading, contrasts, lines in sections
    ]
    rows: list[Row] = []
    for heading, contrasts, lines in sections:
        rows.append(Row(heading))
        rows += [Row(" ".join(lines(one)), contrast_cells(one)) for one in contrasts]
    return Illustration(
        "contrasts",
        _("Contrasts"),
        " ".join(
            [
                _(
                    # xgettext:no-python-format
                    "Differences in points of the score, within the same person and reference, "
                    "with 95 % intervals. A filled marker: p after Holm's adjustment is below "
                    "0.05; a hollow one: it is not, or cannot be told."
                ),
                generalising.both(),
            ]
        ),
        Table(contrast_head(_("Contrast")), tuple(rows)),
        lambda width: figures.draw_forest(
            groups,
            axis_label=_("Difference in points of the score"),
            bound=100,
            width=width,
        ),
        columns=5,
    )


def _contrast_bar(lines: tuple[str, ...], contrast: Contrast) -> Bar:
    score = contrast.score
    return Bar(
        lines=lines,
        value=score.value,
        low=score.low,
        high=score.high,
        reading=signed(score.value, 1),
        filled=told_apart(contrast.p_holm),
    )
