"""All that was frozen as one text, so that one hash proves that nothing changed since."""

import json
import tomllib
from hashlib import sha256
from typing import Any

import numpy as np
from django.conf import settings

from recommender.models import Product
from surveys.models import Round
from surveys.rounds.content import Content, FrozenSet

FORMAT = 1
PLAN = "rotation-1"
TEXTS = ("title", "slug", "question", "scale_labels", "welcome_text", "consent_text")


def manifest_of(round: Round, content: Content) -> str:
    """Canonical JSON: sorted keys, no spaces, UTF-8, numbers as Python writes them."""
    frozen = {
        "format": FORMAT,
        "software": {"simsurvey": software_version(), "numpy": np.__version__},
        "catalogue": str(round.catalogue),
        "texts": {name: getattr(round, name) for name in TEXTS},
        "plan": {
            "scheme": PLAN,
            "seed": round.seed,
            "references": round.references_count,
            "trials": round.trials_per_participant,
        },
        "methods": [
            {
                "key": key,
                "label": content.labels[key],
                "fingerprint": run.fingerprint,
                "parameters": run.parameters,
                "contents": run.contents,
                "k": run.k,
            }
            for key, run in content.runs.items()
        ],
        "references": [
            _product(product) | {"category": product.category, "sets": [_set(one) for one in sets]}
            for product, sets in zip(content.references, content.sets, strict=True)
        ],
    }
    return json.dumps(
        frozen, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def sha256_of(manifest: str) -> str:
    return sha256(manifest.encode()).hexdigest()


def software_version() -> str:
    """As pyproject.toml has it; the project runs from its folder and is not installed."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    return str(project["project"]["version"])


def _set(frozen: FrozenSet) -> dict[str, Any]:
    return {
        "methods": frozen.methods,
        "products": [_product(product) for product in frozen.products],
        "scores": frozen.scores,
    }


def _product(product: Product) -> dict[str, Any]:
    picture = product.picture
    return {
        "identifier": product.identifier,
        "title": product.title,
        "picture": {"sha256": picture.sha256, "width": picture.width, "height": picture.height},
    }
