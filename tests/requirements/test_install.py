"""When `make` installs, and when it does not."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.environment import PROJECT

SCRIPT = PROJECT / "requirements" / "install.py"


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The installer, with a .venv and locks of its own."""
    specification = importlib.util.spec_from_file_location("install", SCRIPT)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").touch()
    locks = {kind: tmp_path / f"{kind}.txt" for kind in ("run", "dev")}
    for path in locks.values():
        path.write_text("django==5.2\n")
    for name, value in {"VENV": venv, "PYTHON": venv / "bin" / "python", "LOCKS": locks}.items():
        monkeypatch.setattr(module, name, value)
    return module


def stamp(install: ModuleType, kind: str) -> None:
    install.stamp(kind).write_text(install.digest(kind))


def test_nothing_is_installed_at_first(install: ModuleType) -> None:
    assert not install.installed("run")


def test_what_was_stamped_is_not_installed_again(install: ModuleType) -> None:
    stamp(install, "run")

    assert install.installed("run")
    assert not install.installed("dev")


def test_another_lock_is_installed(install: ModuleType) -> None:
    stamp(install, "run")

    install.LOCKS["run"].write_text("django==5.2.1\n")

    assert not install.installed("run")


def test_an_environment_whose_python_is_gone_is_made_anew(install: ModuleType) -> None:
    stamp(install, "run")

    install.PYTHON.unlink()

    assert not install.installed("run")


def test_an_unknown_word_is_refused() -> None:
    done = subprocess.run([sys.executable, SCRIPT, "all"], capture_output=True, text=True)

    assert done.returncode == 1
    assert "install.py run|dev" in done.stderr


def test_make_says_which_python_it_needs() -> None:
    done = subprocess.run(
        ["make", "install", "PYTHON="], cwd=PROJECT, capture_output=True, text=True
    )

    assert done.returncode != 0
    assert "needs Python 3.11 or newer" in done.stdout
