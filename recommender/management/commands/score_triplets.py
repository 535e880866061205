"""`manage.py score_triplets NAME FILE.csv`: do methods agree with people about triplets?"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from recommender.agreement.reading import TRIPLET_COLUMNS, FileRefused, read_triplets
from recommender.agreement.scoring import TripletScore, score_triplets
from recommender.management import judging
from recommender.management.catalogues import catalogue_named
from recommender.management.tables import write_table


class Command(BaseCommand):
    help = (
        "Scores methods by triplets that people judged: which of two products is closer to a "
        "third, the head? Prints the share of triplets with which each method's similarity agrees; "
        "equal similarities count half. The 95 % interval resamples products, not triplets, and so "
        "is about other products of this kind. Products may be of any categories of the catalogue; "
        "features are taken from the cache or computed. See docs/agreement.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        judging.add_arguments(parser, columns=TRIPLET_COLUMNS)

    def handle(self, *, name: str, path: Path, **options: Any) -> None:
        catalogue = catalogue_named(name)
        methods = judging.wished_methods(options["methods"], self.stderr)
        seed = judging.checked_seed(options["seed"])
        known = judging.positions(catalogue)
        try:
            triplets = read_triplets(path, known)
        except FileRefused as error:
            raise CommandError(str(error)) from error
        judging.check_lines(
            triplets.faults,
            good=len(triplets.members),
            skip_bad=options["skip_bad"],
            remarks=self.stderr,
        )
        about = judging.judged(catalogue, known, triplets.members)

        def score(similarities: NDArray[np.float64]) -> TripletScore:
            closer, farther = similarities.reshape(2, -1)
            return score_triplets(closer, farther, about.members, seed=seed)

        pairs = np.concatenate([about.members[:, [0, 1]], about.members[:, [0, 2]]])
        scores, failed = judging.scored(about, pairs, methods, score)
        if options["json"]:
            judging.write_json(
                self.stdout,
                {
                    "catalogue": name,
                    "triplets": len(triplets.members),
                    "skipped": len(triplets.faults),
                    "products": len(about.products),
                    "seed": seed,
                    "methods": {key: _as_json(found) for key, found in scores.items()},
                    "failed": failed,
                },
            )
        else:
            self._write(scores)
        judging.refuse_failed(failed)

    def _write(self, scores: Mapping[str, TripletScore]) -> None:
        head = [
            _("method"),
            _("agreement"),
            _("interval"),
            _("triplets"),
            _("products"),
            _("ties"),
            _("left out"),
        ]
        rows = [head]
        for method, found in scores.items():
            share = found.share
            counts = [share.n, share.products, found.ties, found.left_out]
            shown = [judging.number(share.mean), judging.interval(share)]
            rows.append([method, *shown, *map(str, counts)])
        write_table(self.stdout, rows)
        judging.write_reasons(self.stdout, {key: one.share for key, one in scores.items()})


def _as_json(score: TripletScore) -> dict[str, Any]:
    return {
        "agreement": judging.estimate_as_json(score.share),
        "ties": score.ties,
        "left_out": score.left_out,
    }
