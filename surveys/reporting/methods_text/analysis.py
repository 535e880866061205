"""By which formulae, from where, and by which software."""

import platform
from collections.abc import Iterator

import numpy as np
import scipy
from django.utils.translation import gettext as _

from surveys.reporting.account import Account
from surveys.reporting.frozen import Frozen
from surveys.rounds import software_version

SPELT = {"numpy": "NumPy", "simsurvey": "SimSurvey"}


def analysis(account: Account, frozen: Frozen) -> Iterator[str]:
    yield _(
        # xgettext:no-python-format
        "The score of a method is its mean, moved to a scale from 0 to 100. Its 95 % interval is "
        "the two-way cluster-robust t interval over participants and references with the smaller "
        "number less one as degrees of freedom (Cameron, Gelbach & Miller, 2011). Both are taken "
        "as samples, so it holds for new people and new products of this catalogue."
    )
    yield _(
        "Two methods are compared within the same participant and reference, by the same interval "
        "of the mean difference. p values of all pairs, of all effects of segmenting, and of all "
        "interactions are adjusted within their family by Holm (1979). As effect sizes, δ (Cliff, "
        "1993) and A12 (Vargha & Delaney, 2000) are given in their paired form. All methods at "
        "once are compared by Hotelling's (1931) form of the two-way Wald test, with the degrees "
        "of freedom of Krishnamoorthy & Yu (2004)."
    )
    supporting = _(
        "To see whether the results depend on the way of analysing, they are held against the "
        "pigeonhole bootstrap (Owen, 2007; %(replicates)d replicates, seed %(seed)d), Friedman's "
        "(1937) test with references as blocks in the form of Iman & Davenport (1980), the test of "
        "Skillings and Mack (1981), and Wilcoxon's (1945) signed ranks over references. Mean ranks "
        "are drawn with Nemenyi's (1963) critical difference, as Demšar (2006) proposed."
    )
    drawn = account.analysis.bootstrap
    yield supporting % {"replicates": drawn.replicates, "seed": drawn.seed}
    if account.round.rates:
        yield _(
            "A cumulative probit model (McCullagh, 1980) with a two-way sandwich takes the scale "
            "as ordered only."
        )
    else:
        yield _(
            "Worths of the methods come from a model of choices with ties and a term for the slot "
            "(Bradley & Terry, 1952; Luce, 1959; Davidson, 1970; Plackett, 1975)."
        )
    yield _(
        "Agreement is given as Krippendorff's α (Hayes & Krippendorff, 2007) and as intraclass "
        "correlations (Shrout & Fleiss, 1979)."
    )
    opened = ", ".join(
        f"{SPELT.get(name, name)} {version}" for name, version in sorted(frozen.software.items())
    )
    if opened:
        yield _("The round was opened with %(software)s.") % {"software": opened}
    yield _("It was analysed with %(software)s.") % {
        "software": ", ".join(
            [
                f"SimSurvey {software_version()}",
                f"Python {platform.python_version()}",
                f"NumPy {np.__version__}",
                f"SciPy {scipy.__version__}",
            ]
        )
    }
    if account.round.manifest_sha256:
        yield _(
            "What participants were shown was frozen at the opening, under the SHA-256 hash "
            "%(hash)s."
        ) % {"hash": account.round.manifest_sha256}
