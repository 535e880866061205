"""What commands that score methods by people's judgements have in common."""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import CommandError, CommandParser, OutputWrapper
from django.utils.translation import gettext as _
from numpy.typing import NDArray
from tqdm import tqdm

from recommender import lookup
from recommender.agreement.formulae import FEWEST, Estimate, Reason
from recommender.agreement.reading import Fault
from recommender.agreement.similarities import (
    MethodFailed,
    prepared,
    similarities_of_pairs,
)
from recommender.management.methods import available_methods, methods_named
from recommender.management.stopping import stoppable
from recommender.methods.method import Method
from recommender.models import Catalogue, Product

Score = Callable[[NDArray[np.float64]], Any]


@dataclass(frozen=True)
class Judged:
    """The products of a catalogue that judgements are about, in the order of their ids.

    Attributes
    ----------
    products : list of Product
    members : (n, …) int array
        Positions among them, in the shape in which they were read.
    """

    products: list[Product]
    members: NDArray[np.intp]


def add_arguments(parser: CommandParser, *, columns: Sequence[str]) -> None:
    parser.add_argument("name", help="the catalogue's name")
    parser.add_argument(
        "path", type=Path, metavar="FILE.csv", help=f"with the columns {', '.join(columns)}"
    )
    parser.add_argument(
        "--methods",
        nargs="+",
        metavar="KEY",
        help="for example ssim efficientnet+segmented; by default all that are available",
    )
    parser.add_argument(
        "--skip-bad", action="store_true", help="leave bad lines out instead of refusing the file"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the intervals; default: 1")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")


def checked_seed(seed: int) -> int:
    if seed < 0:
        raise CommandError(_("--seed %(seed)d: use a whole number of 0 or more.") % {"seed": seed})
    return seed


def positions(catalogue: Catalogue) -> dict[str, int]:
    """Where each product is in the order of ids."""
    identifiers = sorted(catalogue.products.order_by().values_list("identifier", flat=True))
    return {identifier: position for position, identifier in enumerate(identifiers)}


def judged(catalogue: Catalogue, known: Mapping[str, int], members: NDArray[np.intp]) -> Judged:
    """The rows of the products that the members are positions of."""
    used, codes = np.unique(members, return_inverse=True)
    identifiers = list(known)
    wanted = {identifiers[position] for position in used.tolist()}
    products = catalogue.products.select_related("picture").order_by()
    found = [product for product in products.iterator(2000) if product.identifier in wanted]
    return Judged(sorted(found, key=lambda one: one.identifier), codes.reshape(members.shape))


def wished_methods(keys: Sequence[str] | None, remarks: OutputWrapper) -> list[Method]:
    """The wished methods; who wishes none in particular gets all that are available."""
    if not keys:
        return available_methods(remarks.write)
    wished = methods_named(keys)
    for method in wished:
        if reason := lookup.reason_unavailable(method):
            raise CommandError(f"{method.key}: {reason}")
    return wished


def check_lines(
    faults: Sequence[Fault], *, good: int, skip_bad: bool, remarks: OutputWrapper
) -> None:
    """Name every bad line, and refuse the file unless it may go on without them.

    Raises
    ------
    CommandError
        If lines are bad and may not be left out, or none is good.
    """
    for fault in faults:
        remarks.write(_("Line %(line)d: %(reason)s") % {"line": fault.line, "reason": fault.reason})
    if faults and not skip_bad:
        raise CommandError(
            _(
                "%(bad)d of %(all)d lines are bad, and nothing was computed: correct them, or "
                "leave them out with --skip-bad."
            )
            % {"bad": len(faults), "all": len(faults) + good}
        )
    if not good:
        raise CommandError(_("All lines are bad: there is nothing to score."))
    if faults:
        remarks.write(
            _("%(bad)d of %(all)d lines are left out.")
            % {"bad": len(faults), "all": len(faults) + good}
        )


def scored(
    about: Judged, pairs: NDArray[np.intp], methods: Sequence[Method], score: Score
) -> tuple[dict[str, Any], dict[str, str]]:
    """What `score` makes of each method's similarities of the pairs, and why some have none."""
    scores, failed = {}, {}
    pictures = len({product.picture.sha256 for product in about.products})
    with stoppable():
        with tqdm(total=pictures, desc=_("pictures"), disable=None) as bar:
            features = prepared(about.products, methods, on_progress=bar.update)
        with tqdm(total=len(pairs) * len(methods), desc=_("pairs"), disable=None) as bar:
            for method in methods:
                try:
                    similarities = similarities_of_pairs(
                        method,
                        about.products,
                        pairs,
                        prepared=features[method.key],
                        on_progress=bar.update,
                    )
                except MethodFailed as error:
                    failed[method.key] = str(error)
                else:
                    scores[method.key] = score(similarities)
    return scores, failed


def refuse_failed(failed: Mapping[str, str]) -> None:
    """The command's end if methods failed, after the others' scores were printed."""
    if failed:
        raise CommandError("\n".join(f"{key}: {reason}" for key, reason in failed.items()))


def interval(estimate: Estimate) -> str:
    return "–" if estimate.reason else f"{number(estimate.low)} … {number(estimate.high)}"


def number(value: float) -> str:
    """Three decimals; what rounds to zero has no sign.

    >>> number(-0.0001)
    '0.000'
    """
    return "–" if math.isnan(value) else f"{value:z.3f}"


def write_reasons(out: OutputWrapper, estimates: Mapping[str, Estimate]) -> None:
    """Why some methods have no interval."""
    sentences = {
        Reason.NOTHING: _("%(method)s: there is nothing left to count."),
        Reason.TOO_FEW: _(
            "%(method)s: no interval, since that takes at least %(fewest)d products or references."
        ),
        Reason.NO_VARIATION: _("%(method)s: no interval, since no value differs from the others."),
        Reason.TOO_SPARSE: _(
            "%(method)s: no interval, since too few judgements share products for resampling them."
        ),
    }
    for method, estimate in estimates.items():
        if estimate.reason:
            out.write(sentences[estimate.reason] % {"method": method, "fewest": FEWEST})


def estimate_as_json(estimate: Estimate) -> dict[str, Any]:
    """NaN is no JSON: what is not there is null."""
    return {
        "estimate": _finite(estimate.mean),
        "low": _finite(estimate.low),
        "high": _finite(estimate.high),
        "n": estimate.n,
        "resampled": estimate.products,
        "reason": estimate.reason,
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def write_json(out: OutputWrapper, content: Mapping[str, Any]) -> None:
    out.write(json.dumps(content, ensure_ascii=False, indent=2))
