"""Settings as a process meets them that starts with these environment variables."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.environment import PROJECT

PRODUCTION = {
    "DATABASE_URL": "postgres://survey:secret@db.example.org/survey",
    "REDIS_URL": "redis://redis.example.org/0",
    "SECRET_KEY": "so-long-and-so-random-that-nobody-guesses-it-5bd3c1f08e2a47",
    "ALLOWED_HOSTS": "survey.example.org",
}
OURS = {
    *PRODUCTION,
    "DJANGO_ALLOW_ASYNC_UNSAFE",
    "HTTPS",
    "HOST",
    "PORT",
    "DEBUG",
    "MEDIA_STORAGE_URL",
}


def manage(*arguments: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name not in OURS}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT,
        env=clean | {"SIMSURVEY_DATA_DIR": str(folder)} | variables,
        capture_output=True,
        text=True,
    )


def setting(expression: str, *, folder: Path, **variables: str) -> str:
    program = f"from django.conf import settings; print({expression})"
    done = manage("shell", "--no-imports", "-c", program, folder=folder, **variables)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
@pytest.mark.parametrize("service", ["DATABASE_URL", "REDIS_URL"])
def test_production_refuses_to_start_without(missing: str, service: str, tmp_path: Path) -> None:
    needed = {service: PRODUCTION[service], "SECRET_KEY": "x" * 50, "ALLOWED_HOSTS": "a.example"}
    del needed[missing]

    done = manage("check", folder=tmp_path, **needed)

    assert done.returncode != 0
    assert "set SECRET_KEY to a long random text and ALLOWED_HOSTS" in done.stderr


def test_production_passes_djangos_deployment_check(tmp_path: Path) -> None:
    done = manage("check", "--deploy", "--fail-level", "INFO", folder=tmp_path, **PRODUCTION)

    assert done.returncode == 0, done.stderr


def test_plain_http_in_production_must_be_asked_for(tmp_path: Path) -> None:
    expression = "settings.SECURE_SSL_REDIRECT, settings.SESSION_COOKIE_SECURE"

    assert setting(expression, folder=tmp_path, **PRODUCTION) == "True True"
    assert setting(expression, folder=tmp_path, **PRODUCTION, HTTPS="0") == "False False"


def test_a_word_that_is_neither_yes_nor_no_is_refused(tmp_path: Path) -> None:
    done = manage("check", folder=tmp_path, DEBUG="perhaps")

    assert done.returncode != 0
    assert "DEBUG='perhaps' is neither yes nor no" in done.stderr


def test_the_secret_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    first = setting("settings.SECRET_KEY", folder=tmp_path)
    second = setting("settings.SECRET_KEY", folder=tmp_path)

    assert first == second
    assert len(first) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_all_data_lie_in_the_data_folder(tmp_path: Path) -> None:
    manage("migrate", "-v0", folder=tmp_path / "data")

    expression = "settings.MEDIA_ROOT, settings.STATIC_ROOT, settings.DATABASES['default']['NAME']"
    for path in setting(expression, folder=tmp_path / "data").split():
        assert Path(path).is_relative_to(tmp_path / "data")
    assert (tmp_path / "data" / "simsurvey.sqlite3").exists()


@pytest.mark.parametrize(
    ("host", "allowed"),
    [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "*"), ("survey.lan", "survey.lan")],  # noqa: S104
)
def test_the_host_that_is_served_is_answered(host: str, allowed: str, tmp_path: Path) -> None:
    assert allowed in setting("*settings.ALLOWED_HOSTS", folder=tmp_path, HOST=host).split()


def test_a_wildcard_host_opens_nothing_in_production(tmp_path: Path) -> None:
    hosts = setting("*settings.ALLOWED_HOSTS", folder=tmp_path, **PRODUCTION, HOST="0.0.0.0")  # noqa: S104

    assert hosts == "survey.example.org"
