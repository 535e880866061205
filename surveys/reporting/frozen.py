"""What a round froze when it opened, read from its manifest."""

import json
from copy import copy
from typing import Any

from surveys.models import Round


class Frozen:
    """The manifest by part and name; of a round without one, what its fields say now.

    What the methods section says of design, procedure, question and rules is made of this, so that
    it tells what was hashed and not what somebody remembers.
    """

    def __init__(self, round: Round) -> None:
        self.round = round
        self.manifest: dict[str, Any] = json.loads(round.manifest) if round.manifest else {}

    def __call__(self, part: str, name: str) -> Any:
        return self.manifest.get(part, {}).get(name, getattr(self.round, name, None))

    @property
    def asked(self) -> Round:
        """The round with texts and answers as they were hashed, in the language that it is read in.

        It lives in memory and is never saved.
        """
        asked = copy(self.round)
        for part in ("texts", "answers"):
            for name, value in self.manifest.get(part, {}).items():
                setattr(asked, name, value)
        return asked.read_in(self.round.language)

    @property
    def methods(self) -> list[dict[str, Any]]:
        if self.manifest:
            found: list[dict[str, Any]] = self.manifest["methods"]
            return found
        rows = self.round.methods.order_by("position").values("key", "label", "fingerprint")
        return [dict(row) for row in rows]

    @property
    def categories(self) -> int:
        """How many different ones the references come from."""
        rows = self.manifest.get("references")
        if rows is None:
            rows = list(self.round.references.values("category"))
        return len({row["category"] for row in rows})

    @property
    def catalogue(self) -> str:
        return str(self._provenance.get("catalogue") or self.round.catalogue or "")

    @property
    def software(self) -> dict[str, str]:
        """What opened the round: names and versions."""
        found: dict[str, str] = self._provenance.get("software", {})
        return found

    @property
    def list_length(self) -> int:
        lengths = [run["k"] for run in self._provenance.get("runs", [])]
        return max(lengths, default=5)

    @property
    def _provenance(self) -> dict[str, Any]:
        found: dict[str, Any] = self.manifest.get("provenance", {})
        return found
