"""The locks say all that is installed, and nothing of the machine on which they were made."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.environment import PROJECT

FOLDER = PROJECT / "requirements"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
NOT_LOCKED = {"torch", "torchvision"}


def versions(name: str) -> dict[str, str]:
    found = PINNED.findall((FOLDER / name).read_text())
    return {canonicalize_name(package): version for package, version in found}


def declared(extra: str | None) -> list[Requirement]:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    named = project["optional-dependencies"][extra] if extra else project["dependencies"]
    return [Requirement(line) for line in named]


@pytest.mark.parametrize(("lock", "extra"), [("lock.txt", None), ("lock-dev.txt", "dev")])
def test_every_declared_package_is_locked_within_its_range(lock: str, extra: str | None) -> None:
    locked = versions(lock) | versions("constraints.txt")

    for wanted in declared(extra):
        assert wanted.specifier.contains(locked[canonicalize_name(wanted.name)]), wanted


@pytest.mark.parametrize("lock", ["lock.txt", "lock-dev.txt"])
def test_every_locked_package_has_a_hash(lock: str) -> None:
    entries = re.split(r"\n(?=\S)", (FOLDER / lock).read_text())

    for entry in entries:
        assert entry.startswith("#") or "--hash=sha256:" in entry, entry


def test_what_runs_is_what_is_tested() -> None:
    assert versions("lock.txt").items() <= versions("lock-dev.txt").items()


@pytest.mark.parametrize("lock", ["lock.txt", "lock-dev.txt"])
def test_torch_is_pinned_beside_the_locks_and_brings_no_cuda_into_them(lock: str) -> None:
    names = set(versions(lock))

    assert not names & NOT_LOCKED
    assert not {name for name in names if name.startswith(("nvidia", "cuda", "triton"))}
    assert set(versions("constraints.txt")) == NOT_LOCKED


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.name)
def test_no_file_names_an_index_or_a_folder(path: Path) -> None:
    assert not re.search(r"https?://|file:|--index|--find-links|/opt/|/home/", path.read_text())


def test_every_dependency_says_what_it_is_for() -> None:
    lines = (PROJECT / "pyproject.toml").read_text().splitlines()
    entries = [line for line in lines if re.match(r' {4}"[A-Za-z0-9_.-]+(\[\w+\])?>=', line)]

    assert len(entries) > 30
    assert [line for line in entries if "# " not in line] == []
