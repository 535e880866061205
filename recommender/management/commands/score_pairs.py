"""`manage.py score_pairs NAME FILE.csv`: do methods order products as people's ratings do?"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from recommender.agreement.reading import PAIR_COLUMNS, FileRefused, read_pairs
from recommender.agreement.scoring import (
    PairScore,
    Rated,
    averaged,
    ordered_references,
    score_pairs,
)
from recommender.management import judging
from recommender.management.catalogues import catalogue_named
from recommender.management.tables import write_table


class Command(BaseCommand):
    help = (
        "Scores methods by pairs whose similarity people rated; a larger rating is more similar. "
        "Prints the rank correlation between each method's similarity and the ratings within a "
        "reference, Spearman's rho and Kendall's tau-b, averaged over references. The 95 % "
        "interval resamples references. References with fewer than 3 rated products, or all rated "
        "alike, are named and left out. See docs/agreement.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        judging.add_arguments(parser, columns=PAIR_COLUMNS)

    def handle(self, *, name: str, path: Path, **options: Any) -> None:
        catalogue = catalogue_named(name)
        methods = judging.wished_methods(options["methods"], self.stderr)
        seed = judging.checked_seed(options["seed"])
        known = judging.positions(catalogue)
        try:
            pairs = read_pairs(path, known)
        except FileRefused as error:
            raise CommandError(str(error)) from error
        judging.check_lines(
            pairs.faults, good=len(pairs.ratings), skip_bad=options["skip_bad"], remarks=self.stderr
        )
        about = judging.judged(catalogue, known, pairs.members)
        rated = averaged(about.members, pairs.ratings)
        without_order = self._name_unordered(about, rated)

        def score(similarities: NDArray[np.float64]) -> PairScore:
            return score_pairs(similarities, rated, seed=seed)

        scores, failed = judging.scored(about, rated.members, methods, score)
        if options["json"]:
            judging.write_json(
                self.stdout,
                {
                    "catalogue": name,
                    "ratings": len(pairs.ratings),
                    "skipped": len(pairs.faults),
                    "pairs": len(rated.ratings),
                    "references_left_out": without_order,
                    "seed": seed,
                    "methods": {key: _as_json(found) for key, found in scores.items()},
                    "failed": failed,
                },
            )
        else:
            self._write(scores)
        judging.refuse_failed(failed)

    def _name_unordered(self, about: judging.Judged, rated: Rated) -> list[str]:
        """The references that say nothing about an order; it is an error if that is all of them."""
        ordered = {reference for reference, _rows in ordered_references(rated)}
        left_out = [one for one, _rows in rated.references() if one not in ordered]
        names = [about.products[one].identifier for one in left_out]
        if not ordered:
            raise CommandError(
                _(
                    "No reference has 3 products that are rated differently, so there is no order "
                    "to agree with: rate more products of the same reference."
                )
            )
        for name in names:
            self.stderr.write(
                _("“%(reference)s” is left out: fewer than 3 rated products, or all rated alike.")
                % {"reference": name}
            )
        return names

    def _write(self, scores: Mapping[str, PairScore]) -> None:
        head = [
            _("method"),
            _("Spearman’s ρ"),
            _("interval"),
            _("Kendall’s τ-b"),
            _("interval"),
            _("references"),
            _("pairs"),
            _("left out"),
        ]
        rows = [head]
        for method, found in scores.items():
            shown = [
                text
                for estimate in (found.rho, found.tau)
                for text in (judging.number(estimate.mean), judging.interval(estimate))
            ]
            counts = [found.rho.n, found.pairs, found.left_out]
            rows.append([method, *shown, *map(str, counts)])
        write_table(self.stdout, rows)
        judging.write_reasons(self.stdout, {key: one.rho for key, one in scores.items()})


def _as_json(score: PairScore) -> dict[str, Any]:
    return {
        "spearman": judging.estimate_as_json(score.rho),
        "kendall": judging.estimate_as_json(score.tau),
        "pairs": score.pairs,
        "left_out": score.left_out,
    }
