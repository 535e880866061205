"""All that was frozen as one text, so that one hash proves that nothing changed since."""

import json
import tomllib
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import numpy as np
from django.conf import settings

from surveys.models import Round
from surveys.rounds import decisions
from surveys.rounds.content import Content
from surveys.rounds.frozen_rows import methods_of, references_of, seats_of

FORMAT = 3
PLAN = "seats-1"


def manifest_of(round: Round, provenance: Mapping[str, Any], *, seats: int | None = None) -> str:
    """Canonical JSON: sorted keys, no spaces, UTF-8, numbers as Python writes them.

    All but `provenance` is read from the round's own rows, so that it can be read again.

    Parameters
    ----------
    seats : int, optional
        How many of the stored seats, from the first; all when not given.
    """
    return _canonical(
        {
            "texts": _fields(round, decisions.TEXTS),
            "compared": _fields(round, decisions.COMPARED),
            "plan": _fields(round, decisions.PLAN) | {"seats": seats_of(round, seats)},
            "answers": _fields(round, decisions.ANSWERS),
            "quality": _fields(round, decisions.QUALITY),
            "methods": methods_of(round),
            "references": references_of(round),
            "provenance": provenance,
        }
    )


def provenance(round: Round, content: Content) -> dict[str, Any]:
    """Where it came from: what the round keeps nowhere else."""
    return {
        "format": FORMAT,
        "software": {"simsurvey": software_version(), "numpy": np.__version__},
        "scheme": PLAN,
        "catalogue": str(round.catalogue),
        "runs": [
            {"method": key, "contents": run.contents, "k": run.k}
            for key, run in content.runs.items()
        ],
        "scores": {
            reference.identifier: {key: one.scores[key] for one in sets for key in one.methods}
            for reference, sets in zip(content.references, content.sets, strict=True)
        },
    }


def changes_since(round: Round) -> list[str]:
    """Names of the manifest's parts that the round's rows no longer give; none if all hold.

    `hash` when the stored text is not the one that was hashed, and `format` when another version
    of the software wrote it, in a way that cannot be compared.
    """
    if sha256_of(round.manifest) != round.manifest_sha256:
        return ["hash"]
    stored = json.loads(round.manifest)
    if stored.get("provenance", {}).get("format") != FORMAT:
        return ["format"]
    seats = stored["plan"]["seats"]["count"]
    today = json.loads(manifest_of(round, stored["provenance"], seats=seats))
    return sorted(name for name in stored if stored[name] != today.get(name))


def sha256_of(manifest: str) -> str:
    return sha256(manifest.encode()).hexdigest()


def software_version() -> str:
    """As pyproject.toml has it; the project runs from its folder and is not installed."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    return str(project["project"]["version"])


def _fields(round: Round, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(round, name) for name in names}


def _canonical(value: Any) -> str:
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
