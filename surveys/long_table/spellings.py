"""Names that are probably one, written in two ways."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

TOLD = 3
GAP = r"[\s_\-‐-―]+"
# Between two digits a gap counts: 1-1 is not 11.
NO_MATTER = re.compile(rf"(?<!\d){GAP}|{GAP}(?!\d)")


def notices_of(column: str, names: Iterable[str]) -> list[str]:
    """A sentence about every name that is written in several ways, and no more than a few.

    Capitals, spaces, hyphens and underscores make no difference.

    Examples
    --------
    >>> notices_of("method", ["clip", "ssim"])
    []
    """
    alike: dict[str, list[str]] = defaultdict(list)
    for name in sorted(set(names)):
        alike[_plain(name)].append(name)
    doubtful = [written for written in alike.values() if len(written) > 1]
    said = [
        _(
            "%(names)s differ only in how they are written; in the column %(column)s they count as "
            "different: write them alike if they are the same."
        )
        % {"names": _listed(written), "column": column}
        for written in doubtful[:TOLD]
    ]
    if more := len(doubtful[TOLD:]):
        said.append(
            ngettext(
                "So does %(count)d more name in the column %(column)s.",
                "So do %(count)d more names in the column %(column)s.",
                more,
            )
            % {"count": more, "column": column}
        )
    return said


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(GAP, " ", NO_MATTER.sub("", folded))


def _listed(names: list[str]) -> str:
    quoted = [_("“%(name)s”") % {"name": name} for name in names]
    return _("%(first)s and %(last)s") % {"first": ", ".join(quoted[:-1]), "last": quoted[-1]}
