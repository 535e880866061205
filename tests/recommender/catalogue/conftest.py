"""Shops that a test makes up, one product at a time."""

from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.recommender.catalogue.photographs import photograph

Shop = Callable[[dict[str, bytes | str]], Path]


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """Writes files by path into a folder and gives the folder."""

    def write(files: dict[str, bytes | str]) -> Path:
        folder = tmp_path / "shop"
        for path, content in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        return folder

    return write


@pytest.fixture
def zipped(tmp_path: Path) -> Shop:
    """Writes files by path into a zip and gives the zip."""

    def write(files: dict[str, bytes | str]) -> Path:
        target = tmp_path / "shop.zip"
        with ZipFile(target, "w") as archive:
            for path, content in files.items():
                archive.writestr(path, content)
        return target

    return write


@pytest.fixture
def hats() -> dict[str, bytes | str]:
    """Six products in one category: enough for lists, nothing to remark on."""
    return {f"hat/hat-{number}.jpg": photograph(shade=number * 30) for number in range(6)}
