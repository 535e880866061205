"""How static files are stored: hashed, compressed, and so cached for ever."""

from functools import cache
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Our scripts import one another by their hashed names too.

    A module that a page names and that another module imports would otherwise have two addresses,
    and a browser would run it twice. Other people's scripts stay as they are: Django takes what
    their comments say about imports for imports.

    Addresses are remembered: none changes while a process runs, and every page asks for a dozen.
    """

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns: tuple[str, Any] = (
        "js/*.js",
        CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._address = cache(super().url)

    def url(self, name: str | None, force: bool = False) -> str:
        address: str = super().url(name, force) if force else self._address(name)
        return address
