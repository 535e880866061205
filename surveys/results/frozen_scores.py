"""How similar the methods found what they listed, as it was frozen at the opening."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

Scores = Mapping[str, Mapping[str, Sequence[float | None]]]


def frozen_scores(manifest: str) -> Scores:
    """By reference and method, best first; none before the opening."""
    found: Any = json.loads(manifest).get("provenance", {}) if manifest else {}
    scores: Scores = found.get("scores", {})
    return scores


def score_at(scores: Scores, reference: str, method: str, rank: int) -> float | None:
    """Of the place in a list, 1 the best; None where the method gave none."""
    listed = scores.get(reference, {}).get(method, ())
    return listed[rank - 1] if rank <= len(listed) else None
