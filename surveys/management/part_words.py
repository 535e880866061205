"""What the parts of an analysis are called where people read about them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from surveys.reason_words import REASONS
from surveys.statistics.cautions import Caution
from surveys.statistics.krippendorff import Level
from surveys.statistics.reason import Reason

ALPHA = "reliability.krippendorff"
OF_METHODS = {"methods", "bootstrap.methods", "ordinal"}
OF_CELLS = {"contrasts", "bootstrap.contrasts"}
OF_PAIRS = {*OF_CELLS, "wilcoxon"}
KINDS = {
    Level.NOMINAL: _("nominal"),
    Level.ORDINAL: _("ordinal"),
    Level.INTERVAL: _("interval scale"),
}
# An estimate may be there without its interval.
INTERVAL_OF_DOMINANCE = ".dominance_ci"

PARTS = {
    "methods": _("mean and its interval"),
    "contrasts": _("difference of two methods and its interval"),
    "segmentation.per_algorithm": _("effect of segmenting"),
    "segmentation.pooled": _("mean effect of segmenting"),
    "segmentation.interaction": _("interaction of algorithm and segmenting"),
    "omnibus": _("test of all methods, crossed F"),
    "bootstrap.methods": _("bootstrap interval of the mean"),
    "bootstrap.contrasts": _("bootstrap interval of the difference"),
    "friedman": "Friedman",
    "wilcoxon": "Wilcoxon",
    "skillings_mack": "Skillings–Mack",
    "ordinal": _("ordinal probit"),
    ALPHA: _("Krippendorff's α"),
    "reliability.icc": "ICC",
    "slots": _("effect of the slot"),
    "bradley_terry": "Bradley–Terry",
    "ranking_quality.ndcg": "NDCG@5",
    "ranking_quality.tau_b": "τ-b",
}


def sentences(cautions: Iterable[Caution], *, methods: int) -> Iterator[str]:
    """Everything that one reason leaves undefined, and the reason.

    Parameters
    ----------
    cautions : iterable of Caution
    methods : int
        How many there are: where it is all of them, or all pairs, none is named.
    """
    alike: dict[str, list[str]] = defaultdict(list)
    for caution in cautions:
        alike[_reason(caution)].append(_named(caution, methods))
    for reason, parts in alike.items():
        yield f"{'; '.join(parts)}: {reason}."


def _reason(caution: Caution) -> str:
    if caution.part in OF_CELLS and caution.reason is Reason.NO_RATINGS:
        return str(_("nobody rated both for the same reference"))
    return str(REASONS[caution.reason])


def _named(caution: Caution, methods: int) -> str:
    """The part, and in brackets the figures of it."""
    part, figures = caution.part, caution.figures
    name = str(PARTS[part.removesuffix(INTERVAL_OF_DOMINANCE)])
    if part.endswith(INTERVAL_OF_DOMINANCE):
        name = _("%(part)s: interval of δ") % {"part": name}
    if part == ALPHA:
        figures = tuple(str(KINDS[Level(figure)]) for figure in figures)
    if not figures or len(figures) == _whole(part, methods):
        return name
    return f"{name} ({', '.join(figures)})"


def _whole(part: str, methods: int) -> int | None:
    """How many figures the part has in all, as far as methods say it."""
    if part in OF_METHODS:
        return methods
    if part in OF_PAIRS:
        return methods * (methods - 1) // 2
    return len(KINDS) if part == ALPHA else None
