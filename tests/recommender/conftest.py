"""Packages that are installed while a test runs."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from recommender.methods import registry

Install = Callable[..., None]


def write_package(folder: Path, name: str, code: str, **points: str) -> None:
    """What `pip install` leaves behind: the module, and a dist-info that names entry points."""
    (folder / f"{name}.py").write_text(dedent(code))
    metadata = folder / f"{name}-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    lines = [f"{point.replace('_', '-')} = {name}:{what}" for point, what in points.items()]
    (metadata / "entry_points.txt").write_text("\n".join(["[simsurvey.methods]", *lines, ""]))


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    folder = tmp_path / "site-packages"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    before = set(sys.modules)

    def install_package(name: str, code: str, **points: str) -> None:
        write_package(folder, name, code, **points)
        registry.methods.cache_clear()

    yield install_package
    registry.methods.cache_clear()
    for module in {*sys.modules} - before:
        if str(folder) in str(getattr(sys.modules[module], "__file__", "")):
            del sys.modules[module]
