"""From the rows of a report to its table."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from recommender import lookup
from recommender.methods import registry
from recommender.models import RobustnessPart, RobustnessReport, Run
from recommender.robustness.disturbing import LABELS, possible
from recommender.robustness.estimates import Estimate, mean_estimate, share_estimate


@dataclass(frozen=True)
class Row:
    """How one method stands one disturbance.

    Attributes
    ----------
    references, left_out : int
        How many references it is told by, and how many could not be measured.
    overlap : Estimate
        Mean share of the undisturbed list that is also in the list of the disturbed picture.
    found : Estimate
        Share of references whose undisturbed picture is the most similar of all.
    reciprocal_rank : Estimate
        Mean of 1 / rank of the undisturbed picture.
    """

    method: str
    method_label: str
    disturbance: str
    disturbance_label: str
    references: int
    left_out: int
    overlap: Estimate
    found: Estimate
    reciprocal_rank: Estimate


@dataclass(frozen=True)
class Measurement:
    """One reference, one method, one disturbance."""

    method: str
    reference: str
    disturbance: str
    common: int
    k: int
    rank: int

    @property
    def overlap(self) -> float:
        return self.common / self.k


@dataclass(frozen=True)
class LeftOut:
    method: str
    reference: str
    disturbance: str
    reason: str


def results(report: RobustnessReport, *, methods: Sequence[str] | None = None) -> list[Row]:
    """A row for every finished method and disturbance; all methods by default."""
    runs = [run for run in finished_methods(report) if methods is None or run.method in methods]
    found, missing = measurements(report), left_out(report)
    keys = [entry["key"] for entry in possible(report)]
    return [_row(run, key, found, missing) for key in keys for run in runs]


def finished_methods(report: RobustnessReport) -> list[Run]:
    """The runs of which every part is finished, in the order of the registry."""
    left = report.parts.unfinished().order_by().values("run")
    done = report.parts.order_by().values("run")
    runs = Run.objects.filter(pk__in=done).exclude(pk__in=left)
    known = [method.key for method in registry.methods(settings.METHODS)]
    return sorted(runs, key=lambda run: (run.method not in known, _place(known, run.method)))


def measurements(report: RobustnessReport) -> list[Measurement]:
    return [
        Measurement(
            method=part.run.method,
            reference=entry["reference"],
            disturbance=entry["disturbance"],
            common=entry["common"],
            k=part.run.k,
            rank=entry["rank"],
        )
        for part in _finished(report)
        for entry in part.measured
    ]


def left_out(report: RobustnessReport) -> list[LeftOut]:
    return [
        LeftOut(part.run.method, entry["reference"], entry["disturbance"], entry["reason"])
        for part in _finished(report)
        for entry in part.left_out
    ]


def as_json(row: Row) -> dict[str, Any]:
    """A row as numbers and keys; an interval that does not exist is null and has a reason."""
    described: dict[str, Any] = {
        "method": row.method,
        "disturbance": row.disturbance,
        "references": row.references,
        "left_out": row.left_out,
    }
    for name in ("overlap", "found", "reciprocal_rank"):
        estimate: Estimate = getattr(row, name)
        ends = [None, None] if estimate.reason else [estimate.low, estimate.high]
        described[name] = {
            "value": None if math.isnan(estimate.value) else estimate.value,
            "interval_95": ends,
            "no_interval_because": estimate.reason.value if estimate.reason else None,
        }
    return described


def _finished(report: RobustnessReport) -> list[RobustnessPart]:
    finished = report.parts.filter(state=RobustnessPart.State.FINISHED)
    return list(finished.select_related("run").order_by("run_id", "position"))


def _place(known: list[str], key: str) -> int:
    return known.index(key) if key in known else 0


def _row(
    run: Run, disturbance: str, measured: Sequence[Measurement], missing: Sequence[LeftOut]
) -> Row:
    own = [m for m in measured if (m.method, m.disturbance) == (run.method, disturbance)]
    labels = {method.key: lookup.label(method) for method in registry.methods(settings.METHODS)}
    return Row(
        method=run.method,
        method_label=labels.get(run.method, run.method),
        disturbance=disturbance,
        disturbance_label=str(LABELS.get(disturbance, disturbance)),
        references=len(own),
        left_out=sum((m.method, m.disturbance) == (run.method, disturbance) for m in missing),
        overlap=mean_estimate([m.overlap for m in own]),
        found=share_estimate(sum(m.rank == 1 for m in own), len(own)),
        reciprocal_rank=mean_estimate([1 / m.rank for m in own]),
    )
