"""The one name of a set of parameters."""

import hashlib
import json
from typing import Any


def digest(parameters: dict[str, Any]) -> str:
    """sha256 of the one way to write these parameters as JSON."""
    written = json.dumps(parameters, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(written.encode()).hexdigest()
